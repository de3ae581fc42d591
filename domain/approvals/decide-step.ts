import type { Deciding } from '../mobility/deciding.ts';
import { newestRevision } from '../mobility/agreement.ts';
import { sendBack } from '../mobility/progress.ts';
import { recipientOf } from '../mobility/recipient.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { ApprovalDefinition, DecideStep, Decision, Step } from '../tasks/approval.ts';
import type { TaskOf } from '../tasks/index.ts';
import { hasDecided, partnerHasDecided } from './has-decided.ts';
import { openNext } from './open-step.ts';
import { seatFor } from './seat.ts';
import { settledBy } from './tally.ts';

/** Why a step cannot be decided so, or the step. */
export function openStepFor(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskOf<'approval'>,
  act: Pick<DecideStep, 'step' | 'round' | 'subject'>,
): Step | Refusal {
  const step = task.data.steps.find((s) => s.step === act.step);
  if (step === undefined) return refuse('unknown-item', { item: act.step, task: task.task }, 'step');
  if (act.round !== task.round) return refuse('stale-version', {}, 'round');
  if (step.status !== 'open') return refuse('item-not-open', { item: act.step }, 'step');
  if (act.subject === task.data.subject) return step;
  const current = definition.of === undefined ? undefined : newestRevision(deciding.state(), definition.of);
  return refuse('stale-subject', { current: String(current?.revision ?? 0) }, 'subject');
}

/** One decision on a step; when it settles the step, the chain goes on, ends, or goes back. */
export function decideStep(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskOf<'approval'>,
  act: DecideStep,
  decision: Decision,
): Refusal | undefined {
  const step = openStepFor(deciding, definition, task, act);
  if ('refused' in step) return step;
  if (decision !== 'approve' && (act.reason ?? '').trim() === '') return refuse('reason-missing', {}, 'reason');
  const { actor } = deciding;
  if (actor.kind === 'system') return refuse('forbidden');
  if (actor.kind === 'person' && hasDecided(definition, task, act.step, [actor.person, deciding.by.lentBy]))
    return refuse('already-decided-by-you');
  if (actor.kind === 'partner' && partnerHasDecided(step, actor.email)) return refuse('already-decided-by-you');
  const seat = seatFor(actor, step, deciding.state());
  if (typeof seat === 'object') return seat;
  if (decision === 'send-back') {
    if (act.to === undefined) return refuse('missing-answer', { field: 'to' }, 'to');
    const refused = sendBack(deciding, task.task, act.to, act.reason ?? '');
    if (refused !== undefined) return refused;
  }
  record(deciding, definition, task, step, {
    decision,
    ...(actor.kind === 'person' ? { person: actor.person } : { partner: actor.email }),
    ...(seat === undefined ? {} : { seat }),
    ...(act.subject === undefined ? {} : { subject: act.subject }),
    ...(act.reason === undefined ? {} : { reason: act.reason }),
  });
  return undefined;
}

/** The decision that a procedure makes by itself when nobody decided in time. */
export function decideByDefault(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskOf<'approval'>,
  step: Step,
  decision: 'approve' | 'refuse',
): void {
  const { subject } = task.data;
  record(deciding, definition, task, step, {
    decision,
    byDefault: true,
    ...(subject === undefined ? {} : { subject }),
  });
}

interface Made {
  readonly decision: Decision;
  readonly person?: string;
  readonly partner?: string;
  readonly seat?: number;
  readonly subject?: string;
  readonly reason?: string;
  readonly byDefault?: true;
}

function record(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskOf<'approval'>,
  step: Step,
  made: Made,
): void {
  const { decision } = made;
  const decisions = [...step.decisions, { decision, at: deciding.at }];
  const settles = decision === 'send-back' || made.byDefault === true ? decision : settledBy({ ...step, decisions });
  deciding.record({ type: 'step-decided', task: task.task, step: step.step, ...made, settles });
  if (settles === 'nothing') return;
  if (step.fixed === true) tellOthers(deciding, definition, task, step, made.person);
  if (settles === 'refuse') refused(deciding, definition, task, made.reason ?? '');
  if (settles === 'approve') openNext(deciding, definition, task.task);
}

/** It ends there, or goes back to where the procedure says. */
function refused(
  deciding: Deciding,
  { title, refused }: ApprovalDefinition,
  { task }: TaskOf<'approval'>,
  reason: string,
): void {
  if (typeof refused === 'object' && sendBack(deciding, task, refused.backTo, reason) === undefined) return;
  deciding.mail({ template: 'refused', recipient: { to: 'person' }, tasks: [title], words: reason });
  deciding.record({ type: 'mobility-closed', outcome: 'refused' });
}

/** Members who need not decide any more are told. */
function tellOthers(
  deciding: Deciding,
  { title }: ApprovalDefinition,
  { task }: TaskOf<'approval'>,
  { step, holders, decisions }: Step,
  person: string | undefined,
): void {
  const done = new Set([person, ...decisions.map((d) => d.person)]);
  for (const holder of holders) {
    if (holder.by !== 'member' || done.has(holder.person)) continue;
    deciding.mail({
      template: 'decided-without-you',
      recipient: recipientOf(holder),
      tasks: [title],
      task,
      item: step,
    });
  }
}
