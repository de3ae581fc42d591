import { expect } from 'chai';
import { hashOf } from '../../../domain/hash.ts';
import type { Act } from '../../../domain/mobility/commands.ts';
import { migrationPlan } from '../../../domain/mobility/migration-plan.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { born, stateOf } from '../../support/journey.ts';
import { accepted, send, staff, student, type Driven } from '../../support/mobility.ts';
import { refused, small, taskIn, types } from '../../support/small.ts';

const administrator = staff('alex', 'administrator', ['university'], { permissions: ['see-files', 'administer'] });
const label = { en: 'A' };
const form = (task: string, more: object = {}) => ({
  task,
  kind: 'form' as const,
  by: 'person',
  fields: [{ field: 'a', type: 'text', label }],
  ...more,
});
const attest = (task: string, more: object = {}) => ({
  task,
  kind: 'attestation' as const,
  by: 'registry',
  fact: 'arrived',
  ...more,
});
const first = small([form('details'), form('old'), attest('arrival', { due: '30d' })], [form('later')]);
const second = small(
  [
    form('details', {
      fields: [
        { field: 'a', type: 'text', label },
        { field: 'b', type: 'text', label },
      ],
    }),
    form('new'),
    attest('arrival', { due: '40d', title: { en: 'Arrival' } }),
  ],
  [form('later')],
);
const pinOf = (procedure: Procedure, version: number) => ({ id: 'small', version, hash: hashOf(procedure) });
const to = (procedure: Procedure, version = 2) => ({ target: { pin: pinOf(procedure, version), procedure } });
const migrate: Act = { type: 'migrate', version: 2, reason: 'The rules of 2027' };
const back: Act = { type: 'migrate-back', reason: 'Too early' };
const fill = (driven: Driven, task: string, answers = {}): unknown =>
  accepted(driven, student, { type: 'submit-form', task, version: taskIn(driven, task, 'form').version, answers });
const open = (driven: Driven): string[] =>
  Object.values(stateOf(driven).tasks)
    .filter((t) => t.status === 'open')
    .map((t) => t.task);
/** The run goes on under the version that the file follows. */
const under = (driven: Driven, procedure: Procedure): Driven => ({ ...driven, procedure });

describe('another version of a procedure', () => {
  it('is previewed: what appears, vanishes, opens anew, and which dates move', () => {
    const driven = born(first);
    expect(migrationPlan(stateOf(driven), first, second, driven.now)).to.deep.equal({
      vanish: ['old'],
      appear: ['new'],
      reopen: ['details'],
      dates: [{ clock: 'arrival', from: '2026-04-01', to: '2026-04-11' }],
    });
  });

  it('is followed as previewed, with an event in the history; what was done stays done', () => {
    const driven = born(first);
    fill(driven, 'details', { a: 'typed' });
    expect(refused(driven, staff('ines', 'international-officer', ['university']), migrate, to(second))).to.equal(
      'forbidden',
    );
    expect(refused(driven, administrator, migrate)).to.equal('not-found version');
    expect(refused(driven, administrator, { ...migrate, version: 1 }, to(first, 1))).to.equal('not-ready version');
    accepted(driven, administrator, migrate, to(second));
    expect(stateOf(driven).procedure).to.deep.equal(pinOf(second, 2));
    expect(open(driven)).to.deep.equal(['arrival', 'new']);
    expect(stateOf(driven).tasks['details']?.status).to.equal('done');
    expect(stateOf(driven).clocks['arrival']?.due.date).to.equal('2026-04-11');
    expect(types(driven)).to.include.members(['procedure-migrated', 'deadline-moved', 'task-opened']);
  });

  it('opens anew what is asked otherwise, with what was given so far', () => {
    const driven = born(first);
    accepted(driven, administrator, migrate, to(second));
    expect(taskIn(driven, 'details', 'form').round).to.equal(2);
    expect(stateOf(driven).tasks['old']).to.equal(undefined);
    const after = under(driven, second);
    fill(after, 'details', { a: 'x', b: 'y' });
    expect(taskIn(after, 'details', 'form').data.answers).to.deep.equal({ a: 'x', b: 'y' });
  });

  it('is gone back from as long as nothing new was done, to exactly what was', () => {
    const driven = born(first);
    fill(driven, 'details', { a: 'typed' });
    const { rev: _rev, at: _at, ...before } = stateOf(driven);
    accepted(driven, administrator, migrate, to(second));
    const moved = under(driven, second);
    expect(refused(moved, student, back, to(first, 1))).to.equal('own-file');
    accepted(moved, administrator, back, to(first, 1));
    const { rev: _rev2, at: _at2, ...after } = stateOf(moved);
    expect(after).to.deep.equal(before);
    expect(refused(under(moved, first), administrator, back, to(first, 1))).to.equal('too-late-to-go-back');
  });

  it('is kept once something new was done', () => {
    const driven = born(first);
    accepted(driven, administrator, migrate, to(second));
    const moved = under(driven, second);
    moved.now = '2026-03-02T11:00:00.000Z';
    fill(moved, 'new');
    expect(refused(moved, administrator, back, to(first, 1))).to.equal('too-late-to-go-back');
  });

  it('ends a file in which nothing is left to do', () => {
    const driven = born(first);
    const short = small([form('details')]);
    fill(driven, 'details');
    const done = send(driven, administrator, migrate, to(short));
    expect(isRefusal(done)).to.equal(false);
    expect(stateOf(driven).outcome).to.equal('completed');
  });
});
