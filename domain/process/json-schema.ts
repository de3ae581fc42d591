import { z } from 'zod';
import type { JsonSchema } from './keys.ts';
import { procedureSchema } from './schema.ts';

let made: JsonSchema | undefined;

/** The form of a procedure's YAML; made once, since every problem asks it which keys are known. */
export function procedureJsonSchema(): JsonSchema {
  made ??= z.toJSONSchema(procedureSchema, { io: 'input', unrepresentable: 'any' });
  return made;
}
