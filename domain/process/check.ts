import type { LocalDate } from '../time/civil.ts';
import { faultsOfIssues } from './explain.ts';
import { procedureJsonSchema } from './json-schema.ts';
import { readYaml } from './locate.ts';
import { MOST_PROCEDURE_BYTES, type Procedure } from './procedure.ts';
import { allowed, type Fault, type Problem } from './problem.ts';
import { ambiguities } from './check/names.ts';
import { brokenChains } from './check/chains.ts';
import { brokenConditions } from './check/conditions.ts';
import { brokenContacts } from './check/contacts.ts';
import { brokenDates } from './check/dates.ts';
import { missingLanguages } from './check/languages.ts';
import { senselessConsequences } from './check/late.ts';
import { tasksOf } from './check/order.ts';
import { unreachable } from './check/reach.ts';
import { brokenReferences } from './check/references.ts';
import { oddRules } from './check/requests.ts';
import { strangers } from './check/roles.ts';
import { endlessRounds } from './check/rounds.ts';
import { contradictions } from './check/sense.ts';
import type { Surroundings } from './check/surroundings.ts';
import { tooLate } from './check/too-late.ts';
import { procedureSchema } from './schema.ts';

export type { Surroundings } from './check/surroundings.ts';
export { procedureJsonSchema } from './json-schema.ts';

export interface Checked {
  /** Whether it may be published. */
  readonly ok: boolean;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  /** Given when it has the form of a procedure, also when other things are wrong. */
  readonly procedure?: Procedure;
}

/**
 * Checks a procedure before anybody depends on it: its YAML, its form, and whether it hangs together. With an
 * institution also its roles, who has them, and its languages.
 * @param file the name that problems are told with
 * @param today days that are past by then are told
 */
export function checkProcedure(text: string, file: string, institution?: Surroundings, today?: LocalDate): Checked {
  const read = readYaml(text, file);
  if ('problems' in read) return { ok: false, problems: read.problems };
  const { value, problems: placed } = read.source;
  const parsed = procedureSchema.safeParse(value);
  if (!parsed.success)
    return { ok: false, problems: placed(faultsOfIssues(parsed.error.issues, value, procedureJsonSchema())) };
  const procedure = parsed.data;
  if (new TextEncoder().encode(JSON.stringify(procedure)).length > MOST_PROCEDURE_BYTES)
    return { ok: false, problems: placed([tooLarge]) };
  const problems = placed([
    ...missingLanguages(value, institution?.languages),
    ...faultsIn(procedure, institution, today),
  ]);
  return { ok: allowed(problems), problems, procedure };
}

/** What is wrong with a procedure that has the right form, by its parts. */
function faultsIn(procedure: Procedure, institution: Surroundings | undefined, today: LocalDate | undefined): Fault[] {
  const tasks = tasksOf(procedure);
  return [
    ...ambiguities(procedure),
    ...brokenReferences(tasks),
    ...brokenContacts(tasks),
    ...brokenConditions(
      procedure,
      tasks,
      institution?.units?.map(({ unit }) => unit),
    ),
    ...unreachable(procedure, tasks),
    ...endlessRounds(tasks),
    ...brokenDates(procedure, tasks, today),
    ...tooLate(procedure, tasks),
    ...brokenChains(procedure),
    ...senselessConsequences(procedure),
    ...oddRules(procedure),
    ...contradictions(procedure),
    ...(institution === undefined ? [] : strangers(procedure, institution)),
  ];
}

const tooLarge: Fault = {
  code: 'procedure-too-large',
  path: [],
  message: `The procedure weighs more than ${String(MOST_PROCEDURE_BYTES / 1024)} KiB: every run of a file loads it.`,
  hint: 'Shorten its texts, or make two procedures of it.',
};
