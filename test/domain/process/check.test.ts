import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { checkProcedure, type Surroundings } from '../../../domain/process/check.ts';

const example = (institution: string): string =>
  readFileSync(new URL(`../../../institutions/${institution}/procedures/erasmus-study.yaml`, import.meta.url), 'utf8');
const caen = example('caen');

/** The example with something changed, which must be there. */
function changed(from: string, to: string, text = caen): string {
  expect(text, 'what is changed must be in the example').to.include(from);
  return text.replace(from, to);
}
const codes = (text: string, institution?: Surroundings): string[] =>
  checkProcedure(text, 'p.yaml', institution).problems.map(({ code }) => code);

/** A small procedure of one stage. */
const small = (tasks: string): string =>
  `procedure: p\ntitle: { en: P }\nfor: student\noffice: office\nstages:\n  - stage: one\n    title: { en: One }\n    tasks:\n${tasks}`;
const form = (task: string, more = ''): string =>
  `      - { task: ${task}, kind: form, by: person, title: { en: T }, fields: [{ field: a, type: text, label: { en: A } }]${more} }\n`;
const agreement = (task: string, more = ''): string =>
  `      - { task: ${task}, kind: agreement, title: { en: T }, rules: {}${more} }\n`;
const approval = (more: string): string =>
  `      - { task: ok, kind: approval, title: { en: T }, chain: [{ step: a, by: office${more}\n`;

