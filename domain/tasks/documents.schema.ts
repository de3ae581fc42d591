import { z } from 'zod';
import { actOn, condition, id, reason, roleRule, taskBase, text } from '../process/fields.schema.ts';

export const documentsDefinition = z.strictObject({
  ...taskBase,
  kind: z.literal('documents'),
  documents: z
    .array(
      z.strictObject({
        document: id,
        title: text,
        help: text.exactOptional(),
        required: z.boolean().default(true),
        when: condition.exactOptional(),
      }),
    )
    .min(1)
    .max(50),
  review: z.strictObject(roleRule).exactOptional(),
});

const file = z.uuid();
export const documentsActs = [
  z.strictObject({ ...actOn('add-document'), document: id, file }),
  z.strictObject({
    ...actOn('review-document'),
    document: id,
    file,
    decision: z.enum(['accept', 'again']),
    reason: reason.exactOptional(),
  }),
] as const;
