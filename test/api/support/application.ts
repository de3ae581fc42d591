import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { folderStore } from '../../../activities/documents/folder-store.ts';
import type { Store } from '../../../activities/documents/store.ts';
import { createApp } from '../../../api/app.ts';
import { sessionCookie } from '../../../api/identity/cookies.ts';
import type { ApiDeps, Send } from '../../../api/routes/deps.ts';
import { makeServer } from '../../../api/server/server.ts';
import { SERVER_LIMITS, type ServerLimits } from '../../../api/server/limits.ts';
import { readSettings } from '../../../config/settings.ts';
import type { Db } from '../../../db/connect.ts';
import { randomKey } from '../../../db/crypto.ts';
import { insertSession, type SessionHolder } from '../../../db/identity/sessions.ts';
import { hashOfToken, randomToken } from '../../../db/identity/token.ts';
import { simulations } from '../../../api/simulation/in-thread.ts';
import { applyInstitution } from '../../../db/institutions/apply.ts';
import { readInstitution } from '../../../db/institutions/read.ts';
import { makeKeys, type Keys } from '../../../db/keys.ts';
import { titleBook } from '../../../db/queries/procedures.ts';
import type { Revision } from '../../../domain/tasks/agreement.ts';
import { nominate, type Nomination } from '../../../db/records/nominate.ts';
import { newestProcedure } from '../../../db/records/procedures.ts';
import { insert } from '../../../db/sql.ts';
import { listening } from '../identity/site.ts';
import { bear, doEffects, inProcessSend } from './in-process.ts';

/** A row of a list, or a thing in the view of a file. */
export interface Item {
  readonly reference: string;
  readonly institution: string;
  readonly languages: readonly string[];
  readonly procedure: string;
  readonly version: number;
  readonly code: string;
  readonly task: string;
  readonly item?: string;
  readonly type: string;
  readonly seq: number;
  readonly sentence: unknown;
  readonly by: unknown;
  readonly text: string;
  readonly line: number;
  readonly field: string;
  readonly why: string;
  readonly dueAt: string;
}

/** Everything that some answer holds. */
export interface Body {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly Item[];
  readonly recorded: readonly string[];
  readonly items: readonly Item[];
  readonly next: string | number | null;
  readonly can: readonly (Item & Record<string, unknown>)[];
  readonly stages: readonly {
    readonly tasks: readonly { readonly details: { readonly revisions: readonly Revision[] } }[];
  }[];
  readonly id: string;
  readonly version: number;
  readonly current: unknown;
  readonly person: unknown;
  readonly waiting: readonly Item[];
  readonly mobilities: readonly Item[];
  readonly grants: readonly Item[];
  readonly added: readonly Item[];
  readonly unchanged: readonly Item[];
  readonly refused: readonly Item[];
  readonly paths: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What came where it was JSON; each test knows which of these are there. */
  readonly json: Body;
}

export interface Caller {
  /** What a program sends with each request. */
  readonly headers: Readonly<Record<string, string>>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  /** Any body, as it is. */
  raw(method: string, path: string, body: RequestInit['body'], headers?: Record<string, string>): Promise<Answer>;
  act(reference: string, act: unknown, key?: string): Promise<Answer>;
}

export interface Application {
  readonly deps: ApiDeps;
  readonly url: string;
  readonly db: Db;
  readonly keys: Keys;
  readonly store: Store;
  readonly storeFolder: string;
  readonly logged: string[];
  /** What the mobility does; tests put another in its place. */
  send: Send;
  now: Date;
  readonly anybody: Caller;
  as(person: string, institution?: string): Promise<Caller>;
  partner(
    bound: { reference: string; task: string; item: string },
    email: string,
    institution?: string,
  ): Promise<Caller & { readonly link: string }>;
  /** A student, nominated and with an open file. */
  student(more?: Partial<Nomination>): Promise<{ reference: string; person: string; caller: Caller }>;
  effects(reference: string): Promise<void>;
  stop(): Promise<void>;
}

