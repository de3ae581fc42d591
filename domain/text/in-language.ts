import type { Text } from '../ids.ts';

/** A text in a language, else in English, else in whichever it has; empty where it has none. */
export const inLanguage = (text: Text, language: string): string =>
  text[language] ?? text['en'] ?? Object.values(text)[0] ?? '';
