import { z } from 'zod';
import { isEmail } from '../text/email.ts';
import type { Consequence, DateRule, LaterConsequence, Missed, UnitRule } from './procedure.ts';

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
export const email = z.string().max(254).refine(isEmail, 'an e-mail address like name@university.example');
/** A contact that was given in a form. */
export const contactPath = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9-]*\.[a-zA-Z][a-zA-Z0-9-]*$/, 'task.field of a contact in a form');

export const unitRule: z.ZodType<UnitRule> = z.enum(['institution', 'mobility.unit', 'agreement.mainUnit']);

/** An expression; what it says is checked with the whole procedure. */
export const condition = z.string().trim().min(1).max(500);

const dayCount = z.int().min(0).max(2000);
const shortDue = z.string().regex(/^\d{1,4}d$/, 'days from opening, like 10d');
/** `opening`, `stay.start`, `stay.end`, or a task: the day on which it was done. */
const anchor = z
  .string()
  .regex(/^(opening|stay\.start|stay\.end|[a-z][a-zA-Z0-9-]{0,62})$/, 'opening, stay.start, stay.end or a task');
const working = z.literal('working').exactOptional();
const longDue = z.union([
  z.strictObject({ days: dayCount, before: anchor, counting: working }),
  z.strictObject({ days: dayCount, after: anchor, counting: working }),
]);
const onDay = z.strictObject({ date: civilDate });
const anchorOf = (name: string): 'opening' | 'stay.start' | 'stay.end' | { readonly task: string } =>
  name === 'opening' || name === 'stay.start' || name === 'stay.end' ? name : { task: name };

/**
 * `10d`, `{ days: 90, before: stay.start }`, `{ days: 5, after: opening, counting: working }`,
 * `{ days: 30, after: admission }` (a task), `{ date: 2026-05-15 }`.
 */
export const dateRule = z.union([shortDue, longDue, onDay]).transform((rule): DateRule => {
  if (typeof rule === 'string') return { days: Number(rule.slice(0, -1)), from: 'opening', direction: 'after' };
  if ('date' in rule) return rule;
  const { days, counting } = rule;
  const counted = counting === undefined ? {} : { working: true as const };
  return 'before' in rule
    ? { days, from: anchorOf(rule.before), direction: 'before', ...counted }
    : { days, from: anchorOf(rule.after), direction: 'after', ...counted };
});

const days = shortDue.transform((d) => Number(d.slice(0, -1)));
/** `14d`: days before the due date. */
export const remind = z.array(days).max(10);
const consequences = [
  z.strictObject({ escalate: id, at: unitRule.exactOptional() }),
  z.strictObject({ handOver: id, at: unitRule.exactOptional() }),
  z.strictObject({ remindEvery: days.refine((n) => n > 0, 'at least 1d') }),
  z.strictObject({ decide: z.enum(['approve', 'refuse']) }),
  z.strictObject({ goOn: z.literal(true) }),
  z.strictObject({ close: z.literal(true) }),
  z.strictObject({ end: z.literal(true) }),
] as const;
const later = z.union([
  z.strictObject({ ...consequences[0].shape, days }),
  z.strictObject({ ...consequences[1].shape, days }),
  z.strictObject({ ...consequences[2].shape, days }),
  z.strictObject({ ...consequences[3].shape, days }),
  z.strictObject({ ...consequences[4].shape, days }),
  z.strictObject({ ...consequences[5].shape, days }),
  z.strictObject({ ...consequences[6].shape, days }),
]) satisfies z.ZodType<LaterConsequence>;
const one = z.union(consequences) satisfies z.ZodType<Consequence>;
/** One consequence at the due date, or a list of them with `days` after it: `[{ days: 0d, escalate: head }, …]`. */
export const missed: z.ZodType<Missed> = z.union([one, z.array(later).min(1).max(5)]);

const whom = z.array(id).min(1).max(20);
export const lifeRule = { by: whom, until: dateRule.exactOptional() };
export const stayRule = {
  ...lifeRule,
  ask: whom.exactOptional(),
  longest: z.int().min(1).max(2000).exactOptional(),
};
const repeat = z.strictObject({
  by: whom,
  until: dateRule.exactOptional(),
  times: z.int().min(1).max(50).exactOptional(),
  onRequest: z.literal(true).exactOptional(),
});

/** What a definition says whatever its kind. */
export const taskBase = {
  task: id,
  title: text,
  help: text.exactOptional(),
  after: z.array(id).max(50).exactOptional(),
  when: condition.exactOptional(),
  opens: dateRule.exactOptional(),
  due: dateRule.exactOptional(),
  remind: remind.exactOptional(),
  missed: missed.exactOptional(),
  visibility: z.enum(['everybody', 'staff']).exactOptional(),
  repeat: repeat.exactOptional(),
};
export const roleRule = { by: id, at: unitRule.exactOptional() };
export const holderRule = z.union([
  z.strictObject(roleRule),
  z.strictObject({ named: email }),
  z.strictObject({ partner: contactPath }),
]);

/** What an act on a task says whatever its kind. */
export const actOn = <T extends string>(type: T) => ({ type: z.literal(type), task: id });
export const version = z.int().min(1);
export const reason = z.string().max(20_000);
