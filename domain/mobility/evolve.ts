import { isOf, kinds, known, type Kind, type Kinds, type OpeningOf, type Task, type TaskOf } from '../tasks/index.ts';
import type { ClockId, Clock, Mobility, PendingEffect } from './state.ts';
import type { MobilityEvent, Recorded } from './events.ts';
import type { EffectId, TaskId } from '../ids.ts';
import type { Consequence } from '../process/procedure.ts';
import { own } from './own.ts';

/**
 * The state after one event. Events carry facts, so this consults no procedure and no clock: replaying the same
 * events always gives the same state.
 * @throws Error when an event comes before the birth or out of order: the records are broken.
 */
export const evolve = (state: Mobility | null, recorded: Recorded): Mobility => evolving(state)(recorded);

/** The state after all of them. */
export function replay(events: Iterable<Recorded>, from: Mobility | null = null): Mobility | null {
  const next = evolving(from);
  let state = from;
  for (const event of events) state = next(event);
  return state;
}

/**
 * Gives the state after one event after the other. Of many tasks the list is copied once, then changed in place: of
 * the states between, only the last is to be kept. The one that it begins with never changes.
 */
export function evolving(from: Mobility | null): (recorded: Recorded) => Mobility {
  let state = from;
  const owned: Owned = { tasks: null };
  return (recorded) => {
    const { seq, at } = recorded;
    if (state === null) state = born(recorded);
    else {
      if (seq !== state.rev + 1) throw new Error(`Event ${String(seq)} follows event ${String(state.rev)}.`);
      const standingState = standing(state, recorded);
      state = { ...applied(taskEvolved(standingState, recorded, owned), recorded), rev: seq, at };
    }
    return state;
  };
}

/** The list of tasks that was made here, and that nobody else has. */
interface Owned {
  tasks: Record<TaskId, Task> | null;
}

function born({ seq, at, event }: Recorded): Mobility {
  if (event.type !== 'mobility-created' || seq !== 1)
    throw new Error(`A mobility starts with its birth, not with ${event.type}.`);
  const { type: _, ...facts } = event;
  return {
    ...facts,
    rev: seq,
    at,
    openedAt: at,
    status: 'open',
    stage: '',
    tasks: {},
    clocks: {},
    effects: {},
    incidents: {},
    issued: [],
  };
}

function applied(state: Mobility, { at, event }: Recorded): Mobility {
  switch (event.type) {
    case 'stage-entered':
      return { ...state, stage: event.stage };
    case 'task-passed-over':
      return { ...state, passed: [...(state.passed ?? []), event.task] };
    case 'opening-planned':
      return { ...state, planned: { ...state.planned, [event.task]: { date: event.date, at: event.opensAt } } };
    case 'opening-reached': {
      const planned = own(state.planned ?? {}, event.task);
      return planned === undefined
        ? state
        : { ...state, planned: { ...state.planned, [event.task]: { ...planned, reached: true } } };
    }
    case 'task-begun-again':
      return waitAgain(
        { ...state, requested: [...(state.requested ?? []).filter((task) => task !== event.task), event.task] },
        [event.task, ...event.reset],
      );
    case 'task-done':
      return withoutClocks(state, [event.task]);
    case 'sent-back':
      return waitAgain(state, [...event.to, ...event.reset]);
    case 'clock-started': {
      const { clock, type: _, ...facts } = event;
      return { ...state, clocks: { ...state.clocks, [clock]: { ...facts, missed: false } } };
    }
    case 'clock-stopped':
      return { ...state, clocks: without(state.clocks, (id) => id === event.clock) };
    case 'reminded':
      return withClock(state, event.clock, (c) => ({
        ...c,
        reminders: c.reminders.filter((r) => !event.planned.includes(r)),
      }));
    case 'deadline-missed':
      return withClock(state, event.clock, ({ graced: _, ...c }) => ({
        ...c,
        missed: true,
        reminders: event.reminders ?? [],
        ...closes(c.consequence),
      }));
    case 'consequence-came':
      return withClock(state, event.clock, ({ later: [first, ...later] = [], graced: _, ...c }) => ({
        ...c,
        reminders: event.reminders ?? c.reminders,
        ...(later.length === 0 ? {} : { later }),
        ...closes(first?.consequence),
      }));
    case 'consequence-put-off':
      return withClock(state, event.clock, (c) => ({ ...c, later: event.later, graced: true }));
    case 'clock-paused':
      return withClock(state, event.clock, (c) => ({ ...c, pausedAt: at }));
    case 'deadline-moved':
      return withClock(state, event.clock, ({ pausedAt: _paused, closed: _closed, ...c }) => ({
        ...c,
        due: event.due,
        reminders: event.reminders,
        missed: false,
        ...(event.later === undefined ? {} : { later: event.later }),
        ...(event.because === 'downtime' ? { graced: true } : {}),
      }));
    case 'attested':
      return { ...state, stay: { ...state.stay, [event.fact]: event.date } };
    case 'procedure-migrated':
      return migrated(state, event, at);
    case 'migration-undone': {
      const { migrated: way, passed: _passed, planned: _planned, requested: _requested, ...rest } = state;
      return way === undefined ? state : { ...rest, ...way.before, procedure: event.to };
    }
    case 'stay-changed': {
      const { stayAsked: _, ...rest } = state;
      return { ...rest, stay: { ...state.stay, start: event.start, end: event.end } };
    }
    case 'stay-asked': {
      const { type: _, ...stayAsked } = event;
      return { ...state, stayAsked: { ...stayAsked, at } };
    }
    case 'stay-refused': {
      const { stayAsked: _, ...rest } = state;
      return rest;
    }
    case 'mobility-withdrawn':
      return { ...state, status: 'closed', outcome: 'withdrawn', clocks: {} };
    case 'mobility-closed':
      return { ...state, status: 'closed', outcome: event.outcome, clocks: {} };
    case 'mobility-reopened': {
      const { outcome: _, ...rest } = state;
      return { ...rest, status: 'open' };
    }
    case 'document-issued':
      return { ...state, issued: [...state.issued, event.issued] };
    case 'incident-raised':
      return {
        ...state,
        incidents: { ...state.incidents, [event.incident]: { code: event.code, text: event.text, at } },
      };
    case 'incident-resolved':
      return { ...state, incidents: without(state.incidents, (id) => id === event.incident) };
    default:
      return { ...state, effects: effectsAfter(state.effects, event, at) };
  }
}

