import type { Fault, Path } from '../problem.ts';
import type { Placed } from './walk.ts';

/** More than this nobody reads. */
const MOST_NAMED = 12;

/** A name that is no task. @param known those that could stand there */
export const unknownTask = (path: Path, name: string, known: readonly Placed[]): Fault => ({
  code: 'unknown-task',
  path,
  message: `There is no task “${name}”.`,
  hint:
    known.length === 0
      ? 'This procedure has no task that could stand here.'
      : `It could be ${known
          .slice(0, MOST_NAMED)
          .map((one) => one.definition.task)
          .join(', ')}${known.length > MOST_NAMED ? ', …' : ''}.`,
});
