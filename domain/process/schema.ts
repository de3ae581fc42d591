import { z } from 'zod';
import type { TaskDefinition } from '../tasks/index.ts';
import { definitions } from '../tasks/schemas.ts';
import { id, lifeRule, stayRule, text } from './fields.schema.ts';
import type { Procedure } from './procedure.ts';

const monthDay = z
  .string()
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "a month and a day like '03-15', in quotes");

/** The YAML of a procedure, as administrators write it, read into its normalised form. */
export const procedureSchema = z.strictObject({
  procedure: id,
  title: text,
  for: z.enum(['student', 'intern', 'doctoral', 'staff']),
  office: id,
  nominations: z
    .array(z.strictObject({ from: monthDay, until: monthDay }))
    .min(1)
    .max(10)
    .exactOptional(),
  withdraw: z.strictObject(lifeRule).exactOptional(),
  extend: z.strictObject(stayRule).exactOptional(),
  shorten: z.strictObject(stayRule).exactOptional(),
  stages: z
    .array(
      z.strictObject({
        stage: id,
        title: text,
        tasks: z.array(z.discriminatedUnion('kind', definitions)).min(1).max(100),
      }),
    )
    .min(1)
    .max(50),
}) satisfies z.ZodType<Procedure>;

/** What zod reads is what the core takes: this line does not compile when they drift apart. */
export const taskSchema: z.ZodType<TaskDefinition> = z.discriminatedUnion('kind', definitions);
