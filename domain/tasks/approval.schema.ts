import { z } from 'zod';
import {
  actOn,
  condition,
  contactPath,
  dateRule,
  email,
  hash,
  holderRule,
  id,
  missed,
  reason,
  remind,
  roleRule,
  taskBase,
  text,
} from '../process/fields.schema.ts';

const stepBase = {
  step: id,
  title: text.exactOptional(),
  when: condition.exactOptional(),
  need: z.union([z.int().min(1).max(50), z.literal('all')]).exactOptional(),
  of: z.int().min(1).max(50).exactOptional(),
  veto: z.boolean().exactOptional(),
  due: dateRule.exactOptional(),
  remind: remind.exactOptional(),
  missed: missed.exactOptional(),
};

export const approvalDefinition = z.strictObject({
  ...taskBase,
  kind: z.literal('approval'),
  of: id.exactOptional(),
  samePerson: z.boolean().exactOptional(),
  refused: z.union([z.literal('end'), z.strictObject({ backTo: id })]).exactOptional(),
  chain: z
    .array(
      z.union([
        z.strictObject({ ...stepBase, ...roleRule }),
        z.strictObject({ ...stepBase, named: email }),
        z.strictObject({ ...stepBase, partner: contactPath }),
        z.strictObject({ ...stepBase, holders: z.array(holderRule).min(1).max(50) }),
      ]),
    )
    .min(1)
    .max(30),
});

const onStep = { step: id, round: z.int().min(1) };
export const approvalActs = [
  z.strictObject({
    ...actOn('decide-step'),
    ...onStep,
    subject: hash.exactOptional(),
    decision: z.enum(['approve', 'refuse', 'send-back', 'ask']),
    reason: reason.exactOptional(),
    to: id.exactOptional(),
  }),
  z.strictObject({ ...actOn('take-back'), ...onStep, reason: reason.exactOptional() }),
  z.strictObject({ ...actOn('answer-question'), ...onStep, answer: reason }),
] as const;
