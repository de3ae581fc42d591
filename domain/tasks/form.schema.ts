import { z } from 'zod';
import { actOn, condition, id, taskBase, text, version } from '../process/fields.schema.ts';

const field = z.strictObject({
  field: id,
  type: z.enum(['text', 'long-text', 'email', 'date', 'number', 'choice', 'yes-no', 'country', 'contact']),
  label: text,
  help: text.exactOptional(),
  required: z.boolean().default(false),
  when: condition.exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  choices: z
    .array(z.strictObject({ value: id, label: text }))
    .min(1)
    .max(200)
    .exactOptional(),
});

export const formDefinition = z.strictObject({
  ...taskBase,
  kind: z.literal('form'),
  by: id,
  fields: z.array(field).min(1).max(200),
});

const contact = z.strictObject({ name: z.string().max(200), email: z.string().max(254) });
const answer = z.union([z.string().max(20_000), z.number(), z.boolean(), contact]);

export const formActs = [z.strictObject({ ...actOn('submit-form'), version, answers: z.record(id, answer) })] as const;
