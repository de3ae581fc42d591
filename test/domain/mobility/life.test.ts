import { expect } from 'chai';
import type { Act } from '../../../domain/mobility/commands.ts';
import { born, stateOf, wholeMobility } from '../../support/journey.ts';
import {
  accepted,
  birthOf,
  coordinator,
  officer,
  registry,
  staff,
  start,
  student,
  system,
  type Driven,
} from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { mails, opened, refused, taskIn, types } from '../../support/small.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const label = { en: 'Label' };
const form = (task: string, more: Readonly<Record<string, unknown>> = {}) => ({
  task,
  kind: 'form' as const,
  by: 'person',
  fields: [{ field: 'value', type: 'text', label }],
  ...more,
});
const fill = (driven: Driven, task: string): unknown =>
  accepted(driven, student, { type: 'submit-form', task, version: taskIn(driven, task, 'form').version, answers: {} });
const withdraw: Act = { type: 'withdraw', reason: 'My plans have changed.' };
const stranger = staff('zoe', 'registry', ['law']);

describe('birth', () => {
  it('happens once, in the institution whose file it is, with a stay that can be', () => {
    const driven = born(procedure);
    const create = {
      type: 'create' as const,
      reference: 'CAEN-2026-000001',
      institution: 'caen',
      birth: birthOf(procedure),
    };
    expect(refused(driven, system, create)).to.equal('already-created');
    const unborn = start(procedure);
    expect(refused(unborn, officer, create)).to.equal('forbidden');
    expect(refused(unborn, { kind: 'system', institution: 'lyon' }, create)).to.equal('not-found');
    for (const [from, to, field] of [
      ['2026-09-01', '2026-08-31', 'end'],
      ['2026-02-30', '2026-08-31', 'start'],
      ['0001-01-01', '2026-08-31', 'start'],
      ['2026-01-01', '9999-12-31', 'end'],
    ] as const)
      expect(refused(unborn, system, { ...create, birth: birthOf(procedure, { start: from, end: to }) })).to.equal(
        `wrong-date ${field}`,
      );
    for (const act of [withdraw, { type: 'tick' }] as const)
      expect(refused(unborn, act.type === 'tick' ? system : officer, act)).to.equal('not-found');
  });
});

describe('withdrawing', () => {
  it('is for the person and for staff who may; strangers do not even find the file', () => {
    for (const [actor, own] of [
      [student, true],
      [officer, false],
    ] as const) {
      const driven = born(procedure);
      accepted(driven, actor, withdraw);
      expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'withdrawn' });
      expect(stateOf(driven).clocks).to.deep.equal({});
      expect(driven.events.at(-1)?.event).to.deep.include({ type: 'mobility-withdrawn', own });
      expect(mails(driven, 'withdrawn').map((m) => m.recipient.to)).to.deep.equal(['person', 'role']);
      expect(refused(driven, actor, withdraw)).to.equal('mobility-closed');
    }
    const driven = born(procedure);
    expect(refused(driven, staff('x', 'registry', ['university'], { permissions: ['see-files'] }), withdraw)).to.equal(
      'forbidden',
    );
    expect(refused(driven, stranger, withdraw)).to.equal('not-found');
    expect(
      refused(
        driven,
        { kind: 'person', institution: 'caen', person: 'student-2', name: 'Bea', identified: 'demo', grants: [] },
        withdraw,
      ),
    ).to.equal('not-found');
    expect(refused(driven, student, { type: 'withdraw', reason: ' ' })).to.equal('reason-missing reason');
  });

  it('names on whose behalf staff did it', () => {
    const driven = born(procedure);
    accepted(
      driven,
      staff('lea', 'international-officer', ['university'], { onBehalfOf: { person: 'ines', name: 'Inès' } }),
      withdraw,
    );
    expect(driven.events.at(-1)?.by).to.deep.include({
      person: 'lea',
      role: 'international-officer',
      onBehalfOf: 'Inès',
    });
  });
});

describe('a changed stay', () => {
  const change = (from: string, to: string): Act => ({
    type: 'change-stay',
    start: from,
    end: to,
    reason: 'New dates.',
  });
  const due = (driven: Driven, clock: string): string | undefined => stateOf(driven).clocks[clock]?.due.date;

  it('moves the due dates that are counted from what changed', () => {
    const driven = born(procedure);
    expect(due(driven, 'details')).to.equal('2026-06-03');
    accepted(driven, officer, change('2026-10-01', '2027-06-30'));
    expect(due(driven, 'details')).to.equal('2026-07-03');
    expect(due(driven, 'papers')).to.equal('2026-08-02');
    expect(stateOf(driven).clocks['details']?.reminders).to.deep.equal([
      '2026-06-19T07:00:00.000Z',
      '2026-06-30T07:00:00.000Z',
    ]);
  });

  it('leaves alone those counted from the other end, also a missed one', () => {
    const driven = born(procedure);
    driven.now = '2026-06-10T10:00:00.000Z';
    for (let n = 0; n < 2; n += 1) accepted(driven, system, { type: 'tick' });
    expect(stateOf(driven).clocks['details']?.missed).to.equal(true);
    const before = stateOf(driven).clocks;
    accepted(driven, officer, change('2026-09-01', '2027-07-31'));
    expect(stateOf(driven).clocks).to.deep.equal(before);
    expect(types(driven).at(-1)).to.equal('stay-changed');
  });

  it('refuses days that cannot be, and does not throw on the ends of the calendar', () => {
    const driven = born(procedure);
    for (const [from, to, said] of [
      ['2026-09-02', '2026-09-01', 'wrong-date end'],
      ['2026-02-29', '2026-09-01', 'wrong-date start'],
      ['0001-01-01', '2026-09-01', 'wrong-date start'],
      ['2026-09-01', '9999-12-31', 'wrong-date end'],
    ] as const)
      expect(refused(driven, officer, change(from, to))).to.equal(said);
    accepted(driven, officer, change('2000-01-01', '2199-12-31'));
  });

  it('does not end before the arrival', () => {
    const driven = opened([{ task: 'arrival', kind: 'attestation', by: 'registry', fact: 'arrived' }, form('details')]);
    driven.now = '2026-11-01T10:00:00.000Z';
    accepted(driven, registry, {
      type: 'attest',
      task: 'arrival',
      version: taskIn(driven, 'arrival', 'attestation').version,
      date: '2026-10-15',
    });
    expect(refused(driven, officer, change('2026-09-01', '2026-10-14'))).to.equal('wrong-date end');
    accepted(driven, officer, change('2026-09-01', '2026-10-15'));
  });

  it('is for staff who may, never for the person, nor on a closed file', () => {
    const driven = born(procedure);
    expect(refused(driven, student, change('2026-09-01', '2027-01-01'))).to.equal('own-file');
    accepted(driven, student, withdraw);
    expect(refused(driven, officer, change('2026-09-01', '2027-01-01'))).to.equal('mobility-closed');
  });
});

