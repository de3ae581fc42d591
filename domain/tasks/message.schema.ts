import { z } from 'zod';
import { actOn, contactPath, reason, roleRule, taskBase, text, version } from '../process/fields.schema.ts';

export const messageDefinition = z.strictObject({
  ...taskBase,
  kind: z.literal('message'),
  to: z.union([z.literal('person'), z.strictObject(roleRule), z.strictObject({ partner: contactPath })]),
  text,
  answer: z.enum(['none', 'read', 'words']).default('none'),
});

export const messageActs = [
  z.strictObject({ ...actOn('answer-message'), version, words: reason.exactOptional() }),
] as const;
