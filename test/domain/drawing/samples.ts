import { readFileSync } from 'node:fs';
import { checkProcedure } from '../../../domain/process/check.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import { exampleProcedure } from '../../support/procedures.ts';

const file = new URL('everything.yaml', import.meta.url);

/** A procedure with everything that a drawing must show; it may be published. */
export function everything(): Procedure {
  const { ok, procedure, problems } = checkProcedure(readFileSync(file, 'utf8'), 'everything.yaml');
  if (!ok || procedure === undefined) throw new Error(JSON.stringify(problems));
  return procedure;
}

export const samples: readonly (readonly [name: string, procedure: Procedure])[] = [
  ['Caen', exampleProcedure('caen', 'erasmus-study')],
  ['Nordhavn', exampleProcedure('nordhavn', 'erasmus-study')],
  ['everything', everything()],
];
