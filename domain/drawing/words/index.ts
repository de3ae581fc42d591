import type { Language } from '../diagram.ts';
import { en, type Words } from './en.ts';
import { fr } from './fr.ts';

/** A language whose words are missing does not compile. */
export const wordsIn: Readonly<Record<Language, Words>> = { en, fr };

export const isLanguage = (language: string): language is Language => Object.hasOwn(wordsIn, language);
