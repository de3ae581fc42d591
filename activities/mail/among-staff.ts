import { isForStaff } from '../../domain/authority/task-sight.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { waitsOf } from '../../domain/mobility/waits.ts';
import type { Text } from '../../domain/ids.ts';
import { taskOf, tasksOf, type Procedure } from '../../domain/process/procedure.ts';

/**
 * Whether a mail would tell the person or a partner of a task that staff keep among themselves. What waits for them in it
 * they are told of, and a message is written to be sent.
 */
export function isAmongStaff(
  procedure: Procedure,
  file: Mobility,
  { template, recipient, task = '' }: MailRequest,
): boolean {
  if (!isForStaff(taskOf(procedure, task)) || template === 'message') return false;
  const by = recipient.to === 'person' ? 'person' : recipient.to === 'address' ? 'partner' : undefined;
  if (by === undefined) return false;
  return !waitsOf(file).some((wait) => wait.task === task && wait.holders.some((holder) => holder.by === by));
}

/** A refusal in a chain of staff is told, its reason not: it was written for staff. The mail knows the chain by its title. */
export function withoutStaffWords(procedure: Procedure, mail: MailRequest): MailRequest {
  if (mail.template !== 'refused') return mail;
  const [title] = mail.tasks ?? [];
  const chains = tasksOf(procedure).filter(
    (t) => t.kind === 'approval' && title !== undefined && isSame(t.title, title),
  );
  if (chains.length === 0 || !chains.every(isForStaff)) return mail;
  const { words: _, ...rest } = mail;
  return rest;
}

const isSame = (a: Text, b: Text): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b).toSorted());
