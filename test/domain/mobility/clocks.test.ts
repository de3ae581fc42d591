import { expect } from 'chai';
import { comingUp, due } from '../../../domain/mobility/due.ts';
import { born, stateOf } from '../../support/journey.ts';
import { accepted, officer, student, system, type Driven } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { mails, opened, taskIn, types } from '../../support/small.ts';

const label = { en: 'Label' };
const form = (more: Readonly<Record<string, unknown>>) => ({
  task: 'details',
  kind: 'form' as const,
  by: 'person',
  fields: [{ field: 'value', type: 'text', label }],
  ...more,
});
const one = (more: Readonly<Record<string, unknown>>): Driven => opened([form(more)]);
const clock = (driven: Driven, id = 'details') => stateOf(driven).clocks[id];
const tickAt = (driven: Driven, now: string): readonly string[] => {
  driven.now = now;
  return accepted(driven, system, { type: 'tick' }).events.map((e) => e.event.type);
};

describe('a due date', () => {
  it('is the end of a local day, counted from opening or from the stay', () => {
    for (const [rule, date, at] of [
      ['10d', '2026-03-12', '2026-03-12T23:00:00.000Z'],
      [{ days: 90, before: 'stay.start' }, '2026-06-03', '2026-06-03T22:00:00.000Z'],
      [{ days: 30, after: 'stay.end' }, '2027-07-30', '2027-07-30T22:00:00.000Z'],
      [{ days: 5, after: 'stay.start' }, '2026-09-06', '2026-09-06T22:00:00.000Z'],
    ] as const)
      expect(clock(one({ due: rule }))?.due, JSON.stringify(rule)).to.deep.equal({
        date,
        at,
        zone: 'Europe/Paris',
        calendar: '1',
      });
  });

  it('falls right on the days when the clocks change', () => {
    const driven = one({ due: '27d', remind: ['0d', '1d'] });
    expect(clock(driven)?.due).to.deep.include({ date: '2026-03-29', at: '2026-03-29T22:00:00.000Z' });
    expect(clock(driven)?.reminders).to.deep.equal(['2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z']);
    expect(clock(one({ due: '26d' }))?.due.at).to.equal('2026-03-28T23:00:00.000Z');
  });

  it('that would be past at opening is a week later', () => {
    expect(clock(one({ due: { days: 300, before: 'stay.start' } }))?.due.date).to.equal('2026-03-09');
  });

  it('is gone when the task is done or the mobility ends', () => {
    const driven = born(exampleProcedure('caen', 'erasmus-study'));
    expect(comingUp(stateOf(driven))).to.have.length(4);
    accepted(driven, student, { type: 'withdraw', reason: 'x' });
    expect(due(stateOf(driven))).to.equal(null);
    const done = opened(
      [form({ due: '10d', remind: ['3d'] })],
      [{ task: 'next', kind: 'attestation', by: 'registry', fact: 'arrived' }],
    );
    accepted(done, student, {
      type: 'submit-form',
      task: 'details',
      version: taskIn(done, 'details', 'form').version,
      answers: {},
    });
    expect(due(stateOf(done))).to.equal(null);
  });
});

describe('reminders', () => {
  it('come in their turn, to whom the task waits for', () => {
    const driven = one({ due: '20d', remind: ['3d', '10d'] });
    expect(tickAt(driven, '2026-03-12T07:59:58.000Z')).to.deep.equal([]);
    expect(tickAt(driven, '2026-03-12T08:00:00.000Z')).to.deep.equal(['reminded']);
    expect(tickAt(driven, '2026-03-12T08:00:00.000Z')).to.deep.equal([]);
    expect(tickAt(driven, '2026-03-19T08:00:00.000Z')).to.deep.equal(['reminded']);
    expect(mails(driven, 'reminder')).to.deep.equal(
      ['', ''].map(() => ({
        template: 'reminder',
        recipient: { to: 'person' },
        tasks: [{ en: 'Title', fr: 'Titre' }],
        task: 'details',
        date: '2026-03-22',
      })),
    );
  });

  it('may come up to a second early, as timers do, and stand for their instant', () => {
    const driven = one({ due: '20d', remind: ['10d'] });
    expect(tickAt(driven, '2026-03-12T07:59:59.100Z')).to.deep.equal(['reminded']);
    expect(stateOf(driven).at).to.equal('2026-03-12T08:00:00.000Z');
  });

  it('missed in an outage collapse into one', () => {
    const driven = one({ due: '20d', remind: ['3d', '5d', '10d'] });
    expect(tickAt(driven, '2026-03-20T08:00:00.000Z')).to.deep.equal(['reminded']);
    expect(mails(driven, 'reminder')).to.have.length(1);
    expect(clock(driven)?.reminders).to.deep.equal([]);
    expect(due(stateOf(driven))?.kind).to.equal('deadline');
  });
});

