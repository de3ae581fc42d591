import { Problem } from '../problem.ts';

const MOST_LEVELS = 32;

/** Refuses JSON that is nested deeper than anything of ours: it costs more to check than to send. @throws Problem 422 */
export function requireShallow(value: unknown): void {
  if (!isShallow(value, MOST_LEVELS))
    throw new Problem(422, 'too-deep', {
      en: `The JSON is nested more than ${MOST_LEVELS} levels deep.`,
      fr: `Le JSON est imbriqué sur plus de ${MOST_LEVELS} niveaux.`,
    });
}

const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1)));
