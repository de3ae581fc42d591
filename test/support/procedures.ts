import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { procedureSchema } from '../../domain/process/schema.ts';
import type { Procedure } from '../../domain/process/procedure.ts';

/** An example institution's procedure, as it is published. */
export const exampleProcedure = (institution: string, name: string): Procedure =>
  procedureSchema.parse(
    parse(readFileSync(new URL(`../../institutions/${institution}/procedures/${name}.yaml`, import.meta.url), 'utf8')),
  );
