import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Db } from '../../../db/connect.ts';
import { migrate } from '../../../db/migrate.ts';
import { readInstitution } from '../../../db/institutions/read.ts';
import { nominate } from '../../../db/records/nominate.ts';
import { newestProcedure } from '../../../db/records/procedures.ts';
import { insert } from '../../../db/sql.ts';
import { startApplication, type Application, type Caller } from '../support/application.ts';
import { bear } from '../support/in-process.ts';
import { addCourses, untilPartnerSigns } from '../support/steps.ts';
import { makeCast, type Cast } from './cast.ts';
import { filledAtCaen, momentsAtCaen } from './caen.ts';
import type { Moments } from './moments.ts';

/** Everything that the policy is tried on. */
export interface Stage extends Cast {
  readonly app: Application;
  readonly reference: string;
  readonly person: string;
  readonly student: Caller;
  readonly other: { readonly reference: string; readonly person: string };
  /** A file of another institution. */
  readonly abroad: { readonly reference: string; readonly person: string };
  /** The reference of somebody who is nominated, and whose file is not open yet. */
  readonly nominated: string;
  readonly moments: Moments;
  /** What each act says beside what the view of the file gives. */
  readonly filled: Readonly<Record<string, object>>;
  stop(): Promise<void>;
}

/** The whole application over a database of its own, one file at all its moments, and everybody of the policy. */
export async function openStage(): Promise<Stage> {
  const { db, remove } = await ownDatabase();
  const app = await startApplication(db);
  await addCourses(app);
  await insert(db, 'partners', porto);
  const { reference, person, caller: student } = await app.student();
  const other = await app.student();
  await untilPartnerSigns(app, other.caller, other.reference);
  const cast = await makeCast(app, { reference, person }, other);
  const abroad = await fileOf(app, 'nordhavn', 'abroad@porto.example');
  const nominated = await nominatedAt(app, 'caen', 'nominated@porto.example');
  const moments = await momentsAtCaen(app, reference, student);
  return {
    ...cast,
    app,
    reference,
    person,
    student,
    other,
    abroad,
    nominated: nominated.reference,
    moments,
    filled: filledAtCaen,
    stop: async () => {
      await app.stop();
      await remove();
    },
  };
}

/** A database for one suite. */
export async function ownDatabase(): Promise<{ db: Db; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'smile-policy-'));
  const db = await connect(`sqlite:${join(folder, 'test.sqlite')}`);
  await migrate(db);
  const remove = async (): Promise<void> => {
    await db.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { db, remove };
}

async function nominatedAt(
  { db, keys, now }: Application,
  id: string,
  email: string,
  unit?: string,
): Promise<{ reference: string; person: string }> {
  const institution = await readInstitution(db, id);
  const newest = await newestProcedure(db, id, 'erasmus-study');
  if (institution === undefined || newest === undefined) throw new Error(`${id} is not there`);
  const nomination = {
    given: 'Bea',
    family: 'Costa',
    email,
    home: { name: 'Universidade do Porto', country: 'PT' },
    stay: { start: '2027-02-01', end: '2027-06-30' },
    ...(unit === undefined ? {} : { unit }),
  };
  const wanted = { institution, procedure: newest.pin, by: null, at: now.toISOString(), nominations: [nomination] };
  const [one] = await nominate(db, keys, wanted);
  if (one === undefined) throw new Error('not nominated');
  return one;
}

/** The open file of somebody at an institution. */
export async function fileOf(
  app: Application,
  id: string,
  email: string,
  unit?: string,
): Promise<{ reference: string; person: string }> {
  const one = await nominatedAt(app, id, email, unit);
  await bear(app.db, app.keys, app.send, one.reference);
  return one;
}

/** A partner university of Caen. */
const porto = {
  institution: 'caen',
  id: 'p-porto02',
  erasmus_code: 'P  PORTO02',
  pic: null,
  oid: null,
  name: 'Universidade do Porto',
  name_folded: 'universidade do porto',
  country: 'PT',
  city: 'Porto',
  email: null,
};
