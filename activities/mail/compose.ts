import type { Text } from '../../domain/ids.ts';
import { clockId } from '../../domain/mobility/clocks.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import type { Clock, Mobility } from '../../domain/mobility/state.ts';
import { taskOf, tasksOf, type Procedure } from '../../domain/process/procedure.ts';
import { inLanguage } from '../../domain/text/in-language.ts';
import { linesOf, nameOf, oneLine } from './clean.ts';
import { htmlOf, textOf, type Letter } from './letter.ts';
import type { Reader } from './recipient.ts';
import { textsIn, type TaskTold, type Told } from './texts.ts';

export interface Composed {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Occasion {
  readonly file: Mobility;
  readonly procedure: Procedure;
  readonly institution: Text;
  readonly mail: MailRequest;
  readonly reader: Reader;
  readonly link: string | undefined;
}

/** Longer subjects are cut by mail programs in any case. */
export const SUBJECT = 150;

/** Writes a mail in its reader's language: what happened, what to do, by when, what happens otherwise, one link. */
export function compose(occasion: Occasion): Composed {
  const { mail, reader, link } = occasion;
  const texts = textsIn(reader.language);
  const quote = linesOf(mail.words ?? '');
  const told = toldOf(occasion, quote.length > 0, texts.date);
  const said = texts[mail.template](told);
  const letter: Letter = {
    language: reader.language,
    greeting: texts.greeting(nameOf(reader.name)),
    what: said.what.map(texts.typeset),
    list: (said.list ?? []).map(texts.typeset),
    sections: [],
    quote,
    next: said.next.map(texts.typeset),
    ...(link === undefined ? {} : { link: { says: said.link, url: link } }),
    closing: texts.closing(told),
  };
  return { subject: oneLine(texts.typeset(said.subject), SUBJECT), text: textOf(letter), html: htmlOf(letter) };
}

function toldOf(
  { file, procedure, institution, mail, reader }: Occasion,
  quotes: boolean,
  say: (date: string) => string,
): Told {
  const { reference, person } = file;
  const clocks: Clock[] = [];
  const tasks = (mail.tasks ?? []).map((title): TaskTold => {
    const clock = clockOf(file, procedure, title, mail);
    const shown = oneLine(inLanguage(title, reader.language), 300);
    if (clock === undefined) return { title: shown };
    clocks.push(clock);
    return { title: shown, date: say(clock.due.date) };
  });
  const date = mail.date === undefined ? tasks[0]?.date : say(mail.date);
  return {
    institution: oneLine(inLanguage(institution, reader.language) || file.institution, 200),
    reference,
    person: nameOf(`${person.given} ${person.family}`),
    to: reader.to,
    tasks,
    task: tasks[0]?.title ?? '',
    ...(date === undefined ? {} : { date }),
    ends: file.outcome === 'lapsed' || clocks.some((c) => c.consequence !== undefined && 'end' in c.consequence),
    ...answerOf(procedure, mail),
    text: mail.text === undefined ? [] : linesOf(inLanguage(mail.text, reader.language)),
    quotes,
  };
}

function answerOf(procedure: Procedure, { task = '' }: MailRequest): Pick<Told, 'answer'> {
  const definition = taskOf(procedure, task);
  return definition?.kind === 'message' ? { answer: definition.answer } : {};
}

/** The clock that runs for what the mail is about; of several tasks only the titles are known. */
function clockOf(
  { clocks, tasks }: Mobility,
  procedure: Procedure,
  title: Text,
  { task, item }: MailRequest,
): Clock | undefined {
  const named =
    task ?? tasksOf(procedure).find((t) => tasks[t.task]?.status === 'open' && sameText(t.title, title))?.task;
  if (named === undefined) return undefined;
  const clock = (item === undefined ? undefined : clocks[clockId(named, item)]) ?? clocks[named];
  return clock?.missed === true ? undefined : clock;
}

const sameText = (a: Text, b: Text): boolean => {
  const languages = Object.keys(a);
  return languages.length === Object.keys(b).length && languages.every((language) => a[language] === b[language]);
};
