import { z } from 'zod';
import { actOn, civilDate, id, reason, unitRule } from '../process/fields.schema.ts';
import { taskActs } from '../tasks/schemas.ts';
import type { Act, SystemAct } from './commands.ts';

const effect = z.string().max(96);
const item = { item: id.exactOptional() };

/** Everything that a client may ask for. What only the system sends is not here, so nobody can send it. */
export const publicAct = z.discriminatedUnion('type', [
  ...taskActs,
  z.strictObject({ type: z.literal('withdraw'), reason }),
  z.strictObject({ type: z.literal('change-stay'), start: civilDate, end: civilDate, reason }),
  z.strictObject({ type: z.literal('ask-stay'), start: civilDate, end: civilDate, reason }),
  z.strictObject({ type: z.literal('refuse-stay'), reason }),
  z.strictObject({ ...actOn('begin-again'), reason }),
  z.strictObject({
    ...actOn('reassign'),
    ...item,
    to: z.union([
      z.strictObject({ role: id, at: unitRule.exactOptional() }),
      z.strictObject({ person: z.string().min(1).max(64) }),
    ]),
    reason,
  }),
  z.strictObject({ ...actOn('move-deadline'), ...item, date: civilDate, reason }),
  z.strictObject({ ...actOn('remind'), ...item }),
  z.strictObject({ type: z.literal('migrate'), version: z.int().min(1), reason }),
  z.strictObject({ type: z.literal('migrate-back'), reason }),
  z.strictObject({ type: z.literal('reopen'), reason, to: id.exactOptional() }),
  z.strictObject({ type: z.literal('retry-effect'), effect, reason }),
  z.strictObject({ type: z.literal('skip-effect'), effect, reason }),
  z.strictObject({ type: z.literal('resolve-incident'), incident: z.string().max(96), reason }),
]);

/** An act that passed the edge. */
export type PublicAct = Exclude<Act, SystemAct>;