describe('checking a procedure', () => {
  for (const institution of ['caen', 'nordhavn'])
    it(`finds nothing wrong with the example of ${institution}`, () => {
      const { ok, problems, procedure } = checkProcedure(example(institution), 'p.yaml');
      expect(problems).to.deep.equal([]);
      expect(ok).to.equal(true);
      expect(procedure?.procedure).to.equal('erasmus-study');
    });

  it('tells file, line, column, path, what is wrong and what to do', () => {
    const { ok, problems, procedure } = checkProcedure(
      changed('due: { days: 90, before: stay.start }', 'due: { days: -1, before: stay.start }'),
      'p.yaml',
    );
    expect({ ok, procedure }).to.deep.equal({ ok: false, procedure: undefined });
    expect(problems).to.deep.equal([
      {
        severity: 'error',
        code: 'too-small',
        file: 'p.yaml',
        line: 16,
        column: 22,
        path: 'stages/0/tasks/0/due/days',
        message: '“-1” does not fit here.',
        hint: 'Give at least 0.',
      },
    ]);
  });

  it('shows a key that is not known at the key, with those that are', () => {
    const [problem] = checkProcedure(
      changed('remind: [14d, 3d]\n        fields', 'remnid: [14d, 3d]\n        fields'),
      'p.yaml',
    ).problems;
    expect(problem).to.include({ code: 'unknown-key', line: 17, column: 9, path: 'stages/0/tasks/0/remnid' });
    expect(problem?.hint).to.match(/remind/);
  });

  it('shows what is missing at what it is missing from', () => {
    const [problem] = checkProcedure(changed('by: person\n        due', 'due'), 'p.yaml').problems;
    expect(problem).to.include({ code: 'missing', line: 12, column: 9, path: 'stages/0/tasks/0/by' });
  });

  it('names the kinds of tasks there are', () => {
    const [problem] = checkProcedure(changed('kind: agreement', 'kind: contract'), 'p.yaml').problems;
    expect(problem).to.include({ code: 'wrong-value', path: 'stages/1/tasks/0/kind' });
    expect(problem?.hint).to.match(/form, documents, agreement/);
  });

  it('finds all that is wrong at once, in the order of the file', () => {
    const { problems } = checkProcedure(
      changed('kind: agreement', 'kind: contract', changed('for: student', 'for: students')),
      'p.yaml',
    );
    expect(problems.map(({ line }) => line)).to.deep.equal([4, 50]);
  });

  const broken: Record<string, [code: string, text: string]> = {
    'a task that is there twice': ['duplicate-task', changed('task: papers', 'task: details')],
    'a stage that is there twice': ['duplicate-stage', changed('stage: agreement', 'stage: application')],
    'a field that is there twice': ['duplicate-field', changed('field: phone', 'field: birthDate')],
    'a choice that is there twice': ['duplicate-value', changed('value: master', 'value: bachelor')],
    'a document that is there twice': ['duplicate-document', changed('document: insurance', 'document: passport')],
    'a step that is there twice': ['duplicate-step', changed('step: office', 'step: faculty')],
    'a signer who is there twice': ['duplicate-signer', changed('signer: host', 'signer: home')],
    'a name that every object has': ['reserved-name', changed('task: papers', 'task: constructor')],
    'after a task that is not there': ['unknown-task', changed('after: [arrival]', 'after: [arival]')],
    'after a task of a later stage': [
      'after-later-stage',
      changed('after: [learning-agreement]', 'after: [learning-agreement, arrival]'),
    ],
    'after itself': ['after-cycle', small(form('a', ', after: [a]'))],
    'tasks that wait for each other': [
      'after-cycle',
      small(form('a', ', after: [c]') + form('b', ', after: [a]') + form('c', ', after: [b]')),
    ],
    'an approval of a task that is not there': [
      'unknown-task',
      changed(
        'after: [learning-agreement]\n        of: learning-agreement',
        'after: [learning-agreement]\n        of: agreemnt',
      ),
    ],
    'an approval of a form': [
      'wrong-subject',
      changed(
        'after: [learning-agreement]\n        of: learning-agreement',
        'after: [learning-agreement]\n        of: details',
      ),
    ],
    'a transcript of an agreement': ['wrong-subject', changed('of: grades', 'of: learning-agreement')],
    'an approval that may open before the agreement is done': [
      'too-early',
      small(agreement('la') + approval(' }], of: la }')),
    ],
    'a partner who is no field': [
      'not-a-contact',
      changed('partner: details.homeCoordinator', 'partner: details.coordinator'),
    ],
    'a partner who is a text': ['not-a-contact', changed('partner: details.homeCoordinator', 'partner: details.phone')],
    'a partner of a task that is not there': [
      'unknown-task',
      changed('partner: details.homeCoordinator', 'partner: detail.homeCoordinator'),
    ],
    'a partner who need not be named': [
      'contact-not-required',
      changed('type: contact, required: true', 'type: contact'),
    ],
    'a main unit before any agreement': [
      'main-unit-unknown',
      small(agreement('la') + approval(', at: agreement.mainUnit }] }')),
    ],
    'a choice without choices': ['choices-missing', changed('type: text, max: 40', 'type: choice')],
    'choices of a text': [
      'choices-unused',
      changed('field: cycle\n            type: choice', 'field: cycle\n            type: text'),
    ],
    'a least number above the greatest': ['min-above-max', changed('min: 20, max: 35', 'min: 35, max: 20')],
    'the person deciding on their own file': [
      'person-cannot',
      changed('step: office\n            by: international-officer', 'step: office\n            by: person'),
    ],
    'a text that lacks a language': [
      'language-missing',
      changed('{ fr: Téléphone, en: Telephone }', '{ fr: Téléphone }'),
    ],
  };
  for (const [what, [code, text]] of Object.entries(broken))
    it(`refuses ${what}`, () => {
      const { ok, problems } = checkProcedure(text, 'p.yaml');
      expect(problems.map((one) => one.code)).to.include(code);
      expect(ok).to.equal(false);
      for (const { message, hint, line } of problems) {
        expect(message).to.match(/\S.*[.]$/);
        expect(hint).to.match(/\S.*[.]$/);
        expect(line).to.be.greaterThan(0);
      }
    });

  it('only warns of a reminder that never comes', () => {
    const { ok, problems } = checkProcedure(
      changed('due: 14d\n        remind: [3d]', 'due: 3d\n        remind: [3d]'),
      'p.yaml',
    );
    expect({ ok, codes: problems.map(({ code }) => code) }).to.deep.equal({ ok: true, codes: ['reminder-too-early'] });
  });

  it('only warns of a reminder without a due date', () => {
    expect(codes(changed('due: 14d\n        remind: [3d]', 'remind: [3d]'))).to.deep.equal(['due-missing']);
  });

  it('takes an agreement of the same stage through several steps of “after”', () => {
    const text = small(
      agreement('la') + form('b', ', after: [la]') + approval(', at: agreement.mainUnit }], of: la, after: [b] }'),
    );
    expect(codes(text)).to.deep.equal([]);
  });

  describe('for an institution', () => {
    const units = [{ unit: 'university' }, { unit: 'sciences', parent: 'university', codes: ['13'] }];
    const grantsOf = (held: readonly string[]) =>
      held.map((role) => ({ person: `the-${role}`, role, unit: 'university' }));
    const roles = ['international-officer', 'head-of-office', 'programme-coordinator', 'registry'];
    it('finds nothing when its roles are held', () => {
      expect(codes(caen, { languages: ['fr', 'en'], roles, units, grants: grantsOf(roles) })).to.deep.equal([]);
    });
    it('refuses a role that it has not', () => {
      const { ok, problems } = checkProcedure(caen, 'p.yaml', { languages: ['fr'], roles: roles.slice(0, 3) });
      expect(ok).to.equal(false);
      expect(problems.map(({ code }) => code)).to.deep.equal(['unknown-role', 'unknown-role']);
    });
    it('warns once of a role that nobody has', () => {
      const { ok, problems } = checkProcedure(caen, 'p.yaml', {
        languages: ['fr'],
        roles,
        units,
        grants: grantsOf(roles.filter((role) => role !== 'registry')),
      });
      expect(ok).to.equal(true);
      expect(problems.map(({ code }) => code)).to.deep.equal(['role-not-held']);
    });
    it('warns of a language that is asked for and not given', () => {
      expect(codes(caen, { languages: ['fr', 'pt'], roles })).to.deep.equal(['institution-language-missing']);
    });
  });

  describe('of hostile or broken YAML', () => {
    const hostile: Record<string, [code: string, text: string]> = {
      'no YAML': ['yaml-syntax', 'procedure: [a'],
      'an empty file': ['yaml-empty', '# nothing'],
      'a list': ['wrong-type', '- a'],
      'a text': ['wrong-type', 'hello'],
      'a key that is there twice': ['duplicate-key', changed('for: student', 'for: student\nfor: staff')],
      'aliases that multiply': [
        'yaml-alias',
        `a: &a [x]\n${Array.from({ length: 20 }, (_, n) => `b${String(n)}: [*a, *a]`).join('\n')}`,
      ],
      'an alias to itself': ['yaml-alias', 'a: &a [*a]'],
      'a tag of a program': ['yaml-tag', 'procedure: !!js/function "x"'],
      'several documents': ['yaml-syntax', 'a: 1\n---\nb: 2'],
      'brackets without end': ['yaml-too-deep', '['.repeat(40_000)],
      'dashes without end': ['yaml-too-deep', '- '.repeat(40_000)],
      'brackets behind an apostrophe': ['yaml-too-deep', `a: the first d'études\n# d'\nb: ${'{a: ['.repeat(5000)}`],
      'brackets that comments and quotes seem to close': [
        'yaml-too-deep',
        Array.from({ length: 100 }, () => "[ # ]\n']',\n").join(''),
      ],
      'more entries than anybody means': ['yaml-too-large', `[${'1,'.repeat(60_000)}]`],
      'question marks without end': ['yaml-too-deep', '? '.repeat(40_000)],
      'more than 1 MiB': ['yaml-too-large', '#'.repeat(1024 * 1024 + 1)],
      'a procedure over 256 KiB': [
        'procedure-too-large',
        small(
          Array.from({ length: 99 }, (_, n) => form(`t${String(n)}`, `, help: { en: ${'x'.repeat(1999)} }`)).join(''),
        ).replaceAll('label: { en: A }', `label: { en: A }, help: { en: ${'y'.repeat(1999)} }`),
      ],
    };
    for (const [what, [code, text]] of Object.entries(hostile))
      it(`refuses ${what}`, () => {
        const started = performance.now();
        const { ok, problems } = checkProcedure(text, 'p.yaml');
        expect(problems[0]?.code).to.equal(code);
        expect(ok).to.equal(false);
        expect(performance.now() - started).to.be.lessThan(5000);
      });

    it('reads many keys in a time that grows as the file does, and tells a hundred', () => {
      const text = Array.from({ length: 20_000 }, (_, n) => `k${String(n)}: 1`).join('\n');
      expect(codes(text)).to.have.length(100);
    });
  });
});
