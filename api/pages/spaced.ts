import type { Language } from '../problem.ts';

/** French keeps « : », « ; », « ? », « ! » and quotation marks with their words: no line may begin or end with one. */
export const spaced = (text: string, language: Language): string =>
  language === 'fr' ? text.replaceAll(/ (?=[:;?!»])|(?<=«) /g, '\u00a0') : text;
