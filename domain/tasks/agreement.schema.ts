import { z } from 'zod';
import { isPrintable, NOT_PRINTABLE } from '../text/printable.ts';
import { actOn, hash, taskBase } from '../process/fields.schema.ts';

/** Credits as people write them (7.5), kept in hundredths. */
const credits = z
  .number()
  .min(0)
  .max(300)
  .transform((ects) => Math.round(ects * 100));

export const agreementDefinition = z.strictObject({
  ...taskBase,
  kind: z.literal('agreement'),
  rules: z.strictObject({
    ects: z.strictObject({ min: credits, max: credits }).exactOptional(),
    mainUnitShare: z.int().min(0).max(100).exactOptional(),
  }),
});

const hundredths = z.int().min(0).max(30_000);
const printable = z.string().trim().min(1).refine(isPrintable, NOT_PRINTABLE);
const title = printable.max(500);
const code = z.string().trim().min(1).max(64);
const term = z.enum(['S1', 'S2', 'year']);

export const agreementActs = [
  z.strictObject({
    ...actOn('submit-agreement'),
    basedOn: hash.nullable(),
    content: z.strictObject({
      mainUnit: z.string().min(1).max(64),
      language: z.string().regex(/^[a-z]{2}$/, 'a language code of two letters'),
      languageLevel: z.enum(['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'native']),
      field: z
        .string()
        .regex(/^\d{2,4}$/, 'an ISCED-F code of two to four digits')
        .exactOptional(),
      components: z
        .array(
          z.union([z.strictObject({ course: code, term }), z.strictObject({ code, title, term, ects: hundredths })]),
        )
        .max(200),
      recognised: z
        .array(z.strictObject({ code: code.exactOptional(), title, ects: hundredths, automatic: z.boolean() }))
        .max(200),
      responsibleHome: z.strictObject({
        name: printable.max(200),
        email: z.email().max(254),
        position: printable.max(200).exactOptional(),
      }),
    }),
  }),
] as const;
