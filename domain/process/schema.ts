import { z } from 'zod';
import type { TaskDefinition } from '../tasks/index.ts';
import { definitions } from '../tasks/schemas.ts';
import { id, text } from './fields.schema.ts';
import type { Procedure } from './procedure.ts';

/** The YAML of a procedure, as administrators write it, read into its normalised form. */
export const procedureSchema = z.strictObject({
  procedure: id,
  title: text,
  for: z.enum(['student', 'intern', 'doctoral', 'staff']),
  office: id,
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
