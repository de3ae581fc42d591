import { expect } from 'chai';
import type { EnteredResult } from '../../../domain/tasks/grades.ts';
import { newestRevision } from '../../../domain/mobility/agreement.ts';
import { courses, scale, stateOf } from '../../support/journey.ts';
import {
  accepted,
  answerEffects,
  coordinator,
  officer,
  registry,
  student,
  type Driven,
} from '../../support/mobility.ts';
import { mails, opened, refused, taskIn } from '../../support/small.ts';

const failing = { label: '5', value: '5', passing: false };
const french = scale('fr', ['16', '12', '10']);
const host = { ...french, scale: { ...french.scale, grades: [...french.scale.grades, failing] } };
const facts = { grading: { host, home: scale('pt', ['20', '10']) } };
const approve = { by: 'programme-coordinator', at: 'agreement.mainUnit' };

function atGrades(more: Readonly<Record<string, unknown>> = { approve, conversion: { method: 'max' } }): Driven {
  const driven = opened(
    [{ task: 'la', kind: 'agreement', rules: {} }],
    [
      { task: 'grades', kind: 'grades', by: 'registry', at: 'institution', of: 'la', ...more },
      { task: 'transcript', kind: 'transcript', by: 'registry', at: 'institution', of: 'grades', after: ['grades'] },
    ],
  );
  submit(driven, ['INF1', 'INF2']);
  return driven;
}
function submit(driven: Driven, chosen: readonly string[]): void {
  const content = {
    mainUnit: 'sciences',
    language: 'fr',
    languageLevel: 'B2' as const,
    components: chosen.map((course) => ({ course, term: 'S1' as const })),
    recognised: [],
    responsibleHome: { name: 'R', email: 'r@p.example' },
  };
  accepted(
    driven,
    student,
    { type: 'submit-agreement', task: 'la', basedOn: newestRevision(stateOf(driven), 'la')?.hash ?? null, content },
    { agreement: courses },
  );
}
const passed = (code: string, grade = '12'): EnteredResult => ({ code, term: 'S1', status: 'passed', grade });
const both = [passed('INF1'), passed('INF2', '16')];
const enter = (
  driven: Driven,
  results: readonly EnteredResult[],
  version = taskIn(driven, 'grades', 'grades').version,
) => ({ type: 'enter-results' as const, task: 'grades', version, results });
const hash = (driven: Driven): string => taskIn(driven, 'grades', 'grades').data.results?.hash ?? '';
const decide = (driven: Driven, decision: 'approve' | 'return', reason?: string) => ({
  type: 'approve-results' as const,
  task: 'grades',
  results: hash(driven),
  decision,
  ...(reason === undefined ? {} : { reason }),
});

