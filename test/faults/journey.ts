import { setTimeout as sleep } from 'node:timers/promises';
import { Refused } from '../../dev/demo/browser.ts';
import { enrol, type Student } from '../../dev/demo/cast.ts';
import { addDays } from '../../domain/time/civil.ts';
import type { View } from '../../api/routes/mobility/view.schema.ts';
import type { Dice } from '../support/dice.ts';
import { nextAct, type Hands } from './acts.ts';
import type { Book } from './book.ts';
import { insist } from './insist.ts';
import type { Ground } from './instance.ts';
import { invited, repeat, sendAct, signedIn, type Person } from './people.ts';

/** The staff who work on every file. */
export interface Staff {
  readonly officer: Person;
  readonly coordinator: Person;
  readonly registry: Person;
}

export async function staffOf(ground: Ground, book: Book): Promise<Staff> {
  return {
    officer: await signedIn(ground, book, 'ines'),
    coordinator: await signedIn(ground, book, 'claire'),
    registry: await signedIn(ground, book, 'sophie'),
  };
}

/** One mobility under way, over HTTP. */
export interface Traveller {
  readonly reference: string;
  /** Goes to the end, whatever falls on the system meanwhile. */
  travel(): Promise<void>;
}

export interface JourneyOptions {
  readonly ground: Ground;
  readonly book: Book;
  readonly staff: Staff;
  /** Of this traveller, among those of the run. */
  readonly number: number;
  /** Now and then answered commands are sent again, and the stay is changed; nothing of it when left out. */
  readonly dice?: Dice;
}

/** Longer than the longest wait before an effect that failed is tried again. */
const PATIENCE_MS = 40 * 60_000;
const LOOK_AGAIN_MS = 150;
const ISSUED = 4;

/** One after the other: all are in one file. */
let enrolled = Promise.resolve();

/** Nominates a student of her own and lets her log in. */
export async function startJourney(options: JourneyOptions): Promise<Traveller> {
  const { ground, book, staff, number } = options;
  const student = studentOf(number);
  await (enrolled = enrolled.then(() => enrol(ground, student)));
  const reference = await nominated(options, student);
  const person = await signedIn(ground, book, student.person);
  const who: Who = { reference, person, home: { name: 'Rui Costa', email: `rui.${String(number)}@up.example` } };
  return { reference, travel: () => travel(options, who, [person, staff.officer, staff.coordinator, staff.registry]) };
}

interface Who {
  readonly reference: string;
  readonly person: Person;
  readonly home: { readonly name: string; readonly email: string };
}

function studentOf(number: number): Student {
  const id = String(number).padStart(9, '0');
  return {
    person: `ana-${id}`,
    given: 'Ana',
    family: 'Silva',
    email: `ana.silva.${id}@up.example`,
    esi: `urn:schac:personalUniqueCode:int:esi:up.example:${id}`,
  };
}

async function nominated({ book, staff }: JourneyOptions, student: Student): Promise<string> {
  const { given, family, email, esi } = student;
  const today = new Date().toISOString().slice(0, 10);
  const home = { name: 'Universidade do Porto', country: 'PT', erasmusCode: 'P  PORTO02' };
  const nomination = {
    given,
    family,
    email,
    esi,
    language: 'en',
    home,
    stay: { start: addDays(today, -120), end: today },
  };
  const { body } = await insist(book, `nominating ${student.person}`, () =>
    staff.officer.browser.post<{ items: { reference: string | null }[] }>('/api/nominations', {
      procedure: 'erasmus-study',
      nominations: [nomination],
    }),
  );
  const reference = body.items[0]?.reference;
  if (typeof reference !== 'string') throw new Error('The nomination gave no reference.');
  return reference;
}

async function travel(options: JourneyOptions, who: Who, people: Person[]): Promise<void> {
  const { ground, book, staff, dice } = options;
  const until = Date.now() + PATIENCE_MS;
  let partner: Person | undefined;
  for (;;) {
    let acted = false;
    for (const by of people) {
      const view = await viewOf(book, by, who.reference);
      if (view === null) continue;
      if (by === staff.officer && isOver(view)) return;
      if (partner === undefined && by === staff.officer && waitsForHome(view)) {
        partner = await invited(ground, book, who.home);
        if (partner !== undefined) people.push(partner);
      }
      if (by === staff.officer && dice?.oneIn(4) === true && mayChange(view)) await changeStay(options, who, view);
      const act = await nextAct(view, handsOf(options, who));
      if (act === undefined) continue;
      const sent = await sendAct(book, by, who.reference, act);
      if (dice?.oneIn(4) === true) await repeat(book, sent);
      acted = true;
      if (by === partner) people.splice(people.indexOf(by), 1);
    }
    if (Date.now() > until) throw new Error(`${who.reference} did not come to its end.`);
    if (!acted) await sleep(LOOK_AGAIN_MS);
  }
}

const isOver = ({ status, documents }: View): boolean =>
  status === 'closed' && documents.filter((d) => d.origin === 'issued').length >= ISSUED;

/** Until the departure is attested, dates may move. */
const mayChange = ({ status, stage, stay }: View): boolean =>
  status === 'open' && stage !== 'results' && stay.departed === undefined;

const waitsForHome = ({ waits }: View): boolean => waits.some((w) => w.what === 'sign' && w.item === 'home');

/** The file as somebody sees it; null before it was born, and while they have no part in it. */
const viewOf = (book: Book, by: Person, reference: string): Promise<View | null> =>
  insist(book, `looking at ${reference} as ${by.browser.name}`, () =>
    by.browser.get<View>(`/api/mobilities/${reference}`).catch((error: unknown) => {
      if (error instanceof Refused && error.status === 404) return null;
      throw error;
    }),
  );

async function changeStay({ book, staff, dice }: JourneyOptions, { reference }: Who, { stay }: View): Promise<void> {
  const end = addDays(stay.start, 110 + (dice?.int(10) ?? 0));
  await sendAct(book, staff.officer, reference, {
    type: 'change-stay',
    start: stay.start,
    end,
    reason: 'Another end.',
  });
}

function handsOf({ book }: JourneyOptions, { reference, person, home }: Who): Hands {
  return {
    coordinator: home,
    async upload(document, name, type, content) {
      const path = `/api/mobilities/${reference}/documents?task=papers&document=${document}`;
      const { id } = await insist(book, `uploading ${name} to ${reference}`, () =>
        person.browser.upload<{ id: string }>(path, name, type, content),
      );
      return id;
    },
  };
}
