import { byGrant, type mayAct } from '../authority/may-act.ts';
import { mayChangeLife, mayChangeProgress } from '../authority/may-change.ts';
import { may, named, permitting, sameInstitution } from '../authority/may.ts';
import { maySee } from '../authority/sight.ts';
import type { Permission } from '../authority/actor.ts';
import { taskOf, type Procedure } from '../process/procedure.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { kinds, type DefinitionOf, type Kind, type TaskAct, type TaskOf } from '../tasks/index.ts';
import { localDateOf } from '../time/calendar.ts';
import type { Instant } from '../time/civil.ts';
import { laterBy } from '../time/instants.ts';
import { advance } from './advance.ts';
import type { Command, SystemAct } from './commands.ts';
import { deciding, type AskedEffect, type Deciding } from './deciding.ts';
import { refusedBirth } from './birth.ts';
import { due } from './due.ts';
import { settleEffect } from './effect-acts.ts';
import type { Recorded } from './events.ts';
import { changeLife } from './life-acts.ts';
import { changeProgress } from './progress-acts.ts';
import { own } from './own.ts';
import type { Mobility } from './state.ts';
import { mayActOnTask } from './may-act-on-task.ts';
import { isMigration, migrate, targetOf } from './migrate.ts';
import { happen } from './tick.ts';
import { illFormedAt } from './well-formed.ts';

/** What a command brings: events to record and effects to ask for. Nothing of it is true before it is committed. */
export interface Decision {
  readonly events: readonly Recorded[];
  readonly effects: readonly AskedEffect[];
}

/**
 * Decides one command on one mobility: the only place where anything about it is decided. Pure: the same arguments
 * always give the same decision.
 * @param state null before the birth
 * @param now the instant of deciding; what happens is never dated before what happened already
 */
export function decide(
  procedure: Procedure,
  state: Mobility | null,
  command: Command,
  now: Instant,
): Decision | Refusal {
  const { actor, act } = command;
  if (now > command.notAfter) return refuse('too-late');
  const foreign = state === null ? undefined : sameInstitution(actor, state.institution);
  if (foreign !== undefined) return foreign;

  const illFormed = actor.kind === 'system' && act.type !== 'create' ? undefined : illFormedAt(act);
  if (illFormed !== undefined)
    return refuse(
      'wrong-answer',
      { field: illFormed.at(-1) ?? '', why: 'it has half a character' },
      illFormed.join('/'),
    );
  const by = actingAs(procedure, state, command);
  if (isRefusal(by)) return by;
  const at = instantOfDeciding(state, act, now);
  const ruling = isMigration(act) ? targetOf(act, state, command.facts) : procedure;
  if (isRefusal(ruling)) return ruling;
  const d = deciding({
    procedure: ruling,
    state,
    actor,
    by: named(actor, by.grant),
    facts: command.facts,
    at,
  });
  const refused = isMigration(act) && state !== null ? migrate(d, act, procedure) : perform(d, state, act);
  if (refused !== undefined) return refused;
  if (d.outcome().events.length > 0 && act.type !== 'erase') advance(d);
  return d.outcome();
}

function perform(d: Deciding, state: Mobility | null, act: Command['act']): Refusal | undefined {
  if (act.type === 'create') return create(d, state, act);
  if (state === null) return refuse('not-found');
  switch (act.type) {
    case 'tick':
      happen(d);
      return undefined;
    case 'erase':
      if (state.status === 'open') d.record({ type: 'mobility-closed', outcome: 'erased' });
      return undefined;
    case 'effect-succeeded':
    case 'effect-failed':
    case 'mail-undelivered':
    case 'raise-incident':
    case 'retry-effect':
    case 'skip-effect':
    case 'resolve-incident':
      return settleEffect(d, act);
    case 'withdraw':
    case 'change-stay':
    case 'ask-stay':
    case 'refuse-stay':
    case 'reopen':
      return changeLife(d, act);
    case 'migrate':
    case 'migrate-back':
      return refuse('not-found');
    case 'begin-again':
    case 'reassign':
    case 'move-deadline':
    case 'remind':
      return state.status === 'closed' ? refuse('mobility-closed') : changeProgress(d, act);
    default:
      return actOnTask(d, act);
  }
}

function actOnTask(d: Deciding, act: TaskAct): Refusal | undefined {
  const task = own(d.state().tasks, act.task);
  const definition = taskOf(d.procedure, act.task);
  if (task === undefined || definition === undefined) return refuse('unknown-task', { task: act.task }, 'task');
  return dispatch(d, definition, task, act);
}

function dispatch<K extends Kind>(
  d: Deciding,
  definition: DefinitionOf<K>,
  task: TaskOf<K>,
  act: TaskAct,
): Refusal | undefined {
  return kinds[task.kind].act(d, definition, task, act);
}

/** Who may: asked before anything is decided, so that a refusal tells nothing of what one may not see. */
function actingAs(
  procedure: Procedure,
  state: Mobility | null,
  { actor, act }: Command,
): Exclude<ReturnType<typeof mayAct>, never> {
  if (isSystemAct(act)) return actor.kind === 'system' ? {} : refuse('forbidden');
  if (state === null) return refuse('not-found');
  const unseen = maySee(actor, state);
  if (unseen !== undefined) return unseen;
  const having = (permission: Permission): ReturnType<typeof mayAct> =>
    may(actor, permission, state) ?? byGrant(permitting(actor, permission, state));
  switch (act.type) {
    case 'withdraw':
    case 'change-stay':
    case 'ask-stay':
    case 'refuse-stay':
    case 'reopen':
      return mayChangeLife(procedure, state, actor, act);
    case 'begin-again':
    case 'reassign':
    case 'move-deadline':
    case 'remind':
      return mayChangeProgress(procedure, state, actor, act);
    case 'migrate':
    case 'migrate-back':
      return having('administer');
    case 'retry-effect':
    case 'skip-effect':
    case 'resolve-incident':
      return having('repair');
    default:
      return mayActOnTask(procedure, state, actor, act);
  }
}

function create(
  d: Deciding,
  state: Mobility | null,
  { birth, reference, institution }: SystemAct & { type: 'create' },
): Refusal | undefined {
  if (state !== null) return refuse('already-created');
  if (d.actor.institution !== institution) return refuse('not-found');
  const wrong = refusedBirth(birth, localDateOf(birth.calendar, d.at), d.procedure);
  if (wrong !== undefined) return wrong;
  d.record({ type: 'mobility-created', reference, institution, office: d.procedure.office, ...birth });
  d.mail({ template: 'invitation', recipient: { to: 'person' }, tasks: [d.procedure.title], link: 'attach' });
  return undefined;
}

const systemActs: ReadonlySet<string> = new Set<SystemAct['type']>([
  'create',
  'tick',
  'effect-succeeded',
  'effect-failed',
  'mail-undelivered',
  'raise-incident',
  'erase',
]);
const isSystemAct = (act: Command['act']): act is SystemAct => systemActs.has(act.type);

/** A timer that fires a little early stands for the instant it was set for. */
const TIMER_TOLERANCE_SECONDS = 1;

/** Never before the last event; what was due happens at its due instant or later. */
function instantOfDeciding(state: Mobility | null, act: Command['act'], now: Instant): Instant {
  if (state === null) return now;
  const dueAt = act.type === 'tick' ? due(state)?.at : undefined;
  const reached = dueAt !== undefined && dueAt <= laterBy(now, TIMER_TOLERANCE_SECONDS) ? dueAt : now;
  return [now, state.at, reached].reduce((last, at) => (at > last ? at : last));
}
