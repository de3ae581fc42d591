import type { z } from 'zod';
import { problemOfInput } from '../problem.ts';

/** Input that has the form asked for. @throws Problem 422 with each fault; `within` says where it is */
export function checked<T>(schema: z.ZodType<T>, input: unknown, within?: string): T {
  const read = schema.safeParse(input);
  if (!read.success) throw problemOfInput(read.error, within);
  return read.data;
}
