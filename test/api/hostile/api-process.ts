import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type Db } from '../../../db/connect.ts';
import { makeKey } from '../../../db/crypto.ts';
import { insertSession } from '../../../db/identity/sessions.ts';
import { hashOfToken, randomToken } from '../../../db/identity/token.ts';
import { applyInstitution } from '../../../db/institutions/apply.ts';
import { readInstitution } from '../../../db/institutions/read.ts';
import { makeKeys } from '../../../db/keys.ts';
import { migrate } from '../../../db/migrate.ts';
import { newestProcedure } from '../../../db/records/procedures.ts';
import { nominate } from '../../../db/records/nominate.ts';
import { startScript, temporaryFolder, until } from '../../dev/local.ts';
import { bear, inProcessSend } from '../support/in-process.ts';

const NOW = (): string => new Date().toISOString();

/** The API as it runs in production: a process of its own, on a real port, over records of its own. */
export interface ApiProcess {
  readonly url: string;
  readonly port: number;
  readonly db: Db;
  /** The headers of somebody signed in, as a program sends them. */
  signIn(person: string): Promise<Record<string, string>>;
  /** A student with an open file. */
  student(): Promise<{ reference: string; person: string; headers: Record<string, string> }>;
  /** Bytes of memory that the process has now. */
  memory(): number;
  /** How many files and connections it has open. */
  descriptors(): number;
  /** Lines of its log of level 50 and above, and whatever it said elsewhere. */
  complaints(): string[];
  stop(): Promise<void>;
}

/** @param env settings beside those that it needs */
export async function startApi(env: Record<string, string> = {}): Promise<ApiProcess> {
  const folder = await temporaryFolder();
  const master = randomBytes(32);
  const url = `sqlite:${join(folder.path, 'smile.sqlite')}`;
  const db = await connect(url);
  await migrate(db);
  const issuer = 'http://127.0.0.1:9';
  await applyInstitution(db, { folder: 'institutions/caen' }, { at: NOW(), by: null, demo: true, issuer });
  const started = startScript('api/main.ts', {
    SMILE_DATA: folder.path,
    DATABASE_URL: url,
    SMILE_MASTER_KEY: master.toString('base64'),
    PORT: '0',
    // Nobody is there.
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    RATE_LIMIT: '0',
    SMILE_URL: 'http://smile.test',
    ...env,
  });
  const port = await until(
    'the API listens',
    () => Number(/"address":"127\.0\.0\.1:(\d+)"/.exec(started.written.stdout)?.[1] ?? 0) || null,
    60_000,
  );
  const keys = makeKeys(makeKey(master));
  const send = inProcessSend(db, keys, () => new Date());

  const signIn = async (person: string): Promise<Record<string, string>> => {
    const id = randomToken();
    const at = NOW();
    await insertSession(db, {
      idHash: hashOfToken(id),
      institution: 'caen',
      holder: { kind: 'person', person, identified: 'federated-login' },
      csrfHash: hashOfToken('csrf'),
      createdAt: at,
      seenAt: at,
      expiresAt: '9999-12-31T23:59:59.999Z',
      ipPrefix: null,
    });
    const secure = env['SMILE_URL']?.startsWith('https:') === true;
    return { cookie: `${secure ? '__Host-' : ''}smile=${id}`, 'x-csrf-token': 'csrf' };
  };

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    db,
    signIn,
    student: async () => {
      const institution = await readInstitution(db, 'caen');
      const newest = await newestProcedure(db, 'caen', 'erasmus-study');
      if (institution === undefined || newest === undefined) throw new Error('caen is not there');
      const [one] = await nominate(db, keys, {
        institution,
        procedure: newest.pin,
        by: null,
        at: NOW(),
        nominations: [
          {
            given: 'Ana',
            family: 'Silva',
            email: `${randomToken()}@porto.example`,
            home: { name: 'Universidade do Porto', country: 'PT', coordinatorEmail: 'rui@porto.example' },
            stay: { start: '2027-02-01', end: '2027-06-30' },
          },
        ],
      });
      if (one === undefined) throw new Error('not nominated');
      await bear(db, keys, send, one.reference);
      return { reference: one.reference, person: one.person, headers: await signIn(one.person) };
    },
    memory: () => {
      const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${started.child.pid}/status`, 'utf8'))?.[1];
      return Number(kilobytes) * 1024;
    },
    descriptors: () => readdirSync(`/proc/${started.child.pid}/fd`).length,
    complaints: () => [
      ...started.written.stdout.split('\n').filter((line) => /"level":[56]0/.test(line)),
      ...started.written.stderr.split('\n').filter((line) => line !== ''),
    ],
    stop: async () => {
      started.child.kill('SIGKILL');
      await started.ended;
      await db.close();
      await folder.remove();
    },
  };
}
