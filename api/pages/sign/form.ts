import { z } from 'zod';
import { hash, id, version } from '../../../domain/process/fields.schema.ts';
import type { PublicAct } from '../../../domain/mobility/acts.schema.ts';
import { keyForm } from '../../routes/mobility/idempotency.ts';
import type { Partner } from './asking.ts';

const words = z.string().trim().min(1).max(20_000);
const number = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .pipe(version);
const onStep = { key: keyForm, round: number, subject: hash.exactOptional() };

/** What the forms of the page send; what is signed, decided about or answered is named in each. */
export const linkForm = z.discriminatedUnion('decision', [
  z.strictObject({ key: keyForm, decision: z.literal('sign'), revision: hash, shown: hash }),
  z.strictObject({ key: keyForm, decision: z.literal('decline'), reason: words }),
  z.strictObject({ ...onStep, decision: z.literal('approve') }),
  z.strictObject({ ...onStep, decision: z.literal('refuse'), reason: words }),
  z.strictObject({ key: keyForm, decision: z.literal('answer'), version: number, words }),
  z.strictObject({ key: keyForm, decision: z.literal('read'), version: number }),
]);
export type LinkForm = z.output<typeof linkForm>;

/** The act that a form asks for, on what the link is bound to. */
export function actOfForm({ bound }: Partner, sent: LinkForm): PublicAct {
  const task = id.parse(bound.task);
  const item = id.parse(bound.item);
  switch (sent.decision) {
    case 'sign':
      return { type: 'sign', task, signer: item, revision: sent.revision, shown: sent.shown };
    case 'decline':
      return { type: 'decline-signature', task, signer: item, reason: sent.reason };
    case 'approve':
    case 'refuse':
      return {
        type: 'decide-step',
        task,
        step: item,
        round: sent.round,
        decision: sent.decision,
        ...(sent.subject === undefined ? {} : { subject: sent.subject }),
        ...('reason' in sent ? { reason: sent.reason } : {}),
      };
    case 'answer':
      return { type: 'answer-message', task, version: sent.version, words: sent.words };
    case 'read':
      return { type: 'answer-message', task, version: sent.version };
  }
}

/** What the page says afterwards, as its address has it. */
export const doneBy = {
  sign: 'signed',
  decline: 'declined',
  approve: 'approved',
  refuse: 'refused',
  answer: 'answered',
  read: 'read',
} as const satisfies Readonly<Record<LinkForm['decision'], string>>;
