import type { Text } from '../../domain/ids.ts';

/** A column that holds `{ "en": …, "fr": … }`. @throws Error when it does not: the row was not written by us */
export function textOf(column: string): Text {
  const value: unknown = JSON.parse(column);
  if (!isText(value)) throw new Error('A text in several languages is not one.');
  return value;
}

/** The start of every text with this prefix, and what comes after all of them, for a range on an index. */
export const prefixRange = (prefix: string): readonly [string, string] => [prefix, `${prefix}\u{10ffff}`];

/** A text for LIKE … ESCAPE '!', taken literally. */
export const literally = (text: string): string => text.replace(/[!%_]/g, '!$&');

const isText = (value: unknown): value is Text =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((v) => typeof v === 'string');