const ORIGIN_LATER = '9999-12-31T23:59:59.999Z';

export interface ApplicationOptions {
  /** Settings beside those that tests need. */
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: Partial<ServerLimits>;
}

/** The whole application on a free port, over a real database and store; mobilities decide in this process. */
export async function startApplication(
  db: Db,
  { env = {}, limits = {} }: ApplicationOptions = {},
): Promise<Application> {
  const folder = await mkdtemp(join(tmpdir(), 'smile-api-'));
  const keys = makeKeys(randomKey());
  await mkdir(join(folder, 'documents'));
  const store = folderStore(join(folder, 'documents'));
  const logged: string[] = [];
  let answer: RequestListener = () => undefined;
  const server = makeServer(
    (request, response) => {
      answer(request, response);
    },
    env['SMILE_URL'] ?? 'http://127.0.0.1',
    { ...SERVER_LIMITS, ...limits },
  );
  const { url, stop } = await listening(server);
  const provider = {
    id: 'local',
    name: { fr: 'Test', en: 'Test' },
    issuer: 'http://127.0.0.1:9',
    clientId: 'smile',
    clientSecret: 'x',
  };
  const settings = readSettings({
    SMILE_DATA: folder,
    SMILE_URL: url,
    SMILE_DEV: '1',
    UPLOAD_LIMIT_MIB: '1',
    OIDC_PROVIDERS: JSON.stringify([provider]),
    ...env,
  });
  await applyInstitution(
    db,
    { folder: 'institutions/caen' },
    { at: '2026-11-23T08:00:00.000Z', by: null, demo: true, issuer: provider.issuer },
  );
  await elsewhere(db);

  const call = (headersOf: Record<string, string>): Caller => {
    const raw: Caller['raw'] = async (method, path, body, headers = {}) => {
      const answer = await fetch(new URL(path, url), {
        method,
        redirect: 'manual',
        headers: { ...headersOf, ...headers },
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      });
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      const json = (isJson && text !== '' ? JSON.parse(text) : {}) as Body;
      return { status: answer.status, headers: answer.headers, text, json };
    };
    const json = (method: string, path: string, body: unknown, headers = {}): Promise<Answer> =>
      raw(method, path, body === undefined ? undefined : JSON.stringify(body), {
        'content-type': 'application/json',
        ...headers,
      });
    return {
      headers: headersOf,
      raw,
      get: (path, headers) => raw('GET', path, undefined, headers),
      post: (path, body, headers) => json('POST', path, body, headers),
      put: (path, body) => json('PUT', path, body),
      act: (reference, act, key = randomToken()) =>
        json('POST', `/api/mobilities/${reference}/acts`, act, { 'idempotency-key': key }),
    };
  };

  const state: { send: Send; now: Date } = {
    send: inProcessSend(db, keys, () => state.now),
    now: new Date('2026-11-23T10:00:00.000Z'),
  };
  const deps: ApiDeps = {
    settings,
    db,
    keys,
    store,
    log: pino({ level: 'info' }, { write: (line: string) => logged.push(line) }),
    titles: titleBook(db),
    simulate: simulations(),
    send: (where, command) => state.send(where, command),
    temporalAnswers: () => Promise.resolve(true),
    sendLoginLink: () => Promise.resolve(),
    mailAnswers: () => Promise.resolve(true),
    now: () => state.now,
    mailsUrl: 'http://127.0.0.1:8025',
  };
  const app: Application = Object.assign(state, {
    deps,
    url,
    db,
    keys,
    store,
    storeFolder: join(folder, 'documents'),
    logged,
    anybody: call({}),
    as: async (person: string, institution = 'caen') =>
      call(await signIn(db, settings.url, state.now, institution, { kind: 'person', person, identified: 'demo' })),
    partner: async (bound: { reference: string; task: string; item: string }, email: string, institution = 'caen') => {
      const link = hashOfToken(randomToken());
      await insert(db, 'links', {
        token_hash: link,
        institution,
        purpose: 'sign',
        ...bound,
        person: null,
        email,
        expires_at: ORIGIN_LATER,
        used_at: null,
        withdrawn_at: null,
        created_at: state.now.toISOString(),
        effect: null,
      });
      const holder = { kind: 'partner', name: 'Rui Costa', email, bound, link } as const;
      return { ...call(await signIn(db, settings.url, state.now, institution, holder)), link };
    },
    student: async (more: Partial<Nomination> = {}) => {
      const institution = await readInstitution(db, 'caen');
      const newest = await newestProcedure(db, 'caen', 'erasmus-study');
      if (institution === undefined || newest === undefined) throw new Error('caen is not there');
      const n = (students += 1);
      const nomination = {
        given: 'Ana',
        family: `Silva ${n}`,
        email: `ana.${n}.${process.pid}@porto.example`,
        home: { name: 'Universidade do Porto', country: 'PT', coordinatorEmail: 'rui@porto.example' },
        stay: { start: '2027-02-01', end: '2027-06-30' },
        ...more,
      };
      const [one] = await nominate(db, keys, {
        institution,
        procedure: newest.pin,
        by: null,
        at: state.now.toISOString(),
        nominations: [nomination],
      });
      if (one === undefined) throw new Error('not nominated');
      await bear(db, keys, state.send, one.reference);
      return { reference: one.reference, person: one.person, caller: await app.as(one.person) };
    },
    effects: (reference: string) =>
      doEffects(
        db,
        keys,
        store,
        inProcessSend(db, keys, () => state.now),
        reference,
      ),
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
  answer = createApp(deps);
  return app;
}

let students = 0;

/** The headers of somebody signed in, as a program has them. */
async function signIn(
  db: Db,
  url: string,
  now: Date,
  institution: string,
  holder: SessionHolder,
): Promise<Record<string, string>> {
  const id = randomToken();
  await insertSession(db, {
    idHash: hashOfToken(id),
    institution,
    holder,
    csrfHash: hashOfToken('csrf'),
    createdAt: now.toISOString(),
    seenAt: now.toISOString(),
    expiresAt: ORIGIN_LATER,
    ipPrefix: null,
  });
  return { cookie: `${sessionCookie(url)}=${id}`, 'x-csrf-token': 'csrf', origin: url };
}

/** Another institution, with somebody who may do everything there. */
async function elsewhere(db: Db): Promise<void> {
  const at = '2026-11-23T08:00:00.000Z';
  const name = JSON.stringify({ en: 'Elsewhere' });
  const settings = JSON.stringify({
    languages: ['en'],
    country: 'DK',
    root: 'all',
    faculties: {},
    calendar: {
      zone: 'Europe/Copenhagen',
      version: '1',
      offsets: [{ from: at, minutes: 60 }],
      holidays: [],
      closures: [],
      quiet: { from: '21:00', until: '07:00' },
    },
  });
  const permissions = JSON.stringify([
    'see-files',
    'nominate',
    'message',
    'withdraw',
    'change-stay',
    'reopen',
    'repair',
    'manage-signers',
    'import',
    'administer',
  ]);
  await insert(db, 'institutions', { id: 'elsewhere', code: 'ELSE', name, settings, applied_at: at });
  await insert(db, 'units', { institution: 'elsewhere', id: 'university', parent: null, name });
  await insert(db, 'unit_covers', { institution: 'elsewhere', ancestor: 'university', unit: 'university' });
  await insert(db, 'roles', { institution: 'elsewhere', role: 'international-officer', title: name, permissions });
  await insert(db, 'people', {
    id: 'else-boss',
    institution: 'elsewhere',
    given: 'Else',
    family: 'Boss',
    email: 'boss@else.example',
    email_folded: 'boss@else.example',
    esi: null,
    birth_date: null,
    language: 'en',
    kind: 'staff',
    created_at: at,
  });
  await insert(db, 'grants', {
    id: 'g-else',
    institution: 'elsewhere',
    person: 'else-boss',
    role: 'international-officer',
    unit: 'university',
    valid_from: null,
    valid_until: null,
  });
}
