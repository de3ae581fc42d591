import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readMobility } from '../../db/records/read.ts';
import { selectOne } from '../../db/sql.ts';
import type { PublicAct } from '../../domain/mobility/acts.schema.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { addDays } from '../../domain/time/civil.ts';
import { person, signedIn, type Caller } from '../system/caller.ts';
import type { Ours } from '../system/ours.ts';

/** One mobility of the bench, and the student who is nominated in it. */
export interface Nominee {
  readonly reference: string;
  readonly email: string;
  /** The student signed in. */
  readonly student: () => Promise<Caller>;
}

const answer = z.object({ items: z.array(z.object({ reference: z.string() })) });
const PATIENCE_MS = 60_000;
/** Not more often: what the bench reads by itself is no part of either side. */
const LOOK_AGAIN_MS = 50;
let made = 0;

/** A stay that has just ended, so that everything can be attested today. */
const past = (): { start: string; end: string } => {
  const today = new Date().toISOString().slice(0, 10);
  return { start: addDays(today, -120), end: today };
};
/** A stay in half a year: nothing of it is due yet. */
export const coming = (): { start: string; end: string } => {
  const today = new Date().toISOString().slice(0, 10);
  return { start: addDays(today, 180), end: addDays(today, 480) };
};

/** Staff nominate so many (a hundred at most) over HTTP; the worker's sweep starts their runs. */
export async function nominate(ours: Ours, procedure: string, count: number, stay = past()): Promise<Nominee[]> {
  const officer = await ours.as('ines');
  const people = Array.from({ length: count }, () => {
    const number = String((made += 1)).padStart(6, '0');
    return { given: 'Ana', family: `Silva ${number}`, email: `ana.${number}@up.example` };
  });
  const { status, body } = await officer.post('/api/nominations', {
    procedure,
    nominations: people.map((one) => ({
      ...one,
      language: 'en',
      home: { name: 'Universidade do Porto', country: 'PT', coordinatorEmail: 'rui.costa@up.example' },
      stay,
    })),
  });
  if (status !== 201) throw new Error(`The nominations were refused: ${String(status)} ${JSON.stringify(body)}`);
  return answer.parse(body).items.map(({ reference }, n) => ({
    reference,
    email: people[n]?.email ?? '',
    student: async () => {
      const head = await selectOne<{ person: string }>(ours.db, 'SELECT person FROM heads WHERE reference = ?', [
        reference,
      ]);
      return signedIn(ours.db, ours.url, person(head?.person ?? ''));
    },
  }));
}

/** The state of a mobility once it is as wanted: read from the records, so that the API has the acts alone to do. */
export async function until(
  { db, keys }: Ours,
  reference: string,
  wanted: (state: Mobility) => boolean,
  what: string,
): Promise<Mobility> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const state = (await readMobility(db, keys, reference))?.state ?? undefined;
    if (state !== undefined && wanted(state)) return state;
    if (Date.now() > end) throw new Error(`${reference} did not come to: ${what}.`);
    await sleep(LOOK_AGAIN_MS);
  }
}

export const born = (ours: Ours, reference: string): Promise<Mobility> =>
  until(ours, reference, (state) => state.stage !== '', 'its birth');

/** Mobilities that are open and wait for their students. */
export async function openMobilities(ours: Ours, procedure: string, count: number): Promise<Nominee[]> {
  const nominees = await nominate(ours, procedure, count, coming());
  await Promise.all(nominees.map(({ reference }) => born(ours, reference)));
  return nominees;
}

/** The steps on one mobility: waiting for a state, and acting once a task is open. */
export function onFile(ours: Ours, reference: string) {
  const when = (wanted: (state: Mobility) => boolean, what: string): Promise<Mobility> =>
    until(ours, reference, wanted, what);
  const open = (task: string): Promise<Mobility> =>
    when((state) => state.tasks[task]?.status === 'open', `${task} being open`);
  return {
    when,
    open,
    act: async (who: Caller, task: string, make: (state: Mobility) => PublicAct): Promise<void> =>
      who.act(reference, make(await open(task))),
  };
}