type MigratedEvent = Extract<MobilityEvent, { type: 'procedure-migrated' }>;

function migrated(state: Mobility, { to, office, vanished, reopened }: MigratedEvent, at: string): Mobility {
  const { stage, tasks, clocks, passed, planned, requested } = state;
  const before = {
    office: state.office,
    stage,
    tasks,
    clocks,
    ...(passed === undefined ? {} : { passed }),
    ...(planned === undefined ? {} : { planned }),
    ...(requested === undefined ? {} : { requested }),
  };
  const left = { ...state, tasks: without(tasks, (task) => vanished.includes(task)) };
  const again = withoutClocks(waitAgain(left, reopened), vanished);
  return { ...again, procedure: to, office, migrated: { from: state.procedure, at, before } };
}

/** What may still happen before a file can no longer go back to the version before: nothing that anybody did. */
const NOTHING_NEW: ReadonlySet<MobilityEvent['type']> = new Set([
  'reminded',
  'reminded-by-hand',
  'migration-undone',
  'mail-undelivered',
  'incident-raised',
  'incident-resolved',
]);

/** There is no way back once something new was done: all that goes with the migration itself is of the same instant. */
function standing(state: Mobility, { event, at }: Recorded): Mobility {
  if (state.migrated === undefined || state.migrated.at === at || NOTHING_NEW.has(event.type)) return state;
  const { migrated: _, ...rest } = state;
  return rest;
}

type Effects = Mobility['effects'];
type OpenedEvent = Extract<MobilityEvent, { type: 'task-opened' }>;

function effectsAfter(effects: Effects, event: MobilityEvent, at: string): Effects {
  switch (event.type) {
    case 'effect-requested': {
      const { type: _, ...asked } = event;
      return { ...effects, [asked.effect]: { ...asked, status: 'waiting', attempts: 0, since: at } };
    }
    case 'effect-started':
      return withEffect(effects, event.effect, ({ retryAt: _, ...e }) => ({
        ...e,
        status: 'running',
        attempts: event.attempt,
      }));
    case 'effect-failed':
      return withEffect(effects, event.effect, (e) => ({
        ...e,
        ...(event.retryAt === undefined ? { status: 'incident' } : { status: 'retrying', retryAt: event.retryAt }),
        lastError: event.message,
        since: at,
      }));
    case 'mail-undelivered': {
      const { effect, message: lastError } = event;
      return {
        ...effects,
        [effect]: { effect, channel: 'mail', kind: 'mail', status: 'incident', attempts: 0, lastError, since: at },
      };
    }
    case 'effect-retried': {
      const { [event.effect]: retried } = effects;
      if (retried?.channel === 'mail') return without(effects, (id) => id === event.effect);
      return withEffect(effects, event.effect, ({ retryAt: _, ...e }) => ({
        ...e,
        status: 'waiting',
        attempts: 0,
        since: at,
      }));
    }
    case 'effect-done':
    case 'effect-skipped':
      return without(effects, (id) => id === event.effect);
    default:
      return effects;
  }
}

