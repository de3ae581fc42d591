import { taskOf } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { kinds, type DefinitionOf, type Kind, type TaskOf } from '../tasks/index.ts';
import type { RepairAct, SystemAct } from './commands.ts';
import type { Deciding } from './deciding.ts';
import { retryAfter, type EffectResult } from './effects.ts';
import { own } from './own.ts';
import type { EffectKind, Mobility, PendingEffect } from './state.ts';

type EffectAct =
  | RepairAct
  | Extract<SystemAct, { type: 'effect-succeeded' | 'effect-failed' | 'mail-undelivered' | 'raise-incident' }>;

/** Without these a task could never end. */
const ending: ReadonlySet<EffectKind> = new Set([
  'render-agreement',
  'seal-agreement',
  'render-transcript',
  'inspect-document',
  'resolve-holders',
]);

/** Results of effects, and what staff do about those that failed. The first result wins. */
export function settleEffect(deciding: Deciding, act: EffectAct): Refusal | undefined {
  switch (act.type) {
    case 'mail-undelivered':
      if (own(deciding.state().effects, act.effect) !== undefined) return refuse('effect-settled');
      deciding.record({ ...act, message: act.message.toWellFormed() });
      return undefined;
    case 'raise-incident':
      if (own(deciding.state().incidents, act.incident) !== undefined) return refuse('effect-settled');
      deciding.record({ ...act, type: 'incident-raised', text: act.text.toWellFormed() });
      return undefined;
    case 'resolve-incident':
      if (own(deciding.state().incidents, act.incident) === undefined) return refuse('effect-settled');
      return repaired(deciding, act, { type: 'incident-resolved', incident: act.incident, reason: act.reason });
    default:
      return settlePending(deciding, act);
  }
}

function settlePending(
  deciding: Deciding,
  act: Exclude<EffectAct, { type: 'mail-undelivered' | 'raise-incident' | 'resolve-incident' }>,
): Refusal | undefined {
  const effect = own(deciding.state().effects, act.effect);
  if (effect === undefined) return refuse('effect-settled');
  switch (act.type) {
    case 'effect-succeeded':
      deciding.record({ type: 'effect-done', effect: act.effect });
      if (relevant(deciding.state(), effect)) follow(deciding, effect, act.result);
      return undefined;
    case 'effect-failed': {
      // A try that is over: it failed before, or staff began anew.
      if (effect.status !== 'running') return refuse('effect-settled');
      const { code } = act;
      const retryAt = retryAfter(effect.attempts, deciding.at, code);
      const message = act.message.toWellFormed();
      deciding.record({
        type: 'effect-failed',
        effect: act.effect,
        code,
        message,
        ...(retryAt === undefined ? {} : { retryAt }),
      });
      return undefined;
    }
    case 'retry-effect':
      if (effect.status !== 'incident') return refuse('item-not-open', { item: act.effect }, 'effect');
      return repaired(deciding, act, { type: 'effect-retried', effect: act.effect, reason: act.reason });
    case 'skip-effect':
      if (effect.status !== 'incident') return refuse('item-not-open', { item: act.effect }, 'effect');
      if (needed(deciding.state(), effect))
        return refuse('not-ready', { why: 'the file cannot go on without it; retry it' }, 'effect');
      return repaired(deciding, act, { type: 'effect-skipped', effect: act.effect, reason: act.reason });
  }
}

/** Whether the file waits for the effect, so that it is retried, not skipped. */
function needed(state: Mobility, effect: PendingEffect): boolean {
  if (!ending.has(effect.kind)) return false;
  // A file that was received is carried over to the next round of its task.
  return effect.kind === 'inspect-document'
    ? own(state.tasks, effect.task ?? '')?.status !== 'done'
    : relevant(state, effect);
}

function repaired(deciding: Deciding, act: RepairAct, event: Parameters<Deciding['record']>[0]): Refusal | undefined {
  if (act.reason.trim() === '') return refuse('reason-missing', {}, 'reason');
  deciding.record(event);
  return undefined;
}

/** A result that arrives after its task was sent back, or after the end, is kept but brings nothing. */
function relevant(state: Mobility, { task: id, kind, round }: PendingEffect): boolean {
  const task = id === undefined ? undefined : own(state.tasks, id);
  if (task === undefined) return false;
  if (kind === 'inspect-document' || kind === 'render-certificate') return true;
  return state.status === 'open' && task.status === 'open' && task.round === round;
}

function follow(deciding: Deciding, effect: PendingEffect, result: EffectResult): void {
  const task = own(deciding.state().tasks, effect.task ?? '');
  const definition = taskOf(deciding.procedure, effect.task ?? '');
  if (task !== undefined && definition !== undefined) dispatch(deciding, definition, task, effect, result);
}

function dispatch<K extends Kind>(
  deciding: Deciding,
  definition: DefinitionOf<K>,
  task: TaskOf<K>,
  effect: PendingEffect,
  result: EffectResult,
): void {
  kinds[task.kind].effectDone?.(deciding, definition, task, effect, result);
}
