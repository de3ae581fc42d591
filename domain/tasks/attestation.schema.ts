import { z } from 'zod';
import { actOn, civilDate, reason, roleRule, taskBase, version } from '../process/fields.schema.ts';

export const attestationDefinition = z.strictObject({
  ...taskBase,
  ...roleRule,
  kind: z.literal('attestation'),
  fact: z.enum(['arrived', 'departed']),
  certificate: z.boolean().default(false),
});

export const attestationActs = [
  z.strictObject({ ...actOn('attest'), version, date: civilDate, note: reason.exactOptional() }),
] as const;
