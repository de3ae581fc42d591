import { clockId } from '../../domain/mobility/clocks.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { waitsOf } from '../../domain/mobility/waits.ts';

/**
 * Whether a mail that waited (for the mail server, or a night) has nothing to say any more: word of something that
 * waits and is done, a reminder of it, or a link to sign for somebody who is no longer asked to, and must not get it.
 */
export function outdated(file: Mobility, { template, task = '', item, link, recipient }: MailRequest): boolean {
  if (template === 'reminder') return file.clocks[clockId(task, item)] === undefined;
  if (template === 'waits-for-you' && task !== '')
    return !waitsOf(file).some((wait) => wait.task === task && (item === undefined || wait.item === item));
  if (link !== 'sign') return false;
  const signatures = file.tasks[task];
  const signer = signatures?.kind === 'signatures' ? signatures.data.signers.find((s) => s.signer === item) : undefined;
  return (
    file.status === 'closed' ||
    signatures?.status !== 'open' ||
    signer?.status !== 'invited' ||
    signer.holder.by !== 'partner' ||
    recipient.to !== 'address' ||
    signer.holder.email !== recipient.email
  );
}
