import { expect } from 'chai';
import { agreement, approval, attest, form, papers, problemsOf, stages, told } from './small-procedure.ts';

const step = (condition: string): string => `by: office }, { step: two, by: office, when: ${condition}`;
const own = (conditions: Readonly<Record<string, string>>): string =>
  `task: f, kind: form, by: person, fields: [${Object.entries(conditions)
    .map(
      ([field, when]) => `{ field: ${field}, type: yes-no, label: { en: A }${when === '' ? '' : `, when: ${when}`} }`,
    )
    .join(', ')}]`;

describe('conditions of a procedure', () => {
  const fine: Readonly<Record<string, string>> = {
    'of a task, about an earlier form': stages([form('f')], [form('g', 'when: "f.level == \'master\'"')]),
    'of a task, about the agreement': stages([agreement('la')], [form('g', 'when: agreement.ects > 20')]),
    'of a step': stages([form('f')], [approval('ok', step('f.age > 30'))]),
    'of a document': stages([form('f')], [papers('p', 'when: "f.level == \'master\'"')]),
    'of a field, about one before it': stages([own({ a: '', b: 'f.a' })]),
    'about what may be there, asked for by has()': stages([form('f'), form('g', 'when: has(f.age) && f.age > 3')]),
    'about what a chain came to': stages([approval('ok')], [form('g', 'when: "ok.outcome == \'approved\'"')]),
    'of what is asked for, about a later stage': stages(
      [form('g', 'when: has(h.age), repeat: { by: [person], onRequest: true }'), form('f')],
      [form('h')],
    ),
    'of what is done again, about a later stage': stages(
      [form('g', 'when: has(h.age), repeat: { by: [person] }')],
      [form('h')],
    ),
  };
  for (const [what, text] of Object.entries(fine))
    it(`are fine ${what}`, () => {
      expect(told(text)).to.deep.equal([]);
    });

  const broken: Readonly<Record<string, readonly [expected: string, text: string]>> = {
    'of a task that comes later': ['error condition-too-early', stages([form('g', 'when: f.age > 3')], [form('f')])],
    'of itself': ['error condition-too-early', stages([form('g', 'when: g.age > 3')])],
    'of an agreement that comes later': [
      'error condition-too-early',
      stages([form('g', 'when: agreement.ects > 3')], [agreement('la')]),
    ],
    'of an arrival that nobody states': [
      'error condition-too-early',
      stages([form('g', 'when: "stay.arrived > \'2026-01-01\'"')]),
    ],
    'of a field that stands behind': ['error condition-too-early', stages([own({ a: 'f.b', b: '' })])],
    'of a task that may come later': [
      'warning condition-may-be-unknown',
      stages([form('f'), form('g', 'when: f.age > 3')]),
    ],
    'of a task that may be passed over': [
      'warning condition-may-be-unknown',
      stages([form('f', 'when: stay.days > 3')], [form('g', 'when: f.age > 3')]),
    ],
    'of an arrival that may be stated later': [
      'warning condition-may-be-unknown',
      stages([attest('a', 'arrived'), form('g', 'when: "stay.arrived > \'2026-01-01\'"')]),
    ],
    'of a field that is not there': [
      'error condition-unknown-name',
      stages([form('f')], [form('g', 'when: f.agee > 3')]),
    ],
    'of a task called like a word of the language': [
      'error condition-unknown-name',
      stages([form('string')], [form('g', 'when: string.age > 3')]),
    ],
    'of another type': ['error condition-type', stages([form('f')], [form('g', 'when: "f.age == \'x\'"')])],
    'of a choice that is none': [
      'error condition-never-true',
      stages([form('f')], [form('g', 'when: "f.level == \'x\'"')]),
    ],
    'that is none': ['error condition-syntax', stages([form('g', "when: 'stay.days >'")])],
  };
  for (const [what, [expected, text]] of Object.entries(broken))
    it(`are told when they speak ${what}`, () => {
      expect(told(text).map((one) => one.split(' ').slice(0, 2).join(' '))).to.deep.equal([expected]);
    });

  it('are told with the word of the language that a task is called by', () => {
    const [problem] = problemsOf(stages([form('package')], [form('g', 'when: package.age > 3')]));
    expect(problem?.hint).to.include('“package” is a word of conditions themselves');
  });

  it('know the units of the institution', () => {
    const text = stages([form('g', 'when: "mobility.unit == \'scences\'"')]);
    const around = { languages: ['en'], roles: ['office'], units: [{ unit: 'root' }, { unit: 'sciences' }] };
    expect(told(text)).to.deep.equal([]);
    expect(told(text, around)).to.deep.equal(['error condition-never-true stages/0/tasks/0/when']);
  });

  describe('show the place', () => {
    /** The text of the file from the place on. */
    const shown = (when: string): string | undefined => {
      const text = stages([form('g', `when: ${when}`)]);
      const [problem] = problemsOf(text);
      return text.split('\n')[(problem?.line ?? 0) - 1]?.slice((problem?.column ?? 0) - 1);
    };
    it('in a plain text', () => {
      expect(shown('stay.days > 3 && stay.dys > 3')).to.match(/^stay\.dys/);
    });
    it('in single quotes, with a quote before it', () => {
      expect(shown("'home.country == ''FR'' && stay.dys > 3'")).to.match(/^stay\.dys/);
    });
    it('in double quotes, with escapes before it', () => {
      expect(shown('"home.country == \\"\\u0046R\\" && stay.dys > 3"')).to.match(/^stay\.dys/);
    });
    it('after spaces', () => {
      expect(shown("'   stay.dys > 3'")).to.match(/^stay\.dys/);
    });
    it('at the beginning of what goes over several lines', () => {
      const [problem] = problemsOf(stages([form('g', 'when: "stay.days > 3 &&\n          stay.dys > 3"')]));
      expect(problem).to.include({ code: 'condition-unknown-name', line: 9 });
      expect(shown('"stay.days > 3 &&\n          stay.dys > 3"')).to.match(/^"stay\.days/);
    });
  });
});
