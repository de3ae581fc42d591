import type { MailTemplate } from '../../domain/mobility/mail.ts';
import { en } from './texts/en.ts';
import { fr } from './texts/fr.ts';

/** What the texts are told; every value is clean and in the language of the text. */
export interface Told {
  readonly institution: string;
  readonly reference: string;
  /** Given and family name of the person whose file it is. */
  readonly person: string;
  /** As whom the reader is addressed. */
  readonly to: 'person' | 'staff' | 'partner';
  /** What the mail is about, with the date it is due, if it is. */
  readonly tasks: readonly TaskTold[];
  /** The first title. */
  readonly task: string;
  /** The day it is due, as people say it. */
  readonly date?: string;
  /** When the date, or one of them, passes, the file ends. */
  readonly ends: boolean;
  /** What the procedure says in its own words. */
  readonly text: readonly string[];
  /** What a message of the procedure waits for. */
  readonly answer?: 'none' | 'read' | 'words';
  /** The mail quotes what somebody wrote. */
  readonly quotes: boolean;
}

export interface TaskTold {
  readonly title: string;
  readonly date?: string;
}

export interface Said {
  readonly subject: string;
  /** What happened. */
  readonly what: readonly string[];
  /** The things concerned, one a line. */
  readonly list?: readonly string[];
  /** After the quotation: what to do, by when, and what happens otherwise. */
  readonly next: readonly string[];
  /** What the link says. */
  readonly link: string;
}

export type Urgency = 'overdue' | 'soon' | 'new';

/** One thing of the mail that gathers a day's. */
export interface ThingTold extends Pick<Told, 'reference' | 'person' | 'to'> {
  readonly title: string;
  readonly template: MailTemplate;
  readonly date?: string;
  readonly isOverdue: boolean;
  /** The file ended because of it. */
  readonly isClosed: boolean;
}

/** The mail that gathers a day's things: what it says around them. */
export interface DigestSaid {
  readonly subject: string;
  readonly what: readonly string[];
  readonly sections: Readonly<Record<Urgency, string>>;
  /** That it does not name all. */
  readonly more: (count: number) => string;
  readonly next: readonly string[];
  readonly link: string;
  readonly closing: readonly string[];
}

export interface DigestTold extends Pick<Told, 'institution' | 'to'> {
  readonly count: number;
  readonly overdue: number;
}

export interface DigestTexts {
  readonly digest: (told: DigestTold) => DigestSaid;
  /** Whose file, what is asked, by when. */
  readonly thing: (told: ThingTold) => string;
}

export interface Texts extends DigestTexts, Record<MailTemplate, (told: Told) => Said> {
  readonly greeting: (name: string) => string;
  /** The last lines of every mail. */
  readonly closing: (told: Told) => readonly string[];
  /** Puts the spaces that a line must not break at. */
  readonly typeset: (text: string) => string;
  /** A civil date as people say it. */
  readonly date: (date: string) => string;
}

const all = { en, fr } satisfies Record<string, Texts>;
export type Language = keyof typeof all;

/** The language of ours that is asked for (`fr-CA` is `fr`), else English. */
export const languageOf = (asked: string): Language => (/^fr\b/i.test(asked) ? 'fr' : 'en');

export const textsIn = (language: Language): Texts => all[language];