describe('results', () => {
  it('are entered for every component, with the credits obtained', () => {
    const driven = atGrades();
    accepted(
      driven,
      registry,
      enter(driven, [passed('INF2', '16'), { code: 'INF1', term: 'S1', status: 'failed', grade: '5' }]),
      facts,
    );
    const rows = taskIn(driven, 'grades', 'grades').data.results?.rows ?? [];
    expect(rows.map(({ code, title, ects, status }) => [code, title, ects, status])).to.deep.equal([
      ['INF1', 'Databases', 0, 'failed'],
      ['INF2', 'Networks', 1200, 'passed'],
    ]);
    expect(driven.events.findLast((e) => e.event.type === 'results-entered')?.event).to.deep.include({
      tables: ['fr@1', 'pt@1'],
    });
  });

  it('refuses missing, stray, doubled and impossible ones', () => {
    const driven = atGrades();
    const no = (results: readonly EnteredResult[]): string => refused(driven, registry, enter(driven, results), facts);
    expect(no([])).to.equal('wrong-results results');
    expect(no([passed('INF1')])).to.equal('wrong-results results');
    expect(no([...both, passed('LAN1')])).to.equal('wrong-results results/2');
    expect(no([...both, { ...passed('INF1'), term: 'S2' }])).to.equal('wrong-results results/2');
    expect(no([...both, passed('INF1', '10')])).to.equal('wrong-results results');
    expect(no([passed('INF1', '21'), passed('INF2')])).to.equal('wrong-results results/0/grade');
    expect(no([passed('INF2'), passed('INF1', 'constructor')])).to.equal('wrong-results results/1/grade');
    expect(no([passed('INF1', '5'), passed('INF2')])).to.equal('wrong-results results/0/grade');
    expect(no([{ ...passed('INF1'), status: 'failed' }, passed('INF2')])).to.equal('wrong-results results/0/grade');
    expect(no([{ ...passed('INF1'), status: 'absent' }, passed('INF2')])).to.equal('wrong-results results/0/grade');
    expect(no([{ code: 'INF1', term: 'S1', status: 'passed' }, passed('INF2')])).to.equal(
      'wrong-results results/0/grade',
    );
  });

  it('are converted as a suggestion where there is a table of the home institution, and only what was passed', () => {
    const driven = atGrades();
    accepted(
      driven,
      registry,
      enter(driven, [passed('INF1', '16'), { code: 'INF2', term: 'S1', status: 'absent' }]),
      facts,
    );
    const [one, two] = taskIn(driven, 'grades', 'grades').data.results?.rows ?? [];
    expect(one?.conversion).to.deep.include({ converted: true, grade: '20' });
    expect(two).to.not.have.property('conversion');
    const without = atGrades();
    accepted(without, registry, enter(without, both), { grading: { host } });
    expect(taskIn(without, 'grades', 'grades').data.results?.rows[0]).to.not.have.property('conversion');
  });

  it('wait for who approves them, or are done where nobody does', () => {
    const driven = atGrades();
    accepted(driven, registry, enter(driven, both), facts);
    expect(mails(driven, 'waits-for-you').at(-1)?.recipient).to.deep.equal({
      to: 'role',
      role: 'programme-coordinator',
      unit: 'sciences',
    });
    expect(refused(driven, registry, enter(driven, both), facts)).to.equal('item-not-open');
    expect(refused(driven, officer, decide(driven, 'approve'))).to.equal('not-yours');
    expect(refused(driven, coordinator, { ...decide(driven, 'approve'), results: 'f'.repeat(64) })).to.equal(
      'stale-version results',
    );
    accepted(driven, coordinator, decide(driven, 'approve'));
    expect(taskIn(driven, 'grades', 'grades')).to.include({ status: 'done', outcome: 'approved' });
    const alone = atGrades({});
    accepted(alone, registry, enter(alone, both), facts);
    expect(taskIn(alone, 'grades', 'grades').status).to.equal('done');
  });

  it('go back to who entered them, with a reason, and only what is entered then is approved', () => {
    const driven = atGrades();
    accepted(driven, registry, enter(driven, both), facts);
    const first = decide(driven, 'approve');
    for (const reason of [undefined, ' '])
      expect(refused(driven, coordinator, decide(driven, 'return', reason))).to.equal('reason-missing reason');
    accepted(driven, coordinator, decide(driven, 'return', 'INF1 is wrong.'));
    expect(taskIn(driven, 'grades', 'grades').data).to.include({ returned: 'INF1 is wrong.', entered: false });
    expect(mails(driven, 'waits-for-you').at(-1)).to.deep.include({
      recipient: { to: 'role', role: 'registry', unit: 'university' },
      words: 'INF1 is wrong.',
    });
    expect(refused(driven, coordinator, first)).to.equal('item-not-open');
    accepted(driven, registry, enter(driven, [passed('INF1', '10'), passed('INF2', '16')]), facts);
    expect(refused(driven, coordinator, first)).to.equal('stale-version results');
    expect(taskIn(driven, 'grades', 'grades').data.returned).to.equal(undefined);
  });

  it('of an agreement that has changed since are never approved for the new one', () => {
    const driven = atGrades();
    accepted(driven, registry, enter(driven, both), facts);
    const old = decide(driven, 'approve');
    accepted(driven, student, { type: 'withdraw', reason: 'x' });
    accepted(driven, officer, { type: 'reopen', to: 'la', reason: 'Another course.' });
    submit(driven, ['INF1', 'LAN1']);
    expect(refused(driven, coordinator, old)).to.equal('item-not-open');
    expect(refused(driven, registry, enter(driven, both), facts)).to.equal('wrong-results results/1');
    accepted(driven, registry, enter(driven, [passed('INF1'), passed('LAN1')]), facts);
    accepted(driven, coordinator, decide(driven, 'approve'));
    expect(stateOf(driven).tasks['transcript']?.status).to.equal('open');
  });

  it('are for their roles, in the version that was seen', () => {
    const driven = atGrades();
    expect(refused(driven, student, enter(driven, both), facts)).to.equal('not-yours');
    expect(refused(driven, registry, enter(driven, both, 1), facts)).to.equal('stale-version version');
    expect(refused(driven, coordinator, decide(driven, 'approve'))).to.equal('item-not-open');
  });
});

describe('a transcript', () => {
  const atTranscript = (): Driven => {
    const driven = atGrades({});
    accepted(driven, registry, enter(driven, both), facts);
    return driven;
  };
  const issue = (results: string) => ({ type: 'issue-transcript' as const, task: 'transcript', results });

  it('is issued once, for exactly the results that were read, and closes the mobility when it is made', () => {
    const driven = atTranscript();
    expect(refused(driven, officer, issue(hash(driven)))).to.equal('not-yours');
    expect(refused(driven, registry, issue('f'.repeat(64)))).to.equal('stale-version results');
    accepted(driven, registry, issue(hash(driven)));
    expect(refused(driven, registry, issue(hash(driven)))).to.equal('item-not-open');
    expect(stateOf(driven).status).to.equal('open');
    answerEffects(driven);
    expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'completed' });
    expect(mails(driven, 'document-issued').map((m) => m.recipient)).to.deep.equal([
      { to: 'person' },
      { to: 'address', name: 'Universidade do Porto', email: 'rui@porto.example' },
    ]);
  });

  it('whose making ended after the end is made anew when the mobility goes on', () => {
    const driven = atTranscript();
    accepted(driven, registry, issue(hash(driven)));
    accepted(driven, student, { type: 'withdraw', reason: 'x' });
    answerEffects(driven);
    expect(stateOf(driven).issued).to.deep.equal([]);
    accepted(driven, officer, { type: 'reopen', reason: 'x' });
    answerEffects(driven);
    expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'completed' });
    expect(stateOf(driven).issued).to.have.length(1);
  });

  it('is made anew after going back to the results', () => {
    const driven = atTranscript();
    accepted(driven, registry, issue(hash(driven)));
    answerEffects(driven);
    const first = hash(driven);
    accepted(driven, officer, { type: 'reopen', to: 'grades', reason: 'A grade was wrong.' });
    accepted(driven, registry, enter(driven, [passed('INF1', '10'), passed('INF2', '16')]), facts);
    expect(refused(driven, registry, issue(first))).to.equal('stale-version results');
    accepted(driven, registry, issue(hash(driven)));
    answerEffects(driven);
    expect(stateOf(driven).issued).to.have.length(2);
  });
});
