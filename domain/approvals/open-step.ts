import type { ItemId, TaskId } from '../ids.ts';
import { contactAt } from '../mobility/answers.ts';
import { ask } from '../mobility/ask-condition.ts';
import { clockId, startClock } from '../mobility/clocks.ts';
import type { Deciding } from '../mobility/deciding.ts';
import { holderOf } from '../mobility/holders.ts';
import { finish } from '../mobility/progress.ts';
import type { Holder, Mobility } from '../mobility/state.ts';
import type { HolderRule } from '../process/procedure.ts';
import type { ApprovalDefinition, StepDefinition } from '../tasks/approval.ts';
import { tellHolders } from './tell.ts';

/** Opens the next step when none is open, or ends the chain. A step whose condition does not hold is passed over. */
export function openNext(deciding: Deciding, definition: ApprovalDefinition, task: TaskId): void {
  const now = deciding.state().tasks[task];
  if (now?.kind !== 'approval') return;
  if (now.data.steps.some((s) => s.status === 'open' || s.status === 'resolving')) return;
  for (const { step } of now.data.steps.filter((s) => s.status === 'decided')) stopClock(deciding, task, step);
  for (const { step, status } of now.data.steps) {
    if (status !== 'waiting') continue;
    const found = definition.chain.find((s) => s.step === step);
    if (found === undefined) continue;
    const condition = found.when === undefined ? undefined : ask(deciding.state(), found.when);
    if (condition !== undefined && !condition.result) {
      deciding.record({ type: 'step-passed-over', task, step, condition });
      continue;
    }
    openStep(deciding, definition, task, found, condition);
    return;
  }
  finish(deciding, task, 'approved');
}

/** Stops the clock of a step, where one runs. */
export function stopClock(deciding: Deciding, task: TaskId, step: ItemId): void {
  const clock = clockId(task, step);
  if (deciding.state().clocks[clock] !== undefined) deciding.record({ type: 'clock-stopped', clock });
}

/** Opens this step, and asks whose it is. @param condition what its condition looked at, where it was asked */
export function openStep(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskId,
  step: StepDefinition,
  condition?: ReturnType<typeof ask>,
): void {
  const state = deciding.state();
  const rules = rulesOf(step);
  const lookedUp = isLookedUp(step);
  const holders = lookedUp ? [] : rules.map((rule) => holderBy(state, rule));
  const fixed = lookedUp || 'holders' in step;
  deciding.record({
    type: 'step-opened',
    task,
    step: step.step,
    holders,
    need: step.need === 'all' ? rules.length : (step.need ?? 1),
    ...(fixed ? { fixed: true } : {}),
    ...(lookedUp ? { resolving: true } : {}),
    ...(step.veto === false ? { noVeto: true } : {}),
    ...(condition === undefined ? {} : { condition }),
  });
  if (lookedUp) {
    deciding.ask({ kind: 'resolve-holders', task, step: step.step, ...toLookUp(state, step) });
    return;
  }
  startClock(deciding, step, task, step.step);
  tellHolders(deciding, definition, task, step.step, holders);
}

/** Who is asked, one rule or several. */
export const rulesOf = (step: StepDefinition): readonly HolderRule[] => ('holders' in step ? step.holders : [step]);

/** A role whose members are fixed, and people by their address, must be looked up: the core knows nobody. */
export const isLookedUp = (step: StepDefinition): boolean =>
  rulesOf(step).some((rule) => 'named' in rule) ||
  ('by' in step && (step.need === 'all' || step.of !== undefined || step.veto === false));

function toLookUp(
  state: Mobility,
  step: StepDefinition,
): { role?: { role: string; unit: string }; named: readonly string[]; least: number } {
  const named = rulesOf(step).flatMap((rule) => ('named' in rule ? [rule.named] : []));
  if (!('by' in step)) return { named, least: named.length };
  const { role, unit } = holderAt(state, step);
  return { role: { role, unit }, named, least: step.of ?? (step.need === 'all' ? 1 : (step.need ?? 1)) };
}

const holderAt = (
  state: Mobility,
  { by, at }: { by: string; at?: Parameters<typeof holderOf>[2] },
): Holder & { by: 'role' } => {
  const holder = holderOf(state, by, at);
  if (holder.by !== 'role') throw new Error('The person in mobility decides no step.');
  return holder;
};

/** Who a rule means as things stand; who is named is looked up first. */
export function holderBy(state: Mobility, rule: HolderRule): Holder {
  if ('partner' in rule) return { by: 'partner', ...contactAt(state, rule.partner) };
  if ('named' in rule) throw new Error(`Who ${rule.named} is must be looked up first.`);
  return holderAt(state, rule);
}
