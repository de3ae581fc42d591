import { fold } from './fold.ts';

/** The different words of a text, folded: what an index of words holds, and what a search looks up in it. */
export const wordsOf = (text: string): readonly string[] => [
  ...new Set(
    fold(text)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== ''),
  ),
];
