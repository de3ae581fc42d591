import { z } from 'zod';
import { Problem } from '../problem.ts';

/** Forms that many routes share. */
export const reference = z.string().regex(/^[A-Z0-9][A-Z0-9-]{2,63}$/, 'must be a reference like CAEN-2026-000123');
export const institutionId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be the short name of an institution, like caen');
export const slug = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/, 'must be an id: letters, digits, dots and hyphens');
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in 64 hexadecimal digits');
export const instant = z.iso.datetime();
export const civilDate = z.iso.date();
export const text = z.record(z.string(), z.string()).describe('A text by language code');
export const search = z.string().trim().min(1).max(100);

/** The query of a list: how many rows, and where the page before ended. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  after: z.string().max(2000).optional().describe('`next` of the page before'),
};

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(items: T) =>
  z.object({ items: z.array(items), next: z.string().nullable() });

/** The page, or the problem that its cursor was not one of ours. @throws Problem 422 */
export function found<T>(page: T | null): T {
  if (page !== null) return page;
  const why = {
    en: 'must be `next` of a page of this same list',
    fr: 'doit être le `next` d’une page de cette même liste',
  };
  throw new Problem(
    422,
    'invalid-input',
    { en: `“after” ${why.en}.`, fr: `« after » ${why.fr}.` },
    { fields: [{ field: 'query/after', why }] },
  );
}
