import { z } from 'zod';
import type { RoleId } from '../ids.ts';
import { faultsOfIssues } from './explain.ts';
import type { JsonSchema } from './keys.ts';
import { readYaml } from './locate.ts';
import type { Procedure } from './procedure.ts';
import { allowed, type Fault, type Problem } from './problem.ts';
import { ambiguities } from './check/names.ts';
import { brokenReferences } from './check/references.ts';
import { strangers } from './check/roles.ts';
import { contradictions } from './check/sense.ts';
import { missingLanguages } from './check/languages.ts';
import { procedureSchema } from './schema.ts';

/** What a procedure is checked against, beside itself. */
export interface Surroundings {
  readonly languages: readonly string[];
  readonly roles: readonly RoleId[];
  /** The roles that somebody has; left out where nobody knows. */
  readonly held?: ReadonlySet<RoleId>;
}

export interface Checked {
  /** Whether it may be published. */
  readonly ok: boolean;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  /** Given when it has the form of a procedure, also when other things are wrong. */
  readonly procedure?: Procedure;
}

/** As JSON; what is published is checked against the same limit. */
const MOST_PROCEDURE_BYTES = 256 * 1024;

/** The form of a procedure's YAML, for editors that complete it. */
export const procedureJsonSchema = (): JsonSchema =>
  z.toJSONSchema(procedureSchema, { io: 'input', unrepresentable: 'any' });

/**
 * Checks a procedure before anybody depends on it: its YAML, its form, and whether it hangs together. With an
 * institution also its roles and languages.
 * @param file the name that problems are told with
 */
export function checkProcedure(text: string, file: string, institution?: Surroundings): Checked {
  const read = readYaml(text, file);
  if ('problems' in read) return { ok: false, problems: read.problems };
  const { value, problems: placed } = read.source;
  const parsed = procedureSchema.safeParse(value);
  if (!parsed.success)
    return { ok: false, problems: placed(faultsOfIssues(parsed.error.issues, value, procedureJsonSchema())) };
  const procedure = parsed.data;
  if (new TextEncoder().encode(JSON.stringify(procedure)).length > MOST_PROCEDURE_BYTES)
    return { ok: false, problems: placed([tooLarge]) };
  const faults = [
    ...ambiguities(procedure),
    ...brokenReferences(procedure),
    ...contradictions(procedure),
    ...missingLanguages(value, institution?.languages),
    ...(institution === undefined ? [] : strangers(procedure, institution)),
  ];
  const problems = placed(faults);
  return { ok: allowed(problems), problems, procedure };
}

const tooLarge: Fault = {
  code: 'procedure-too-large',
  path: [],
  message: `The procedure weighs more than ${String(MOST_PROCEDURE_BYTES / 1024)} KiB: every run of a file loads it.`,
  hint: 'Shorten its texts, or make two procedures of it.',
};
