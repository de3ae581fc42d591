import { clockId, pauseClock, resumeClock } from '../mobility/clocks.ts';
import type { Deciding } from '../mobility/deciding.ts';
import { holdersNow } from '../mobility/handed.ts';
import { recipientOf } from '../mobility/recipient.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { AnswerQuestion, ApprovalDefinition, DecideStep } from '../tasks/approval.ts';
import type { TaskOf } from '../tasks/index.ts';
import { openStepFor } from './decide-step.ts';

/** Asks the person something; the step stays open, and its clock stands still until they answer. */
export function askQuestion(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskOf<'approval'>,
  act: DecideStep,
): Refusal | undefined {
  const step = openStepFor(deciding, definition, task, act);
  if ('refused' in step) return step;
  const question = act.reason ?? '';
  if (question.trim() === '') return refuse('reason-missing', {}, 'reason');
  if (step.questions.some((q) => q.answer === undefined))
    return refuse('not-ready', { why: 'a question waits for its answer already' }, 'step');
  deciding.record({ type: 'information-asked', task: task.task, step: act.step, question });
  pauseClock(deciding, clockId(task.task, act.step));
  deciding.mail({
    template: 'information-asked',
    recipient: { to: 'person' },
    tasks: [definition.title],
    task: task.task,
    words: question,
  });
  return undefined;
}

/** The person's answer: those who decide are told, and their time goes on. */
export function answerQuestion(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskOf<'approval'>,
  { step: id, round, answer }: AnswerQuestion,
): Refusal | undefined {
  const step = task.data.steps.find((s) => s.step === id);
  if (step === undefined) return refuse('unknown-item', { item: id, task: task.task }, 'step');
  if (round !== task.round) return refuse('stale-version', {}, 'round');
  if (!step.questions.some((q) => q.answer === undefined)) return refuse('item-not-open', { item: id }, 'step');
  if (answer.trim() === '') return refuse('missing-answer', { field: 'answer' }, 'answer');
  deciding.record({ type: 'question-answered', task: task.task, step: id, answer });
  const found = definition.chain.find((s) => s.step === id);
  resumeClock(deciding, clockId(task.task, id), found ?? {});
  for (const holder of holdersNow(task, id, step.holders, step.fixed))
    deciding.mail({
      template: 'question-answered',
      recipient: recipientOf(holder),
      tasks: [definition.title],
      task: task.task,
      item: id,
    });
  return undefined;
}
