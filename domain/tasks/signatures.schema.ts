import { z } from 'zod';
import { isPrintable, NOT_PRINTABLE } from '../text/printable.ts';
import { actOn, contactPath, hash, id, reason, roleRule, taskBase } from '../process/fields.schema.ts';

export const signaturesDefinition = z.strictObject({
  ...taskBase,
  kind: z.literal('signatures'),
  of: id,
  order: z.enum(['sequential', 'parallel']).default('sequential'),
  signers: z
    .array(
      z.union([
        z.strictObject({ signer: id, ...roleRule }),
        z.strictObject({
          signer: id,
          partner: contactPath,
        }),
      ]),
    )
    .min(1)
    .max(20),
});

const signer = id;
export const signaturesActs = [
  z.strictObject({ ...actOn('sign'), signer, revision: hash, shown: hash }),
  z.strictObject({ ...actOn('decline-signature'), signer, reason }),
  z.strictObject({ ...actOn('invite-again'), signer, reason }),
  z.strictObject({
    ...actOn('redirect-signer'),
    signer,
    name: z.string().trim().min(1).max(200).refine(isPrintable, NOT_PRINTABLE),
    email: z.email().max(254),
    reason,
  }),
  z.strictObject({ ...actOn('reopen-agreement'), reason }),
] as const;