describe('reopening', () => {
  const reopen = (to?: string): Act => ({ type: 'reopen', reason: 'It goes on.', ...(to === undefined ? {} : { to }) });

  it('goes on after a withdrawal where it was, with its dates', () => {
    const driven = born(procedure);
    accepted(driven, student, withdraw);
    expect(refused(driven, student, reopen())).to.equal('own-file');
    expect(refused(driven, officer, { type: 'reopen', reason: ' ' })).to.equal('reason-missing reason');
    accepted(driven, officer, reopen());
    expect(stateOf(driven).status).to.equal('open');
    expect(stateOf(driven)).to.not.have.property('outcome');
    expect(Object.keys(stateOf(driven).clocks)).to.have.members(['details', 'papers']);
    expect(refused(driven, officer, reopen())).to.equal('mobility-open');
  });

  it('asks for a task to go back to when nothing is left open, and begins anew from there', () => {
    const driven = wholeMobility(procedure);
    expect(refused(driven, officer, reopen())).to.equal('not-ready to');
    for (const to of ['nothing', 'constructor'])
      expect(refused(driven, officer, reopen(to))).to.equal('unknown-task to');
    accepted(driven, officer, reopen('departure'));
    const { tasks } = stateOf(driven);
    expect(tasks['arrival']).to.include({ status: 'done', round: 1 });
    expect(tasks['departure']).to.include({ status: 'open', round: 2 });
    expect(tasks['grades']?.status).to.equal('waiting');
    accepted(driven, officer, {
      type: 'attest',
      task: 'departure',
      version: tasks['departure']?.version ?? 0,
      date: '2027-06-29',
    });
    expect(stateOf(driven).tasks['grades']).to.include({ status: 'open', round: 2 });
  });

  it('does not go back to what was never opened', () => {
    const driven = born(procedure);
    accepted(driven, student, withdraw);
    expect(refused(driven, officer, reopen('grades'))).to.equal('unknown-task to');
  });

  it('restarts a chain that had refused, wherever it goes back to', () => {
    const driven = opened([
      form('details'),
      {
        task: 'admission',
        kind: 'approval',
        chain: [{ step: 'office', by: 'international-officer', at: 'institution' }],
      },
    ]);
    const decide = (round: number, decision: 'approve' | 'refuse'): Act => ({
      type: 'decide-step',
      task: 'admission',
      step: 'office',
      round,
      decision,
      reason: 'x',
    });
    fill(driven, 'details');
    accepted(driven, officer, decide(1, 'refuse'));
    expect(refused(driven, officer, reopen())).to.equal('not-ready to');
    accepted(driven, officer, reopen('details'));
    fill(driven, 'details');
    expect(taskIn(driven, 'admission', 'approval')).to.include({ status: 'open', round: 2 });
    accepted(driven, officer, decide(2, 'approve'));
    expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'completed' });
  });

  it('starts the dates of open steps again', () => {
    const driven = opened([
      { task: 'admission', kind: 'approval', chain: [{ step: 'office', by: 'international-officer', due: '10d' }] },
    ]);
    accepted(driven, student, withdraw);
    driven.now = '2026-04-02T10:00:00.000Z';
    accepted(driven, officer, reopen());
    expect(stateOf(driven).clocks['admission/office']?.due.date).to.equal('2026-04-12');
  });

  it('is for staff who may', () => {
    const driven = wholeMobility(procedure);
    expect(
      refused(driven, staff('x', 'registry', ['university'], { permissions: ['see-files'] }), reopen('grades')),
    ).to.equal('forbidden');
    accepted(driven, coordinator, reopen('grades'));
  });
});

describe('going back', () => {
  it('resets everything that rests on a task, in whatever order the stage lists it', () => {
    const driven = opened(
      [form('last', { after: ['middle'] }), form('middle', { after: ['first'] }), form('beside'), form('first')],
      [{ task: 'next', kind: 'attestation', by: 'registry', fact: 'arrived' }],
    );
    for (const task of ['beside', 'first', 'middle', 'last']) fill(driven, task);
    accepted(driven, student, withdraw);
    accepted(driven, officer, { type: 'reopen', to: 'first', reason: 'x' });
    expect(driven.events.find((e) => e.event.type === 'sent-back')?.event).to.deep.include({ to: ['first'] });
    const { tasks } = stateOf(driven);
    expect(['first', 'middle', 'last', 'next'].map((t) => tasks[t]?.status)).to.deep.equal([
      'open',
      'waiting',
      'waiting',
      'waiting',
    ]);
    expect(tasks['beside']?.status).to.equal('done');
  });
});
