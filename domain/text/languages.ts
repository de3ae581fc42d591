import { fold } from './fold.ts';

/** Languages of instruction as exports name them: in French, in English, by their own name. */
const names: Readonly<Record<string, readonly string[]>> = {
  ar: ['arabe', 'arabic'],
  ca: ['catalan'],
  da: ['danois', 'danish', 'dansk'],
  de: ['allemand', 'german', 'deutsch'],
  el: ['grec', 'greek'],
  en: ['anglais', 'english'],
  es: ['espagnol', 'spanish', 'espanol', 'castellano'],
  fi: ['finnois', 'finnish', 'suomi'],
  fr: ['francais', 'french'],
  he: ['hebreu', 'hebrew'],
  it: ['italien', 'italian', 'italiano'],
  ja: ['japonais', 'japanese'],
  nl: ['neerlandais', 'dutch', 'nederlands'],
  no: ['norvegien', 'norwegian', 'norsk'],
  pl: ['polonais', 'polish', 'polski'],
  pt: ['portugais', 'portuguese', 'portugues'],
  ru: ['russe', 'russian'],
  sv: ['suedois', 'swedish', 'svenska'],
  zh: ['chinois', 'chinese', 'mandarin'],
};

const codes = new Map(Object.entries(names).flatMap(([code, words]) => [code, ...words].map((word) => [word, code])));

/** The ISO 639-1 code of a language that is named or coded, undefined when it is not one of those known. */
export const languageCode = (name: string): string | undefined => codes.get(fold(name));
