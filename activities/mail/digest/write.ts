import type { Text } from '../../../domain/ids.ts';
import { clockId } from '../../../domain/mobility/clocks.ts';
import { inLanguage } from '../../../domain/text/in-language.ts';
import { nameOf, oneLine } from '../clean.ts';
import { SUBJECT, type Composed } from '../compose.ts';
import { htmlOf, textOf, type Letter, type Section } from '../letter.ts';
import type { Reader } from '../recipient.ts';
import { textsIn, type ThingTold, type Urgency } from '../texts.ts';
import type { Thing } from './things.ts';

/** So many things in one mail; the rest are counted. */
export const MOST_TOLD = 100;
const ORDER: readonly Urgency[] = ['overdue', 'soon', 'new'];

export interface Contents {
  readonly things: readonly Thing[];
  /** Gathered and not looked at. */
  readonly unread: number;
  readonly reader: Reader;
  readonly institution: Text;
  /** The public address, without a slash at the end. */
  readonly url: string;
}

/** Writes the one mail of a day: what is overdue, what is due soon, what is new, the earliest first. */
export function write({ things, unread, reader, institution, url }: Contents): Composed {
  const texts = textsIn(reader.language);
  const all = things.map((thing) => ({ thing, urgency: urgencyOf(thing), date: dateOf(thing) ?? '9999' }));
  all.sort(
    (a, b) =>
      ORDER.indexOf(a.urgency) - ORDER.indexOf(b.urgency) ||
      compare(a.date, b.date) ||
      compare(a.thing.file.reference, b.thing.file.reference),
  );
  const shown = all.slice(0, MOST_TOLD);
  const told = {
    institution: oneLine(inLanguage(institution, reader.language), 200),
    to: reader.to,
    count: all.length + unread,
    overdue: all.filter(({ urgency }) => urgency === 'overdue').length,
  };
  const said = texts.digest(told);
  const sections = ORDER.flatMap((urgency): Section[] => {
    const lines = shown.filter((one) => one.urgency === urgency);
    if (lines.length === 0) return [];
    return [
      {
        title: texts.typeset(said.sections[urgency]),
        entries: lines.map(({ thing }) => {
          const told = toldOf(thing, reader, texts.date);
          return {
            title: told.title,
            says: texts.typeset(texts.thing(told)),
            url: `${url}/mobilities/${encodeURIComponent(thing.file.reference)}`,
          };
        }),
      },
    ];
  });
  const more = told.count - shown.length;
  const letter: Letter = {
    language: reader.language,
    greeting: texts.greeting(nameOf(reader.name)),
    what: said.what.map(texts.typeset),
    list: [],
    sections,
    quote: [],
    next: [...(more > 0 ? [said.more(more)] : []), ...said.next].map(texts.typeset),
    link: { says: said.link, url: `${url}/` },
    closing: said.closing,
  };
  return { subject: oneLine(texts.typeset(said.subject), SUBJECT), text: textOf(letter), html: htmlOf(letter) };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const clockOf = ({ file, mail: { task = '', item } }: Thing) => file.clocks[clockId(task, item)] ?? file.clocks[task];

function urgencyOf(thing: Thing): Urgency {
  const { template } = thing.mail;
  if (template === 'deadline-missed' || template === 'escalated' || clockOf(thing)?.missed === true) return 'overdue';
  return template === 'reminder' ? 'soon' : 'new';
}

const dateOf = (thing: Thing): string | undefined => thing.mail.date ?? clockOf(thing)?.due.date;

function toldOf(thing: Thing, reader: Reader, say: (date: string) => string): ThingTold {
  const { file, mail } = thing;
  const { given, family } = file.person;
  const date = dateOf(thing);
  return {
    title: oneLine(inLanguage(mail.tasks?.[0] ?? {}, reader.language) || (mail.task ?? file.reference), 300),
    reference: file.reference,
    person: nameOf(`${given} ${family}`),
    to: reader.to,
    template: mail.template,
    isOverdue: urgencyOf(thing) === 'overdue',
    isClosed: file.status === 'closed',
    ...(date === undefined ? {} : { date: say(date) }),
  };
}
