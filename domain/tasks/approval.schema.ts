import { z } from 'zod';
import {
  actOn,
  consequence,
  dueRule,
  hash,
  id,
  reason,
  remind,
  roleRule,
  taskBase,
  text,
} from '../process/fields.schema.ts';

export const approvalDefinition = z.strictObject({
  ...taskBase,
  kind: z.literal('approval'),
  of: id.exactOptional(),
  samePerson: z.boolean().exactOptional(),
  chain: z
    .array(
      z.strictObject({
        ...roleRule,
        step: id,
        title: text.exactOptional(),
        need: z.int().min(1).max(50).exactOptional(),
        due: dueRule.exactOptional(),
        remind: remind.exactOptional(),
        missed: consequence.exactOptional(),
      }),
    )
    .min(1)
    .max(30),
});

export const approvalActs = [
  z.strictObject({
    ...actOn('decide-step'),
    step: id,
    round: z.int().min(1),
    subject: hash.exactOptional(),
    decision: z.enum(['approve', 'refuse', 'send-back', 'ask']),
    reason: reason.exactOptional(),
    to: id.exactOptional(),
  }),
] as const;
