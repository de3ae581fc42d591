import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Actor } from '../../../domain/authority/actor.ts';
import type { Act, Command } from '../../../domain/mobility/commands.ts';
import { decide } from '../../../domain/mobility/decide.ts';
import { due } from '../../../domain/mobility/due.ts';
import { replay } from '../../../domain/mobility/evolve.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { waitsOfTask } from '../../../domain/mobility/waits.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { laterBy } from '../../../domain/time/instants.ts';
import { dice, type Dice } from '../../support/dice.ts';
import { isFull } from '../../support/full.ts';
import { born, stateOf } from '../../support/journey.ts';
import { system, type Driven } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { randomProcedure } from '../../support/random.ts';
import { randomTry, type Try } from '../../support/random-acts.ts';

const runs = isFull ? 100_000 : 1000;
/** The same cases every time, so that a change is what makes them fail; other ones in full runs. */
const seed = isFull ? undefined : 20_261_123;
const example = exampleProcedure('caen', 'erasmus-study');

/** How often what must happen did, so that the generators cannot go blind unseen. */
const seen = new Map<string, number>();
const count = (what: string): void => {
  seen.set(what, (seen.get(what) ?? 0) + 1);
};

describe('any sequence of commands on any procedure', function () {
  this.timeout(runs * 60);

  it('keeps what must always hold', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.integer(), { minLength: 5, maxLength: 80, size: 'max' }),
        (start, rolls) => {
          const first = dice(start);
          const procedure = freeze(first.oneIn(4) ? example : randomProcedure(first));
          const driven = born(procedure);
          for (const roll of rolls) step(driven, dice(roll));
          holdsForTheLog(driven);
        },
      ),
      { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
    );
  });

  it('reached every event that there is', () => {
    const missing = everyEvent.filter((type) => !seen.has(`event ${type}`));
    expect(missing).to.deep.equal([]);
  });

  it('reached most ways of refusing, and every end', () => {
    for (const outcome of ['completed', 'withdrawn', 'refused', 'lapsed'])
      expect(seen.get(`end ${outcome}`), outcome).to.be.greaterThan(0);
    const codes = [...seen.keys()].filter((k) => k.startsWith('refused '));
    expect(codes).to.include.members(
      [
        'not-found',
        'not-yours',
        'own-file',
        'stale-version',
        'stale-subject',
        'wrong-answer',
        'forbidden',
        'mobility-closed',
        'task-not-open',
        'item-not-open',
        'effect-settled',
        'reason-missing',
        'wrong-date',
        'cannot-send-back',
        'already-decided-by-you',
        'too-late',
      ].map((c) => `refused ${c}`),
    );
  });
});

const everyEvent = [
  ...['stay-changed', 'mobility-withdrawn', 'mobility-closed', 'mobility-reopened'],
  ...['stage-entered', 'task-opened', 'task-done', 'sent-back'],
  ...['clock-started', 'clock-stopped', 'reminded', 'deadline-missed', 'deadline-moved', 'handed-over'],
  ...[
    'consequence-came',
    'consequence-put-off',
    'clock-paused',
    'reminded-by-hand',
    'task-begun-again',
    'stay-asked',
    'stay-refused',
  ],
  ...['task-passed-over', 'opening-planned', 'opening-reached', 'step-passed-over', 'holders-resolved'],
  ...['decision-taken-back', 'question-answered', 'message-answered'],
  ...[
    'effect-requested',
    'effect-started',
    'effect-failed',
    'effect-done',
    'effect-retried',
    'effect-skipped',
    'mail-undelivered',
  ],
  ...['incident-raised', 'incident-resolved', 'document-issued', 'form-submitted', 'agreement-submitted', 'attested'],
  ...['document-received', 'document-inspected', 'document-refused', 'document-reviewed'],
  ...['step-opened', 'step-decided', 'information-asked'],
  ...['signing-prepared', 'signer-invited', 'signed', 'signature-declined', 'signer-redirected'],
  ...['results-entered', 'results-approved', 'results-returned', 'transcript-requested'],
];

/** One command, or time that passes; with everything that must hold after each. */
function step(driven: Driven, chance: Dice): void {
  if (chance.oneIn(6)) passTime(driven, chance);
  const state = stateOf(driven);
  const tried = randomTry(chance, driven, state);
  if (attempt(driven, tried, chance) && tried.actor.kind !== 'system') holdersOnly(state, tried);
  expectSomebodyToAct(driven.procedure, stateOf(driven));
}

/** Sends one command; gives whether it was done. */
function attempt(driven: Driven, { actor, act, facts }: Try, chance: Dice): boolean {
  const before = driven.state;
  const late = act.type !== 'tick' && chance.oneIn(40);
  const notAfter = laterBy(driven.now, late ? -3600 : 65);
  const sent: Command = freeze({ id: null, bodyHash: '', actor, act, facts, notAfter });
  const decision = freeze(decide(driven.procedure, before, sent, driven.now));
  if (chance.oneIn(4))
    deepStrictEqual(decide(driven.procedure, structuredClone(before), structuredClone(sent), driven.now), decision);
  if (isRefusal(decision)) {
    count(`refused ${decision.code}`);
    expect(decision.code).to.not.equal('internal-error');
    return false;
  }
  driven.state = freeze(replay(decision.events, before));
  driven.events.push(...decision.events);
  driven.effects.push(...decision.effects);
  for (const { event } of decision.events) {
    count(`event ${event.type}`);
    if (event.type === 'mobility-closed') count(`end ${event.outcome}`);
    if (event.type === 'mobility-withdrawn') count('end withdrawn');
  }
  return decision.events.length > 0;
}

