import { taskOf } from '../process/procedure.ts';
import type { Deciding } from './deciding.ts';
import type { Recipient } from './mail.ts';
import { recipientOf } from './recipient.ts';
import type { Clock, Mobility } from './state.ts';
import { waitsOfTask } from './waits.ts';

/** Those for whom the task, or the one thing in it that the clock is about, waits now. */
export function recipientsOf(state: Mobility, { task: id, item }: Pick<Clock, 'task' | 'item'>): readonly Recipient[] {
  const task = state.tasks[id];
  if (task?.status !== 'open') return [];
  const found = new Map<string, Recipient>();
  for (const wait of waitsOfTask(task))
    if (item === undefined || wait.item === item)
      for (const recipient of wait.holders.map(recipientOf)) found.set(JSON.stringify(recipient), recipient);
  return [...found.values()];
}

/** Writes to somebody about what a clock counts for. */
export function tellAbout(
  deciding: Deciding,
  template: 'reminder' | 'deadline-missed' | 'escalated' | 'waits-for-you',
  recipient: Recipient,
  { task, item, due }: Pick<Clock, 'task' | 'item'> & { readonly due?: Clock['due'] },
): void {
  const title = taskOf(deciding.procedure, task)?.title;
  deciding.mail({
    template,
    recipient,
    tasks: title === undefined ? [] : [title],
    task,
    ...(item === undefined ? {} : { item }),
    ...(due === undefined ? {} : { date: due.date }),
  });
}
