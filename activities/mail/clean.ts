/**
 * What people wrote, made fit for a mail. Line ends in a name would be headers of their own, direction controls could
 * turn the text around it, and any of it may be as long as a command.
 */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const BREAKS = /\r\n?|[\u0085\u2028\u2029]/g;
const CONTROLS = /[\p{Cc}\ufeff\ufff9-\ufffb]/gu;
const CONTROLS_BUT_NEWLINE = /(?!\n)[\p{Cc}\ufeff\ufff9-\ufffb]/gu;
/** More marks than any language stacks on one letter. */
const STACKED = /(\p{M}{4})\p{M}+/gu;
/** Letters that are read from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and others. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const MOST_WORDS = 2000;
const MOST_LINES = 60;

/** A name or a title: one line of at most `most` characters. */
export function oneLine(text: string, most = 100): string {
  const line = beginning(text, most * 8)
    .replace(DIRECTIONS, '')
    .replace(CONTROLS, ' ')
    .replace(/\s+/gu, ' ')
    .replace(STACKED, '$1')
    .trim();
  return isolated(cut(line, most));
}

/** The name of a person: no address of the web among them, which a mail program would make a link of. */
export const nameOf = (text: string): string => oneLine(text.replace(/:\/\/|[<>@]/g, ' ').replace(/\bwww\./gi, 'www '));

/** What somebody wrote, in its lines. @returns nothing when it is blank */
export function linesOf(text: string): string[] {
  const clean = beginning(text, MOST_WORDS * 8)
    .replace(BREAKS, '\n')
    .replace(DIRECTIONS, '')
    .replace(CONTROLS_BUT_NEWLINE, ' ')
    .replace(STACKED, '$1')
    .replace(/\n\s*\n\s*/g, '\n\n')
    .trim();
  if (clean === '') return [];
  const lines = cut(clean, MOST_WORDS).split('\n');
  const kept = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'] : lines;
  return kept.map((line) => isolated(line.trimEnd()));
}

const beginning = (text: string, units: number): string => text.slice(0, units).toWellFormed();

function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** Keeps text that runs from right to left from turning the sentence around it (Unicode Annex 9, first strong isolate). */
const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);

/** Whether this is one address that a mail server takes, and nothing else besides (RFC 5321, 4.5.3.1). */
export const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s\p{C}<>()[\]\\,;:@"]{1,64}@[^\s\p{C}<>()[\]\\,;:@"]+$/u.test(text);
