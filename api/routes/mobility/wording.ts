import type { Text } from '../../../domain/ids.ts';
import type { MobilityEvent } from '../../../domain/mobility/events.ts';
import { inLanguage } from '../../../domain/text/in-language.ts';
import type { Titles } from '../../../db/queries/procedures.ts';
import { withFirst } from '../../french-date.ts';
import { alike, type Names } from './names.ts';

export interface Wording {
  readonly titles: Titles;
  readonly names: Names;
  /** Who is to sign, by `task/signer`, as far as it is certain for every moment of the file. */
  readonly signers: Readonly<Record<string, Text>>;
}

/** A sentence in both languages, and the facts in it; null when it is not for the reader. */
export type Said = readonly [en: string, fr: string, facts?: Readonly<Record<string, string | number>>] | null;
export type Event<T extends MobilityEvent['type']> = Extract<MobilityEvent, { type: T }>;

export interface Pair {
  readonly en: string;
  readonly fr: string;
}

export function quoted(text: Text): Pair {
  const { en, fr } = plain(text);
  return { en: `“${en}”`, fr: `« ${fr} »` };
}

export function plain(text: Text): Pair {
  return { en: inLanguage(text, 'en'), fr: inLanguage(text, 'fr') };
}

/** A civil date as people write it. */
export function day(date: string): Pair {
  const said = (locale: string): string =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
  return { en: said('en-GB'), fr: withFirst(said('fr-FR')) };
}

export function role({ role: id }: { readonly role: string }, { names }: Wording): Pair {
  const text = names.roles[id] ?? alike(id);
  return { en: text['en'] ?? id, fr: text['fr'] ?? id };
}
