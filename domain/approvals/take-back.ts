import type { ItemId } from '../ids.ts';
import type { Deciding } from '../mobility/deciding.ts';
import { clockId, startClock } from '../mobility/clocks.ts';
import { holdersNow } from '../mobility/handed.ts';
import { recipientOf } from '../mobility/recipient.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { ApprovalDefinition, Step, TakeBack } from '../tasks/approval.ts';
import type { TaskOf } from '../tasks/index.ts';
import { stopClock } from './open-step.ts';

/** Takes one's own approval back until somebody has acted in the next step, which then closes again. */
export function takeBack(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskOf<'approval'>,
  act: TakeBack,
): Refusal | undefined {
  const { steps } = task.data;
  const at = steps.findIndex((s) => s.step === act.step);
  const step = steps[at];
  if (step === undefined) return refuse('unknown-item', { item: act.step, task: task.task }, 'step');
  if (act.round !== task.round) return refuse('stale-version', {}, 'round');
  const { actor } = deciding;
  if (actor.kind !== 'person' || !step.decisions.some((d) => d.person === actor.person)) return refuse('not-yours');
  const next = nextStep(steps, at);
  if (next !== undefined && wasActedIn(next)) return refuse('too-late-to-take-back');
  const closes = next !== undefined && next.status !== 'waiting' ? next : undefined;
  if (closes !== undefined) {
    stopClock(deciding, task.task, closes.step);
    for (const holder of holdersNow(task, closes.step, closes.holders, closes.fixed))
      deciding.mail({
        template: 'step-closed-again',
        recipient: recipientOf(holder),
        tasks: [definition.title],
        task: task.task,
        item: closes.step,
      });
  }
  deciding.record({
    type: 'decision-taken-back',
    task: task.task,
    step: act.step,
    person: actor.person,
    ...(closes === undefined ? {} : { closes: closes.step }),
    ...(act.reason === undefined ? {} : { reason: act.reason }),
  });
  const found = definition.chain.find((s) => s.step === act.step);
  if (found !== undefined && deciding.state().clocks[clockId(task.task, act.step)] === undefined)
    startClock(deciding, found, task.task, act.step);
  return undefined;
}

/** Whether somebody has acted in the next step already. */
export function isTooLate({ data: { steps } }: TaskOf<'approval'>, step: ItemId): boolean {
  const next = nextStep(
    steps,
    steps.findIndex((s) => s.step === step),
  );
  return next !== undefined && wasActedIn(next);
}

const nextStep = (steps: readonly Step[], at: number): Step | undefined =>
  steps.slice(at + 1).find((s) => s.status !== 'passed-over');

const wasActedIn = ({ status, decisions, questions }: Step): boolean =>
  status === 'decided' || decisions.length > 0 || questions.length > 0;
