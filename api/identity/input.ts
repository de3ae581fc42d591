import type { z } from 'zod';
import { problemOfInput } from '../problem.ts';

/** Input that has the form asked for. @throws Problem 422 with each fault; `within` says where it is */
export function checked<S extends z.ZodType>(schema: S, input: unknown, within?: string): z.output<S> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  throw problemOfInput(read.error, within);
}
