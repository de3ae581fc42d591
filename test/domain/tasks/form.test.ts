import { expect } from 'chai';
import type { Answers, AnswerValue } from '../../../domain/tasks/form.ts';
import { isEmail } from '../../../domain/text/email.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { stateOf } from '../../support/journey.ts';
import { accepted, officer, registry, student, type Driven } from '../../support/mobility.ts';
import { opened, refused, taskIn, tried } from '../../support/small.ts';

const label = { en: 'Label' };
const oneField = (field: Readonly<Record<string, unknown>>): Driven =>
  opened([{ task: 'details', kind: 'form', by: 'person', fields: [{ field: 'value', label, ...field }] }]);
const submit = (answers: Answers, version = 2) => ({ type: 'submit-form' as const, task: 'details', version, answers });
const versionOf = (driven: Driven): number => taskIn(driven, 'details', 'form').version;

/** Whether the value is taken by a field of this form. */
const taken = (field: Readonly<Record<string, unknown>>, value: AnswerValue): boolean => {
  const driven = oneField(field);
  const act = submit({ value }, versionOf(driven));
  if (!isRefusal(tried(driven, student, act))) return true;
  expect(refused(driven, student, act)).to.equal('wrong-answer answers/value');
  return false;
};

describe('a form', () => {
  const contact = (name: string, email = 'a@b.example'): AnswerValue => ({ name, email });
  const cases: readonly {
    field: Readonly<Record<string, unknown>>;
    good: readonly AnswerValue[];
    bad: readonly AnswerValue[];
  }[] = [
    {
      field: { type: 'text', max: 5, min: 2 },
      good: ['ab', 'abcde', 'é—ü'],
      bad: ['a', 'abcdef', 5, true, contact('x'), 'a\nb', 'a\u0000b', 'a\u2028b'],
    },
    { field: { type: 'long-text' }, good: ['a\nb', 'x'.repeat(10_000)], bad: ['x'.repeat(10_001), 0] },
    {
      field: { type: 'email' },
      good: ['a.b+c@d.example'],
      bad: ['a', 'a@b', 'a@b..c', '@b.c', 'a b@c.d', 'a@b.c\n', 'a@b.c,d@e.f', 7],
    },
    { field: { type: 'date' }, good: ['2024-02-29'], bad: ['2023-02-29', '29/02/2024', '2024-2-9', 20240229] },
    { field: { type: 'number', min: 0, max: 10 }, good: [0, 10, 2.5], bad: [-1, 11, '5', NaN, Infinity] },
    {
      field: { type: 'choice', choices: [{ value: 'one', label }] },
      good: ['one'],
      bad: ['two', 'constructor', true, 1],
    },
    { field: { type: 'yes-no' }, good: [true, false], bad: ['true', 1, 0] },
    { field: { type: 'country' }, good: ['PT'], bad: ['pt', 'PRT', 'P1', 5] },
    {
      field: { type: 'contact' },
      good: [contact('Rui Costa')],
      bad: [
        'Rui',
        contact(' '),
        contact('x', 'nowhere'),
        contact('x'.repeat(201)),
        contact('a\r\nBcc: b'),
        contact('x', ''),
      ],
    },
  ];
  for (const { field, good, bad } of cases) {
    it(`takes what fits a field of type ${String(field['type'])} and nothing else`, () => {
      for (const value of good) expect(taken(field, value), JSON.stringify(value)).to.equal(true);
      for (const value of bad) expect(taken(field, value), JSON.stringify(value)).to.equal(false);
    });
  }

  it('asks for what is required; blanks are no answer', () => {
    const driven = oneField({ type: 'text', required: true });
    const version = versionOf(driven);
    for (const answers of [{}, { value: '' }, { value: ' \n ' }])
      expect(refused(driven, student, submit(answers, version))).to.equal('missing-answer answers/value');
    expect(taskIn(oneField({ type: 'text' }), 'details', 'form').data.answers).to.equal(undefined);
  });

  it('lets optional fields be left out, and refuses fields that it does not have', () => {
    const driven = oneField({ type: 'text' });
    const version = versionOf(driven);
    for (const field of ['other', 'constructor', 'toString'])
      expect(refused(driven, student, submit({ [field]: 'x' }, version))).to.equal(`unknown-field answers/${field}`);
    accepted(driven, student, submit({}, version));
    expect(taskIn(driven, 'details', 'form')).to.include({ status: 'done' });
  });

  it('does not take what every object inherits for an answer', () => {
    const driven = opened([
      {
        task: 'details',
        kind: 'form',
        by: 'person',
        fields: [{ field: 'constructor', type: 'text', required: true, label }],
      },
    ]);
    expect(refused(driven, student, submit({}, versionOf(driven)))).to.equal('missing-answer answers/constructor');
  });

  it('is filled once, by its holder, in the version that was seen', () => {
    const driven = oneField({ type: 'text' });
    const version = versionOf(driven);
    expect(refused(driven, officer, submit({}, version))).to.equal('not-yours');
    expect(refused(driven, student, submit({}, version + 1))).to.equal('stale-version version');
    expect(refused(driven, student, submit({}, version - 1))).to.equal('stale-version version');
    accepted(driven, student, submit({ value: 'x' }, version));
    expect(refused(driven, student, submit({}, version))).to.equal('mobility-closed');
    expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'completed' });
  });

  it('refuses a text with half a character, which could never be recorded', () => {
    const driven = oneField({ type: 'text' });
    expect(refused(driven, student, submit({ value: 'a\ud800' }, versionOf(driven)))).to.equal(
      'wrong-answer answers/value',
    );
  });

  it('may be held by a role, and is then not the person’s', () => {
    const driven = opened([
      { task: 'details', kind: 'form', by: 'registry', fields: [{ field: 'value', type: 'text', label }] },
    ]);
    expect(refused(driven, student, submit({}, versionOf(driven)))).to.equal('not-yours');
    accepted(driven, registry, submit({}, versionOf(driven)));
  });
});

describe('an e-mail address', () => {
  it('is checked in time that grows with its length only', () => {
    const began = performance.now();
    for (const text of [
      `${'a'.repeat(60)}@${'b.'.repeat(90)}`,
      `a@${'b'.repeat(250)}`,
      '@'.repeat(254),
      `a@${'.'.repeat(200)}b`,
    ])
      expect(isEmail(text)).to.equal(false);
    expect(performance.now() - began).to.be.lessThan(100);
  });
  it('holds nothing that a mail header takes for a second one', () => {
    for (const text of [
      'a,b@c.example',
      'a;b@c.example',
      'a@b.example,c',
      'a@b.example\u0000',
      '"a"@b.example',
      'a(b)@c.example',
    ])
      expect(isEmail(text), text).to.equal(false);
  });
});
