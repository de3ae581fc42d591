import { z } from 'zod';
import type { DueRule, UnitRule } from './procedure.ts';

/** The small pieces that every schema is made of. */
export const id = z
  .string()
  .regex(
    /^[a-z][a-zA-Z0-9-]{0,62}$/,
    'an id starts with a small letter and has letters, digits and hyphens, at most 63',
  );
export const text = z
  .record(z.string().regex(/^[a-z]{2,3}$/, 'a language code of two or three letters'), z.string().min(1).max(2000))
  .refine((t) => Object.keys(t).length > 0, 'a text in at least one language, like { en: …, fr: … }');
export const hash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 hexadecimal digits');
export const civilDate = z.iso.date();
export const words = (max: number): z.ZodString => z.string().max(max);

export const unitRule: z.ZodType<UnitRule> = z.enum(['institution', 'mobility.unit', 'agreement.mainUnit']);

const shortDue = z.string().regex(/^\d{1,4}d$/, 'days from opening, like 10d');
const longDue = z.union([
  z.strictObject({ days: z.int().min(0).max(2000), before: z.enum(['stay.start', 'stay.end']) }),
  z.strictObject({ days: z.int().min(0).max(2000), after: z.enum(['opening', 'stay.start', 'stay.end']) }),
]);
/** `10d`, `{ days: 90, before: stay.start }` or `{ days: 30, after: stay.end }`. */
export const dueRule = z.union([shortDue, longDue]).transform((due): DueRule => {
  if (typeof due === 'string') return { days: Number(due.slice(0, -1)), from: 'opening', direction: 'after' };
  return 'before' in due
    ? { days: due.days, from: due.before, direction: 'before' }
    : { days: due.days, from: due.after, direction: 'after' };
});

/** `14d`: days before the due date. */
export const remind = z.array(shortDue.transform((d) => Number(d.slice(0, -1)))).max(10);
export const consequence = z.union([z.strictObject({ escalate: id }), z.strictObject({ end: z.literal(true) })]);

/** What a definition says whatever its kind. */
export const taskBase = {
  task: id,
  title: text,
  help: text.exactOptional(),
  after: z.array(id).max(50).exactOptional(),
  due: dueRule.exactOptional(),
  remind: remind.exactOptional(),
  missed: consequence.exactOptional(),
};
export const roleRule = { by: id, at: unitRule.exactOptional() };

/** What an act on a task says whatever its kind. */
export const actOn = <T extends string>(type: T) => ({ type: z.literal(type), task: id });
export const version = z.int().min(1);
export const reason = z.string().max(20_000);
