import { z } from 'zod';
import { permissions } from '../authority/actor.ts';
import { civilDate, id, text } from '../process/fields.schema.ts';
import { regions } from '../time/holidays.ts';
import type { InstitutionDeclaration } from './declaration.ts';

const slug = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,23}$/,
    'an institution’s id starts with a small letter and has small letters, digits and hyphens, at most 24',
  );
const language = z.string().regex(/^[a-z]{2,3}$/, 'a language code of two or three letters');
const country = z.string().regex(/^[A-Z]{2}$/, 'a country code of two capital letters (ISO 3166-1)');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 21:00, in quotes');
const label = z.string().trim().min(1).max(64);
const name = z.string().trim().min(1).max(200);
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'a number like 12.5');

const dates = z.array(civilDate).max(2000);
const region = z.enum(regions);
const holidays = z.union([
  dates,
  region,
  z.strictObject({ of: region, also: dates.default([]), except: dates.default([]) }),
]);

const gradingTable = z.strictObject({
  id,
  title: text,
  version: z.string().min(1).max(40),
  scale: z.strictObject({
    order: z.enum(['best-first', 'worst-first']),
    grades: z
      .array(z.strictObject({ label, value: decimal.exactOptional(), passing: z.boolean() }))
      .min(1)
      .max(5000),
  }),
  counts: z.record(label, z.union([z.number(), decimal])),
  size: z.int().min(0).exactOptional(),
});

const demoPerson = z.strictObject({
  // Also the name that they have at the local OpenID provider, which is one for all institutions.
  person: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,33}$/, 'small letters, digits, dots and hyphens, at most 34'),
  given: name,
  family: name,
  email: z.email().max(254),
  language,
  kind: z.enum(['student', 'intern', 'doctoral', 'staff']),
  esi: z.string().min(1).max(255).exactOptional(),
  affiliation: name.exactOptional(),
  title: name.exactOptional(),
  grants: z
    .array(z.strictObject({ role: id, unit: id }))
    .max(50)
    .default([]),
});

/** The YAML of an institution, as administrators write it. */
export const institutionSchema = z.strictObject({
  institution: slug,
  code: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{1,15}$/, 'two to sixteen capital letters and digits: references begin with it'),
  name: text,
  languages: z.array(language).min(1).max(30),
  erasmusCode: z
    .string()
    .regex(/^[A-Z]{1,3} {1,2}[A-Z-]{3,10}\d{2,3}$/, 'an Erasmus code like F  CAEN01')
    .exactOptional(),
  country,
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'a colour like #b3202a, in quotes')
    .exactOptional(),
  calendar: z.strictObject({
    zone: z.string().min(1).max(64),
    holidays: holidays.default([]),
    closures: z
      .array(z.strictObject({ from: civilDate, until: civilDate }))
      .max(500)
      .default([]),
    quiet: z.strictObject({ from: time, until: time }).default({ from: '21:00', until: '07:00' }),
  }),
  units: z
    .array(
      z.strictObject({
        unit: id,
        parent: id.exactOptional(),
        name: text,
        codes: z.array(label).max(200).exactOptional(),
      }),
    )
    .min(1)
    .max(2000),
  roles: z
    .array(z.strictObject({ role: id, title: text, permissions: z.array(z.enum(permissions)).max(permissions.length) }))
    .min(1)
    .max(100),
  grading: z
    .strictObject({
      host: gradingTable,
      partners: z
        .array(z.strictObject({ for: z.array(z.string().trim().min(2).max(32)).min(1).max(500), table: gradingTable }))
        .max(1000)
        .default([]),
    })
    .exactOptional(),
  demo: z.strictObject({ people: z.array(demoPerson).max(200).default([]) }).exactOptional(),
}) satisfies z.ZodType<InstitutionDeclaration>;
