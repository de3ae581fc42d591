import { randomUUID } from 'node:crypto';
import { openBrowser, Refused, type Browser } from '../../dev/demo/browser.ts';
import { mails } from '../../dev/demo/mails.ts';
import { hashOf } from '../../domain/hash.ts';
import type { PublicAct } from '../../domain/mobility/acts.schema.ts';
import type { Answer } from '../../domain/mobility/commands.ts';
import type { Book, SentCommand } from './book.ts';
import { insist } from './insist.ts';
import type { Ground } from './instance.ts';

/** Somebody with a browser. */
export interface Person {
  readonly browser: Browser;
  /** As commands' ids have it. */
  readonly id: string;
}

/** Logs in as a demo person, through any outage. */
export async function signedIn(ground: Ground, book: Book, person: string): Promise<Person> {
  const query = new URLSearchParams({ institution: 'caen', hint: person, next: '/me' }).toString();
  return insist(book, `logging in as ${person}`, async () => {
    const browser = openBrowser(ground.url, person);
    await browser.visit(`/login/local?${query}`);
    await browser.signedIn();
    const { person: id } = await browser.get<{ person: string }>('/api/session');
    return { browser, id: `person:${id}` };
  });
}

/** Opens the one-time link that was sent to a partner, once it has come. */
export async function invited(
  ground: Ground,
  book: Book,
  { name, email }: { name: string; email: string },
): Promise<Person | undefined> {
  const mail = (await mails(ground)).find((one) => one.to.includes(email) && one.text.includes('/link#'));
  const token = /\/link#([A-Za-z0-9_-]+)/.exec(mail?.text ?? '')?.[1];
  if (token === undefined) return undefined;
  return insist(book, `opening the link of ${name}`, async () => {
    const browser = openBrowser(ground.url, name);
    await browser.post('/api/links', { token, name }, { Origin: ground.url });
    await browser.signedIn();
    return { browser, id: `partner:${email}` };
  });
}

/** The id that the API makes of an act's sender, mobility and key. */
export const commandIdOf = ({ by, reference, key }: SentCommand): string => hashOf([by.id, reference, key]);

/** Sends one act and insists, with the same key, until it is answered; a refusal is an answer. */
export async function sendAct(book: Book, by: Person, reference: string, act: PublicAct): Promise<SentCommand> {
  const command: SentCommand = { reference, key: randomUUID(), by, act };
  book.commands.push(command);
  try {
    command.answer = await answerTo(book, command);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    command.refused = /"code":"([a-z-]+)"/.exec(error.message)?.[1] ?? String(error.status);
    if (!isFair(command)) book.surprises.push(`${act.type} of ${by.browser.name}: ${error.message}`);
  }
  return command;
}

/** A person who was told nothing for a minute may learn that it was not done. */
const isFair = ({ refused }: SentCommand): boolean => refused === 'too-late';

/** Sends an answered command once more; it must be answered alike. */
export async function repeat(book: Book, command: SentCommand): Promise<void> {
  const { answer, act, by } = command;
  if (answer === undefined) return;
  const again = await answerTo(book, command);
  if (JSON.stringify(again) !== JSON.stringify(answer))
    book.surprises.push(
      `${act.type} of ${by.browser.name} was answered ${JSON.stringify(answer)}, then ${JSON.stringify(again)}`,
    );
}

const answerTo = (book: Book, { reference, key, by, act }: SentCommand): Promise<Answer> =>
  insist(book, `${act.type} by ${by.browser.name} on ${reference}`, async () => {
    const { status, body } = await by.browser.post<Answer>(`/api/mobilities/${reference}/acts`, act, {
      'Idempotency-Key': key,
    });
    return status === 202 ? undefined : body;
  });
