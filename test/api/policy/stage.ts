import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../../db/connect.ts';
import { migrate } from '../../../db/migrate.ts';
import { insert } from '../../../db/sql.ts';
import { startApplication, type Application, type Caller } from '../support/application.ts';
import { addCourses, untilPartnerSigns } from '../support/steps.ts';
import { makeCast, type Cast } from './cast.ts';
import { makeMoments } from './moments.ts';

/** Everything that the policy is tried on. */
export interface Stage extends Cast {
  readonly app: Application;
  readonly reference: string;
  readonly person: string;
  readonly student: Caller;
  readonly other: { readonly reference: string; readonly person: string };
  readonly moments: Awaited<ReturnType<typeof makeMoments>>;
  stop(): Promise<void>;
}

/** The whole application over a database of its own, one file at all its moments, and everybody of the policy. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'smile-policy-'));
  const db = await connect(`sqlite:${join(folder, 'test.sqlite')}`);
  await migrate(db);
  const app = await startApplication(db);
  await addCourses(app);
  await insert(db, 'partners', porto);
  const { reference, person, caller: student } = await app.student();
  const other = await app.student();
  await untilPartnerSigns(app, other.caller, other.reference);
  const cast = await makeCast(app, { reference, person }, other);
  const moments = await makeMoments(app, reference, student);
  return {
    ...cast,
    app,
    reference,
    person,
    student,
    other,
    moments,
    stop: async () => {
      await app.stop();
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
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
