import type { Db } from '../../../db/connect.ts';
import { DatabaseError } from '../../../db/errors.ts';
import { holdersOf, type RoleAt } from '../../../db/identity/holders.ts';
import type { Keys } from '../../../db/keys.ts';
import { openRequest } from '../../../db/records/outbox.ts';
import { readMobility } from '../../../db/records/read.ts';
import type { EffectId, PersonId, Reference } from '../../../domain/ids.ts';
import type { MailRequest } from '../../../domain/mobility/mail.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { outdated } from '../outdated.ts';
import { isAmong, saidLately, thingOf } from '../throttle.ts';
import { REMINDS } from '../when.ts';
import type { Gathered } from './take.ts';

/** One thing to tell. */
export interface Thing {
  readonly file: Mobility;
  readonly mail: MailRequest;
}

/** What became of what was gathered, when it is looked at again. */
export interface Things {
  readonly things: readonly Thing[];
  /** Rows of what is told; several may be of one thing. Those that there was no time to look at count as told. */
  readonly told: readonly EffectId[];
  /** Done meanwhile, told a short while ago, or nothing for this reader any more. */
  readonly over: readonly EffectId[];
  /** Cannot be read: each goes on by itself, and is reported like any other. */
  readonly broken: readonly EffectId[];
  /** Those that there was no time to look at. */
  readonly unread: number;
}

interface Reading {
  readonly db: Db;
  readonly keys: Keys;
  readonly reader: string;
  readonly now: Date;
  /** On the monotonic clock: a mail of too much is sent with what was read until then. */
  readonly until: number;
}

/** Looks at everything once more, file by file. @throws DatabaseError */
export async function thingsOf(on: Reading, rows: readonly Gathered[]): Promise<Things> {
  const lately = await saidLately(on.db, on.reader, on.now.toISOString());
  const things = new Map<string, Thing>();
  const told: EffectId[] = [];
  const over: EffectId[] = [];
  const broken: EffectId[] = [];
  let unread = 0;
  for (const [reference, ofFile] of Map.groupBy(rows, (row) => row.reference)) {
    if (performance.now() > on.until) {
      unread += ofFile.length;
      told.push(...ofFile.map(({ id }) => id));
      continue;
    }
    const { read, unreadable } = await readFile(on, reference, ofFile);
    broken.push(...unreadable);
    for (const { id, file, mail, isTheirs, key } of read) {
      if (!isTheirs || outdated(file, mail) || (REMINDS.has(mail.template) && isAmong(lately, key, reference, mail))) {
        over.push(id);
        continue;
      }
      const about = `${reference} ${mail.task === undefined ? id : thingOf(mail)}`;
      const before = things.get(about);
      if (before === undefined || weight(mail) >= weight(before.mail)) things.set(about, { file, mail });
      told.push(id);
    }
  }
  return { things: [...things.values()], told, over, broken, unread };
}

/** Of what is said of one thing, the gravest is told. */
const WEIGHTS = ['waits-for-you', 'reminder', 'deadline-missed', 'escalated'];
const weight = ({ template }: MailRequest): number => WEIGHTS.indexOf(template);

async function readFile({ db, keys, now }: Reading, reference: Reference, rows: readonly Gathered[]) {
  try {
    const key = await keys.existingKey(db, reference);
    const file = (await readMobility(db, keys, reference))?.state;
    if (file == null) throw new TypeError(`${reference} has no state.`);
    const opened = rows.map((row) => ({ id: row.id, mail: opening(() => openRequest(key, row.id, row.body)) }));
    const mails = opened.flatMap(({ id, mail }) => (mail === undefined ? [] : [{ id, mail }]));
    const theirs = await holding(
      db,
      file,
      mails.map(({ mail }) => mail),
      now,
    );
    return {
      read: mails.map(({ id, mail }) => ({ id, mail, file, key, isTheirs: theirs(mail) })),
      unreadable: opened.filter(({ mail }) => mail === undefined).map(({ id }) => id),
    };
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    return { read: [], unreadable: rows.map(({ id }) => id) };
  }
}

function opening(open: () => ReturnType<typeof openRequest>): MailRequest | undefined {
  try {
    const request = open();
    return request.kind === 'mail' ? request.mail : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a mail's reader still holds the role that they were to be told for, if for any. */
async function holding(
  db: Db,
  file: Mobility,
  mails: readonly MailRequest[],
  now: Date,
): Promise<(mail: MailRequest) => boolean> {
  const roles = new Map<string, RoleAt>();
  for (const { recipient } of mails)
    if (recipient.to === 'somebody' && recipient.as) roles.set(nameOf(recipient.as), recipient.as);
  const holders = await holdersOf(db, file, [...roles.values()], now);
  const held = new Map<string, readonly PersonId[]>([...roles.keys()].map((name, n) => [name, holders[n] ?? []]));
  return ({ recipient }) =>
    recipient.to !== 'somebody' ||
    recipient.as === undefined ||
    (held.get(nameOf(recipient.as)) ?? []).includes(recipient.person);
}

const nameOf = ({ role, unit }: RoleAt): string => `${role} ${unit}`;