/** The task that an event is about gets its kind's own change, and mostly the event's number as its version. */
function taskEvolved(state: Mobility, recorded: Recorded, owned: Owned): Mobility {
  const { event } = recorded;
  if (event.type === 'task-opened') return withOwned(state, event.task, opened(state, recorded, event), owned);
  if (!('task' in event)) return state;
  const task = own(state.tasks, event.task);
  return task === undefined ? state : withOwned(state, event.task, known(evolvedTask(task, recorded)), owned);
}

function withOwned(state: Mobility, id: TaskId, task: Task, owned: Owned): Mobility {
  const tasks = owned.tasks !== null && owned.tasks === state.tasks ? owned.tasks : { ...state.tasks };
  tasks[id] = task;
  owned.tasks = tasks;
  return tasks === state.tasks ? state : { ...state, tasks };
}

function opened(state: Mobility, { seq, at }: Recorded, { task, round, opening }: OpenedEvent): Task {
  const data = startData(opening, own(state.tasks, task));
  return known({ task, kind: opening.kind, status: 'open', round, version: seq, openedAt: at, data });
}

function startData<K extends Kind>(opening: OpeningOf<K>, before: Task | undefined): Kinds[K]['data'] {
  const previous = before !== undefined && isOf(before, opening.kind) ? before.data : undefined;
  return kinds[opening.kind].start(opening, previous);
}

/** What happens around a task and changes nothing of what was seen in it. */
const aside: ReadonlySet<MobilityEvent['type']> = new Set([
  'clock-started',
  'escalated',
  'handed-over',
  'reminded-by-hand',
  'effect-requested',
  'document-issued',
]);

const evolvedTask = <K extends Kind>(task: TaskOf<K>, recorded: Recorded): TaskOf<K> => ({
  ...task,
  ...passedOn(task, recorded),
  ...doneBy(recorded),
  version: aside.has(recorded.event.type) ? task.version : recorded.seq,
  data: kinds[task.kind].evolve(task.data, recorded),
});

/** Who has it now, and when they were reminded: the same for every kind. */
function passedOn(
  { handed, nudged }: Pick<Task, 'handed' | 'nudged'>,
  { event, at }: Recorded,
): Pick<Task, 'handed' | 'nudged'> {
  if (event.type === 'reminded-by-hand') return { nudged: { ...nudged, [event.item ?? '']: at } };
  if (event.type !== 'handed-over') return {};
  const { item, to, how } = event;
  return { handed: [...(handed ?? []), { ...(item === undefined ? {} : { item }), to, how }] };
}

const doneBy = ({ event, at }: Recorded): { status?: 'done'; doneAt?: string; outcome?: string } =>
  event.type === 'task-done' ? { status: 'done', doneAt: at, ...outcomeOf(event) } : {};

const outcomeOf = (event: { readonly outcome?: string }): { outcome?: string } =>
  event.outcome === undefined ? {} : { outcome: event.outcome };

function withTask(state: Mobility, id: TaskId, change: (task: Task) => Task): Mobility {
  const task = state.tasks[id];
  return task === undefined ? state : { ...state, tasks: { ...state.tasks, [id]: change(task) } };
}

function withClock(state: Mobility, id: ClockId, change: (clock: Clock) => Clock): Mobility {
  const clock = state.clocks[id];
  return clock === undefined ? state : { ...state, clocks: { ...state.clocks, [id]: change(clock) } };
}

/** They open again when what they come after is done; a condition is asked anew then. */
function waitAgain(state: Mobility, tasks: readonly TaskId[]): Mobility {
  const { passed, ...rest } = tasks.reduce<Mobility>(
    (s, id) => withTask(s, id, (t) => ({ ...t, status: 'waiting' })),
    state,
  );
  const still = passed?.filter((task) => !tasks.includes(task)) ?? [];
  return withoutClocks({ ...rest, ...(still.length === 0 ? {} : { passed: still }) }, tasks);
}

const closes = (consequence: Consequence | undefined): { readonly closed?: true } =>
  consequence !== undefined && 'close' in consequence ? { closed: true } : {};

const withoutClocks = (state: Mobility, tasks: readonly TaskId[]): Mobility =>
  Object.values(state.clocks).some((clock) => tasks.includes(clock.task))
    ? { ...state, clocks: without(state.clocks, (_, clock) => tasks.includes(clock.task)) }
    : state;

function withEffect(effects: Effects, id: EffectId, change: (effect: PendingEffect) => PendingEffect): Effects {
  const effect = effects[id];
  return effect === undefined ? effects : { ...effects, [id]: change(effect) };
}

const without = <V>(record: Readonly<Record<string, V>>, drop: (id: string, value: V) => boolean): Record<string, V> =>
  Object.fromEntries(Object.entries(record).filter(([id, value]) => !drop(id, value)));
