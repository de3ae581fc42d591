import { z } from 'zod';
import { faultsOfIssues } from '../process/explain.ts';
import type { JsonSchema } from '../process/keys.ts';
import { readYaml } from '../process/locate.ts';
import { allowed, type Fault, type Problem } from '../process/problem.ts';
import { tasksOf, type Procedure } from '../process/procedure.ts';
import type { Behaviour } from './behaviour.ts';
import { behaviourFrom, behaviourSchema } from './behaviour.schema.ts';

/** The form of a behaviour's YAML, for editors that complete it. */
export const behaviourJsonSchema = (): JsonSchema => z.toJSONSchema(behaviourSchema, { io: 'input' });

/**
 * Reads a file that says how people behave, with the place of each problem.
 * @param file the name that problems are told with
 */
export function checkBehaviour(
  text: string,
  file: string,
  procedure: Procedure,
): { readonly problems: readonly Problem[]; readonly behaviour?: Behaviour } {
  const read = readYaml(text, file);
  if ('problems' in read) return read;
  const { value, problems: placed } = read.source;
  const parsed = behaviourSchema.safeParse(value);
  if (!parsed.success) return { problems: placed(faultsOfIssues(parsed.error.issues, value, behaviourJsonSchema())) };
  const problems = placed(unknownPlaces(procedure, Object.keys(parsed.data.steps ?? {})));
  return allowed(problems) ? { problems, behaviour: behaviourFrom(parsed.data) } : { problems };
}

/** What is said of a place that is not there would change nothing, unseen. */
function unknownPlaces(procedure: Procedure, places: readonly string[]): Fault[] {
  const known = tasksOf(procedure).flatMap((task) => [
    task.task,
    ...itemsOf(task).map((item) => `${task.task}/${item}`),
  ]);
  return places
    .filter((place) => !known.includes(place))
    .map((place) => ({
      code: 'unknown-place',
      path: ['steps'],
      key: place,
      message: `There is nothing called “${place}” in ${procedure.procedure}.`,
      hint: `It could be ${known.join(', ')}.`,
    }));
}

function itemsOf(task: ReturnType<typeof tasksOf>[number]): readonly string[] {
  switch (task.kind) {
    case 'approval':
      return task.chain.map(({ step }) => step);
    case 'documents':
      return task.documents.map(({ document }) => document);
    case 'signatures':
      return task.signers.map(({ signer }) => signer);
    default:
      return [];
  }
}
