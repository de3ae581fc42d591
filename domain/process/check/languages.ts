import { fold } from '../../text/fold.ts';
import type { Fault, Path } from '../problem.ts';

/**
 * Texts that lack a language: who reads it would see another one. The title of the procedure says which there are;
 * an institution may ask for more.
 */
export function missingLanguages(value: unknown, wanted: readonly string[] = []): Fault[] {
  const texts = textsIn(value, []);
  const title = texts.find(({ path }) => path.join('/') === 'title');
  const own = Object.keys(title?.text ?? {});
  const missing = wanted.filter((language) => !own.includes(language));
  return [
    ...missing.map((language): Fault => ({
      severity: 'warning',
      code: 'institution-language-missing',
      path: ['title'],
      message: `The institution’s pages are also in ${language}, this procedure is not.`,
      hint: `Add “${language}: …” to every text.`,
    })),
    ...texts.flatMap(({ path, text }) =>
      own
        .filter((language) => !Object.hasOwn(text, language) || fold(String(text[language])) === '')
        .map((language): Fault => ({
          code: 'language-missing',
          path,
          message: `This text is not given in ${language}.`,
          hint: `Add “${language}: …”, as in the title.`,
        })),
    ),
  ];
}

export interface FoundText {
  readonly path: Path;
  readonly text: Readonly<Record<string, unknown>>;
}

/** Every text in several languages, by the names that such texts have. */
export function textsIn(value: unknown, path: Path): FoundText[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return ['title', 'help', 'label', 'name', 'text'].includes(key) && isText(inner)
      ? [{ path: place, text: inner }]
      : textsIn(inner, place);
  });
}

const isText = (value: unknown): value is FoundText['text'] =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
