import { z } from 'zod';

/** What `npm run demo -- --json` prints, and nothing else. */
export const told = z.strictObject({
  reference: z.string().regex(/^CAEN-\d{4}-\d{6}$/),
  status: z.literal('closed'),
  events: z.int().min(40),
  documents: z.array(z.strictObject({ name: z.string(), path: z.string(), sha256: z.string() })).min(3),
  seconds: z.number().positive().max(90),
});
export type Told = z.infer<typeof told>;
