import { z } from 'zod';
import { actOn, hash, id, reason, roleRule, taskBase, version } from '../process/fields.schema.ts';

export const gradesDefinition = z.strictObject({
  ...taskBase,
  ...roleRule,
  kind: z.literal('grades'),
  of: id,
  approve: z.strictObject(roleRule).exactOptional(),
  conversion: z
    .strictObject({
      method: z.enum(['max', 'min', 'mean', 'overlap-weighted', 'midpoint', 'largest-overlap']),
      minimum: z.int().min(0).max(1_000_000).default(0),
    })
    .exactOptional(),
});

export const gradesActs = [
  z.strictObject({
    ...actOn('enter-results'),
    version,
    results: z
      .array(
        z.strictObject({
          code: z.string().min(1).max(64),
          term: z.enum(['S1', 'S2', 'year']),
          status: z.enum(['passed', 'failed', 'absent']),
          grade: z.string().trim().min(1).max(64).exactOptional(),
        }),
      )
      .max(200),
  }),
  z.strictObject({
    ...actOn('approve-results'),
    results: hash,
    decision: z.enum(['approve', 'return']),
    reason: reason.exactOptional(),
  }),
] as const;
