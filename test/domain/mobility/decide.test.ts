import { expect } from 'chai';
import type { Act } from '../../../domain/mobility/commands.ts';
import { decide } from '../../../domain/mobility/decide.ts';
import { evolve, replay } from '../../../domain/mobility/evolve.ts';
import { upcast } from '../../../domain/mobility/upcast.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { born, fillDetails, stateOf, wholeMobility } from '../../support/journey.ts';
import { accepted, command, officer, partner, staff, student, system, type Driven } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { mails, opened, refused, taskIn } from '../../support/small.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const codeOf = (driven: Driven, act: Act, notAfter: string): string => {
  const decision = decide(
    driven.procedure,
    driven.state,
    { ...command(officer, act, driven.now), notAfter },
    driven.now,
  );
  return isRefusal(decision) ? decision.code : 'accepted';
};

describe('a command', () => {
  it('is refused when it comes later than it was meant', () => {
    const driven = born(procedure);
    const act: Act = { type: 'withdraw', reason: 'x' };
    expect(codeOf(driven, act, '2026-03-02T09:59:59.999Z')).to.equal('too-late');
    expect(codeOf(driven, act, driven.now)).to.equal('accepted');
  });

  it('from another institution finds nothing, whatever it is', () => {
    const driven = born(procedure);
    const foreign = [
      { ...officer, institution: 'lyon' },
      { ...student, institution: 'lyon' },
      { ...partner, institution: 'lyon' },
      { ...system, institution: 'lyon' },
    ];
    const acts: readonly Act[] = [
      { type: 'withdraw', reason: 'x' },
      { type: 'reopen', reason: 'x' },
      { type: 'submit-form', task: 'details', version: 1, answers: {} },
      { type: 'submit-form', task: 'nothing', version: 1, answers: {} },
      { type: 'retry-effect', effect: 'x', reason: 'x' },
      { type: 'tick' },
    ];
    for (const actor of foreign)
      for (const act of acts) expect(refused(driven, actor, act), `${actor.kind} ${act.type}`).to.equal('not-found');
  });

  it('from somebody with no part in the file finds nothing either, so that nothing can be probed', () => {
    const driven = born(procedure);
    const nobody = { ...staff('bea', 'x', []), grants: [] };
    for (const task of ['details', 'grades', 'nothing'])
      expect(refused(driven, nobody, { type: 'submit-form', task, version: 1, answers: {} })).to.equal('not-found');
  });

  it('on a task that is not open, not there, or of another kind says so', () => {
    const driven = born(procedure);
    const submit = (task: string): Act => ({ type: 'submit-form', task, version: 1, answers: {} });
    expect(refused(driven, student, submit('grades'))).to.equal('task-not-open task');
    for (const task of ['nothing', 'constructor', 'toString'])
      expect(refused(driven, student, submit(task))).to.equal('unknown-task task');
    expect(refused(driven, student, submit('papers'))).to.equal('wrong-task-kind type');
    expect(refused(driven, officer, { type: 'reopen-agreement', task: 'papers', reason: 'x' })).to.equal(
      'wrong-task-kind type',
    );
    fillDetails(driven);
    expect(refused(driven, student, submit('details'))).to.equal('task-not-open task');
  });

  it('with half a character anywhere is refused: it could be neither hashed nor recorded', () => {
    const driven = born(procedure);
    expect(refused(driven, student, { type: 'withdraw', reason: 'ok \udc00' })).to.equal('wrong-answer reason');
    expect(
      refused(driven, student, {
        type: 'submit-form',
        task: 'details',
        version: 1,
        answers: { a: { name: '\ud800', email: '' } },
      }),
    ).to.equal('wrong-answer answers/a/name');
    accepted(driven, student, { type: 'withdraw', reason: 'whole \u{1F600}' });
  });

  it('never dates what happens before what happened', () => {
    const driven = born(procedure);
    driven.now = '2026-03-01T00:00:00.000Z';
    fillDetails(driven);
    expect(stateOf(driven).at).to.equal('2026-03-02T10:00:00.000Z');
  });
});

describe('opening', () => {
  it('tells each role once for each task, and the person once for all', () => {
    const driven = opened([
      { task: 'arrival', kind: 'attestation', by: 'registry', fact: 'arrived' },
      { task: 'departure', kind: 'attestation', by: 'registry', fact: 'departed' },
      ...['one', 'two'].map((task) => ({
        task,
        kind: 'form' as const,
        by: 'person',
        fields: [{ field: 'a', type: 'text', label: { en: 'A' } }],
      })),
    ]);
    expect(mails(driven, 'waits-for-you').map((m) => m.task)).to.deep.equal(['arrival', 'departure']);
    expect(mails(driven, 'tasks-opened').map((m) => m.tasks?.length)).to.deep.equal([2]);
  });

  it('follows what comes before, stage by stage', () => {
    const attest = (task: string, after: readonly string[] = []) => ({
      task,
      kind: 'attestation' as const,
      by: 'international-officer',
      fact: 'arrived',
      after,
    });
    const driven = opened([attest('b', ['a']), attest('a')], [attest('c')]);
    driven.now = '2026-10-01T10:00:00.000Z';
    const done = (task: string): unknown =>
      accepted(driven, officer, {
        type: 'attest',
        task,
        version: taskIn(driven, task, 'attestation').version,
        date: '2026-09-01',
      });
    expect(Object.keys(stateOf(driven).tasks)).to.deep.equal(['a']);
    done('a');
    expect(Object.keys(stateOf(driven).tasks)).to.deep.equal(['a', 'b']);
    done('b');
    expect(stateOf(driven)).to.include({ stage: 'stage-1' });
    done('c');
    expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'completed' });
  });
});

describe('events', () => {
  it('give the state again, from any point', () => {
    const { events, state } = wholeMobility(procedure);
    expect(replay(events)).to.deep.equal(state);
    for (const at of [1, 20, 60]) expect(replay(events.slice(at), replay(events.slice(0, at)))).to.deep.equal(state);
  });

  it('out of order, doubled or before the birth are broken records', () => {
    const { events, state } = wholeMobility(procedure);
    expect(() => evolve(state, events[3] ?? events[0]!)).to.throw('follows event');
    expect(() => replay(events.slice(1))).to.throw('starts with its birth');
    expect(() => replay([...events.slice(0, 5), ...events.slice(6)])).to.throw('Event 7 follows event 5');
    expect(() => upcast({ ...events[0]!, v: 2 })).to.throw('this code knows 1');
  });
});