/** Time passes, up to what is due or far beyond it; then everything due is done, and it comes to an end. */
function passTime(driven: Driven, chance: Dice): void {
  const next = due(stateOf(driven));
  const seconds = chance.pick([1, 60, 3600, 86_400, 20 * 86_400]);
  driven.now =
    next !== null && next.at > driven.now && chance.oneIn(2) ? next.at : laterBy(driven.now, chance.int(seconds));
  for (let ticks = 0; ; ticks += 1) {
    const item = due(stateOf(driven));
    if (item === null || item.at > driven.now) return;
    expect(ticks, 'due items in a row').to.be.lessThan(50);
    expect(
      attempt(driven, { actor: system, act: { type: 'tick' }, facts: {} }, chance),
      'a tick that does nothing',
    ).to.equal(true);
    expect(due(stateOf(driven))).to.not.deep.equal(item);
  }
}

/** Whether the actor is one for whom this waited, told apart from the core's own answer. */
function holdersOnly(state: Mobility, { actor, act }: Try): void {
  const why = `${act.type} by ${JSON.stringify(actor)}`;
  expect(actor.institution, why).to.equal(state.institution);
  if (managed.has(act.type)) {
    const own = ofPersonToo.has(act.type) && actor.kind === 'person' && actor.person === state.person.id;
    expect(own || isStaff(actor, state), why).to.equal(true);
    return;
  }
  if (!('task' in act)) throw new Error(`${why}: nobody but the system does that`);
  const task = state.tasks[act.task];
  expect(state.status === 'open' && task?.status === 'open', `${why}: not open`).to.equal(true);
  if (act.type === 'add-document') {
    expect(actor.kind === 'person' && actor.person === state.person.id, why).to.equal(true);
    return;
  }
  if (act.type === 'take-back') {
    const step = task?.kind === 'approval' ? task.data.steps.find((s) => s.step === act.step) : undefined;
    expect(actor.kind === 'person' && step?.decisions.some((d) => d.person === actor.person), why).to.equal(true);
    return;
  }
  const item =
    'step' in act
      ? act.step
      : 'signer' in act
        ? act.signer
        : 'document' in act
          ? act.document
          : act.type === 'answer-message'
            ? 'answer'
            : undefined;
  const holders =
    task === undefined
      ? []
      : waitsOfTask(task)
          .filter((w) => w.item === item && w.acts.includes(act.type))
          .flatMap((w) => w.holders);
  const held = holders.some((h) => {
    if (actor.kind === 'partner')
      return (
        h.by === 'partner' &&
        h.email === actor.email &&
        actor.bound.task === act.task &&
        actor.bound.item === item &&
        actor.bound.reference === state.reference
      );
    if (actor.kind !== 'person') return false;
    if (h.by === 'person') return actor.person === state.person.id;
    if (h.by === 'partner' || actor.person === state.person.id) return false;
    if (h.by === 'member' && h.role === undefined) return actor.person === h.person;
    return actor.grants.some(
      (g) =>
        g.role === h.role &&
        h.unit !== undefined &&
        g.units.includes(h.unit) &&
        g.onBehalfOf?.person !== state.person.id &&
        (h.by === 'role' || (g.onBehalfOf?.person ?? actor.person) === h.person),
    );
  });
  expect(held, why).to.equal(true);
}

const managed: ReadonlySet<Act['type']> = new Set([
  'withdraw',
  'change-stay',
  'reopen',
  'retry-effect',
  'skip-effect',
  'resolve-incident',
  'invite-again',
  'redirect-signer',
  'reopen-agreement',
  'ask-stay',
  'refuse-stay',
  'begin-again',
  'reassign',
  'move-deadline',
  'remind',
]);
/** Staff, and the person as far as the procedure lets them. */
const ofPersonToo: ReadonlySet<Act['type']> = new Set(['withdraw', 'ask-stay', 'begin-again', 'remind']);
const isStaff = (actor: Actor, state: Mobility): boolean =>
  actor.kind === 'person' &&
  actor.person !== state.person.id &&
  actor.grants.some((g) => g.onBehalfOf?.person !== state.person.id);

/** Stronger than that somebody must act on the mobility: somebody or something must move each of its open tasks. */
function expectSomebodyToAct(procedure: Procedure, state: Mobility): void {
  if (state.status === 'closed') return;
  const open = Object.values(state.tasks).filter((t) => t.status === 'open');
  const opening = Object.values(state.planned ?? {}).some((p) => p.reached === undefined);
  if (!opening) expect(open.length, 'open tasks of an open mobility').to.be.greaterThan(0);
  for (const task of open) {
    const pending = Object.values(state.effects).some((e) => e.task === task.task);
    if (!pending && waitsOfTask(task).length === 0)
      throw new Error(`Nobody can move ${JSON.stringify(task)} of ${JSON.stringify(procedure)}`);
  }
}

/** What holds for the whole history. */
function holdsForTheLog({ events, effects, state }: Driven): void {
  deepStrictEqual(replay(events), state);
  for (const [n, { seq, at }] of events.entries()) {
    expect(seq).to.equal(n + 1);
    expect(at >= (events[n - 1]?.at ?? ''), 'time goes on').to.equal(true);
  }
  const stored: unknown = JSON.parse(JSON.stringify({ events, effects, state }));
  deepStrictEqual(stored, { events: [...events], effects: [...effects], state });
  expect(
    JSON.stringify(stored).isWellFormed() && !/\\ud[89a-f]/.test(JSON.stringify(stored)),
    'no half characters',
  ).to.equal(true);
  expect(new Set(effects.map((e) => e.effect)).size, 'effects have their own ids').to.equal(effects.length);
}

/** Whoever changes what is frozen throws. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze<unknown>(inner);
  return value;
}
