import { clockId } from '../../domain/mobility/clocks.ts';
import type { TaskId } from '../../domain/ids.ts';
import type { MailRequest, MailTemplate } from '../../domain/mobility/mail.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { waitsOf } from '../../domain/mobility/waits.ts';

/**
 * Whether a mail that waited (for the mail server, or a night) has nothing to say any more: word of something that
 * waits and is done, a reminder of it, or a link to sign for somebody who is no longer asked to, and must not get it.
 */
export function outdated(file: Mobility, mail: MailRequest): boolean {
  const { template, task = '', item, link, recipient } = mail;
  if (template === 'reminder') return file.clocks[clockId(task, item)] === undefined;
  if (TELLS_OF_A_MISS.has(template) && task !== '') return isSettled(file, task, item, recipient);
  if (link !== 'sign') return TELLS_OF_A_WAIT.has(template) && task !== '' && !stillWaits(file, task, mail);
  return (
    file.status === 'closed' ||
    recipient.to !== 'address' ||
    !waitsOf(file).some(
      (wait) =>
        wait.task === task &&
        wait.item === item &&
        wait.holders.some((holder) => holder.by === 'partner' && holder.email === recipient.email),
    )
  );
}

const TELLS_OF_A_MISS: ReadonlySet<MailTemplate> = new Set(['deadline-missed', 'escalated']);

/** Done late; or the file ended with it, which the person was told by a mail of its own. */
const isSettled = (
  file: Mobility,
  task: TaskId,
  item: MailRequest['item'],
  { to }: MailRequest['recipient'],
): boolean =>
  file.status === 'closed'
    ? file.outcome !== 'lapsed' || to === 'person'
    : file.clocks[clockId(task, item)] === undefined;

const TELLS_OF_A_WAIT: ReadonlySet<MailTemplate> = new Set(['waits-for-you', 'tasks-opened']);

/** What waits since later is something else: the next step of a task, or another round of it. */
const stillWaits = (file: Mobility, task: TaskId, { item, asked }: MailRequest): boolean =>
  waitsOf(file).some(
    (wait) =>
      wait.task === task && (item === undefined || wait.item === item) && (asked === undefined || wait.since <= asked),
  );