describe('a missed deadline', () => {
  const missed = '2026-03-12T23:00:00.000Z';

  it('is told to the holder and to the office, and the task stays open', () => {
    const driven = one({ due: '10d' });
    expect(tickAt(driven, missed)).to.deep.equal(['deadline-missed']);
    expect(mails(driven, 'deadline-missed').map((m) => m.recipient)).to.deep.equal([{ to: 'person' }]);
    expect(mails(driven, 'escalated').map((m) => m.recipient)).to.deep.equal([
      { to: 'role', role: 'international-officer', unit: 'university' },
    ]);
    expect(taskIn(driven, 'details', 'form').status).to.equal('open');
    expect(due(stateOf(driven))).to.equal(null);
  });

  it('is told to a named role where the procedure says so; what the person typed meanwhile is not stale', () => {
    const driven = one({ due: '10d', missed: { escalate: 'head-of-office' } });
    const { version } = taskIn(driven, 'details', 'form');
    expect(tickAt(driven, missed)).to.deep.equal(['deadline-missed', 'handed-over']);
    expect(mails(driven, 'escalated').map((m) => m.recipient)).to.deep.equal([
      { to: 'role', role: 'head-of-office', unit: 'university' },
    ]);
    accepted(driven, student, { type: 'submit-form', task: 'details', version, answers: {} });
  });

  it('ends the mobility where the procedure says so', () => {
    const driven = one({ due: '10d', missed: { end: true } });
    expect(tickAt(driven, missed)).to.deep.equal(['deadline-missed', 'mobility-closed']);
    expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'lapsed' });
    expect(mails(driven, 'lapsed')).to.have.length(1);
  });

  it('that would end it gives as long again as we were down, once', () => {
    const driven = one({ due: '10d', missed: { end: true } });
    expect(tickAt(driven, '2026-03-15T23:00:00.000Z')).to.deep.equal(['deadline-moved']);
    expect(clock(driven)).to.deep.include({ graced: true, missed: false });
    expect(clock(driven)?.due.date).to.equal('2026-03-19');
    expect(tickAt(driven, '2026-03-18T10:00:00.000Z')).to.deep.equal([]);
    expect(tickAt(driven, '2026-03-25T10:00:00.000Z')).to.deep.equal(['deadline-missed', 'mobility-closed']);
    expect(driven.events.findLast((e) => e.event.type === 'deadline-missed')?.event).to.deep.include({
      lateBySeconds: 471_600,
    });
  });

  it('whose consequence was put off puts off what comes after it as well', () => {
    const missed = [
      { days: '0d', close: true },
      { days: '5d', end: true },
    ];
    const driven = one({ due: '10d', missed });
    expect(tickAt(driven, '2026-03-19T23:00:00.000Z')).to.deep.equal(['deadline-moved']);
    expect(clock(driven)?.due.date).to.equal('2026-03-27');
    expect(clock(driven)?.later?.map((one) => one.at)).to.deep.equal(['2026-04-01T22:00:00.000Z']);
  });

  it('is not missed again when only what comes after it is put off', () => {
    const missed = [
      { days: '0d', escalate: 'head-of-office' },
      { days: '5d', end: true },
      { days: '9d', end: true },
    ];
    const driven = one({ due: '10d', missed });
    expect(tickAt(driven, '2026-03-12T23:00:00.000Z')).to.deep.equal(['deadline-missed', 'handed-over']);
    expect(tickAt(driven, '2026-03-20T23:00:00.000Z')).to.deep.equal(['consequence-put-off']);
    expect(clock(driven)).to.deep.include({ graced: true, missed: true });
    expect(clock(driven)?.later?.map((one) => one.at)).to.deep.equal([
      '2026-03-24T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
    ]);
    expect(tickAt(driven, '2026-03-24T22:59:00.000Z')).to.deep.equal([]);
    expect(mails(driven, 'escalated')).to.have.length(1);
    expect(tickAt(driven, '2026-03-24T23:00:00.000Z')).to.deep.equal(['consequence-came', 'mobility-closed']);
  });

  it('that ends nothing comes late as it is', () => {
    const driven = one({ due: '10d' });
    expect(tickAt(driven, '2026-03-15T23:00:00.000Z')).to.deep.equal(['deadline-missed']);
    expect(driven.events.at(-1)?.event).to.deep.include({ lateBySeconds: 259_200 });
  });

  it('of one step leaves the others alone', () => {
    const step = { by: 'international-officer', at: 'institution', due: '10d', remind: ['3d'] };
    const driven = opened([
      {
        task: 'admission',
        kind: 'approval',
        samePerson: true,
        chain: [
          { step: 'one', ...step },
          { step: 'two', ...step },
        ],
      },
    ]);
    driven.now = '2026-03-05T10:00:00.000Z';
    accepted(driven, officer, { type: 'decide-step', task: 'admission', step: 'one', round: 1, decision: 'approve' });
    expect(types(driven)).to.include('clock-stopped');
    expect(Object.keys(stateOf(driven).clocks)).to.deep.equal(['admission/two']);
    expect(clock(driven, 'admission/two')?.due.date).to.equal('2026-03-15');
  });
});
