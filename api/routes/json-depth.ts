import type { RequestHandler } from 'express';
import type { Text } from '../../domain/ids.ts';
import { Problem } from '../problem.ts';
import { pointer } from '../problem/faults.ts';

const MOST_LEVELS = 32;

/**
 * Refuses JSON that is well written and still does harm: nested deeper than anything of ours, which costs more to check
 * than to send; with a key `__proto__`, which is taken for the prototype wherever it is copied; with half a surrogate
 * pair, which has no canonical form (RFC 8785, 3.2.2.2) and could be neither hashed nor recorded.
 * @throws Problem 422, with a pointer to the place
 */
function requireShallow(value: unknown): void {
  visit(value, []);
}

/** Does so with the body of a request, once it was read. */
export const shallow: RequestHandler = (request, _response, next) => {
  requireShallow(request.body);
  next();
};

function visit(value: unknown, path: readonly string[]): void {
  if (typeof value === 'string' && !value.isWellFormed()) throw illFormed(path);
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= MOST_LEVELS) throw tooDeep();
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key];
    if (key === '__proto__') throw at(here, proto);
    if (!key.isWellFormed()) throw illFormed(here);
    visit(inner, here);
  }
}

const proto: Text = { en: 'is not known here: leave it out', fr: "n'est pas connu ici : à retirer" };
const half: Text = {
  en: 'is not well-formed Unicode: it holds half of a surrogate pair',
  fr: "n'est pas de l'Unicode bien formé : il y a une moitié de paire de substitution",
};

const illFormed = (path: readonly string[]): Problem => at(path, half);

function at(path: readonly string[], why: Text): Problem {
  const field = pointer(path).toWellFormed();
  return new Problem(
    422,
    'invalid-input',
    { en: `“${field}” ${why['en'] ?? ''}.`, fr: `« ${field} » ${why['fr'] ?? ''}.` },
    { fields: [{ field, why }] },
  );
}

const tooDeep = (): Problem =>
  new Problem(422, 'too-deep', {
    en: `The JSON is nested more than ${MOST_LEVELS} levels deep.`,
    fr: `Le JSON est imbriqué sur plus de ${MOST_LEVELS} niveaux.`,
  });
