import { expect } from 'chai';
import { startMailer, type Mailer, type MailerDeps } from '../../../activities/mail/mailer.ts';
import { makeTransport } from '../../../activities/mail/transport.ts';
import { inTransaction, type Db } from '../../../db/connect.ts';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { commit } from '../../../db/records/commit.ts';
import { GENESIS } from '../../../db/records/chain.ts';
import { putInOutbox } from '../../../db/records/outbox.ts';
import { execute, executeAll, insert, selectOne } from '../../../db/sql.ts';
import type { Birth } from '../../../domain/mobility/commands.ts';
import type { MailRequest } from '../../../domain/mobility/mail.ts';
import type { TestDatabase } from '../../support/database.ts';
import { accepted, birthOf, calendar, start, system, type Driven } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { freshReference, unborn } from '../../support/records.ts';
import { startCatcher, type Catcher } from './catcher.ts';

export const procedure = exampleProcedure('caen', 'erasmus-study');
export const NOON = Date.parse('2026-03-02T12:00:00.000Z');
export const url = 'https://smile.example.org';
export const mailFrom = 'SMILE <smile@example.org>';
/** Each mail by itself, but for the night: how one mail fares. What is gathered is in `digest.test.ts`. */
export const alone = { url, mailFrom, mailGather: null, mailQuiet: true } as const;
export const hello: MailRequest = { template: 'completed', recipient: { to: 'person' } };

export interface OutboxRow {
  readonly status: string;
  readonly tries: number;
  readonly due_at: string;
  readonly last_error: string | null;
  readonly sent_at: string | null;
}

export interface Report {
  readonly effect: string;
  readonly institution: string;
  readonly code: string;
  readonly message: string;
}

/** A mailer's surroundings in one suite: a mail server, a clock that stands still, staff with roles. */
export function postOffice(database: TestDatabase) {
  const master = randomKey();
  const keys = makeKeys(master);
  let catcher: Catcher | undefined;
  let transport: ReturnType<typeof makeTransport> | undefined;
  let running: Mailer[] = [];
  let seq = 1000;

  const office = {
    master,
    keys,
    /** Milliseconds since 1970. */
    clock: NOON,
    said: [] as unknown[],
    reports: [] as Report[],
    get catcher(): Catcher {
      if (catcher === undefined) throw new Error('The mail server runs within a test only.');
      return catcher;
    },
    settings: () => ({ ...alone, smtpUrl: `smtp://127.0.0.1:${String(office.catcher.port)}` }),
    mailer: (more: Partial<MailerDeps> = {}): Mailer => {
      if (transport === undefined) throw new Error('A mailer runs within a test only.');
      const log = (...line: unknown[]): void => void office.said.push(line);
      const started = startMailer({
        db: database.db(),
        keys,
        settings: office.settings(),
        transport,
        now: () => new Date(office.clock),
        onUndelivered: (_reference, institution, effect, failure) => {
          office.reports.push({ effect, institution, ...failure });
          return Promise.resolve();
        },
        log: { info: log, warn: log, error: log },
        ...more,
      });
      running.push(started);
      return started;
    },
    stopAll: async (): Promise<void> => {
      await Promise.all(running.map((one) => one.stop()));
    },
    /** A mobility in the records, with no mail waiting. */
    file: async (change: Partial<Birth['person']> = {}): Promise<string> => {
      const reference = freshReference();
      const birth = birthOf(procedure);
      const command = await unborn(database.db(), keys, reference, procedure, birth);
      const driven = start(procedure);
      accepted(driven, system, command.act);
      // Past the door, which takes no such names: what stands in the records may be older than the door.
      driven.events.forEach((recorded, n) => {
        const { event } = recorded;
        if (event.type === 'mobility-created')
          driven.events[n] = { ...recorded, event: { ...event, person: { ...event.person, ...change } } };
      });
      await office.record(driven, reference);
      await execute(database.db(), "UPDATE outbox SET status = 'settled' WHERE reference = ?", [reference]);
      return reference;
    },
    record: async (driven: Driven, reference: string): Promise<void> => {
      const { status } = await commit(database.db(), keys, {
        reference,
        expected: { rev: 0, hash: GENESIS },
        command: { id: null, bodyHash: '0'.repeat(64) },
        at: driven.now,
        decided: { events: driven.events, effects: driven.effects },
      });
      expect(status).to.equal('committed');
    },
    /** @returns the id of its effect */
    put: async (reference: string, mail: MailRequest, dueAt = NOON): Promise<string> => {
      const effect = `${reference}/${String((seq += 1))}/1`;
      await inTransaction(database.db(), async (tx) => {
        const key = await keys.existingKey(tx, reference);
        const asked = [{ effect, request: { kind: 'mail', mail } }] as const;
        await executeAll(tx, putInOutbox(key, reference, asked, new Date(dueAt).toISOString()));
      });
      return effect;
    },
    rowOf: async (effect: string): Promise<OutboxRow> => {
      const row = await selectOne<OutboxRow>(
        database.db(),
        'SELECT status, tries, due_at, last_error, sent_at FROM outbox WHERE id = ?',
        [effect],
      );
      if (row === null) throw new Error(`no row ${effect}`);
      return row;
    },
    /** Message-IDs of what came in. */
    ids: (): (string | undefined)[] => office.catcher.caught.map(({ mail }) => mail.messageId),
    idOf: (effect: string): string => `<${effect.replaceAll('/', '.')}@smile.example.org>`,
  };

  before(() => seed(database.db()));
  beforeEach(async () => {
    Object.assign(office, { clock: NOON, said: [], reports: [] });
    running = [];
    catcher = await startCatcher();
    transport = makeTransport(`smtp://127.0.0.1:${String(catcher.port)}`);
  });
  afterEach(async () => {
    await office.stopAll();
    transport?.close();
    await catcher?.stop();
    await execute(database.db(), "UPDATE outbox SET status = 'settled'");
  });
  return office;
}

async function seed(db: Db): Promise<void> {
  await insert(db, 'institutions', {
    id: 'caen',
    code: 'CAEN',
    name: JSON.stringify({ fr: 'Université de Caen', en: 'University of Caen' }),
    settings: JSON.stringify({ calendar }),
    applied_at: '2026-01-01T00:00:00.000Z',
  });
  for (const [ancestor, unit] of [
    ['university', 'university'],
    ['university', 'sciences'],
    ['sciences', 'sciences'],
    ['languages', 'languages'],
  ] as const)
    await insert(db, 'unit_covers', { institution: 'caen', ancestor, unit });
  await person(db, 'ines', 'fr');
  for (const id of ['claire', 'gone', 'elsewhere', 'student-1']) await person(db, id, 'en');
  await grant(db, 'ines', 'university');
  await grant(db, 'claire', 'sciences');
  await grant(db, 'gone', 'university', '2026-03-01');
  await grant(db, 'elsewhere', 'languages');
  await grant(db, 'student-1', 'university');
}

const person = (db: Db, id: string, language: string): Promise<void> =>
  insert(db, 'people', {
    id,
    institution: 'caen',
    given: id,
    family: 'Martin',
    email: `${id}@caen.example`,
    email_folded: `${id}@caen.example`,
    esi: null,
    birth_date: null,
    language,
    kind: 'staff',
    created_at: '2026-01-01T00:00:00.000Z',
  });

const grant = (db: Db, person: string, unit: string, until: string | null = null): Promise<void> =>
  insert(db, 'grants', {
    id: `${person}-${unit}`,
    institution: 'caen',
    person,
    role: 'coordinator',
    unit,
    valid_from: null,
    valid_until: until,
  });
