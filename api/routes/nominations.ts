import { z } from 'zod';
import type { Institution } from '../../domain/institution/institution.ts';
import type { ProcedurePin } from '../../domain/process/procedure.ts';
import { mayAt } from '../../domain/authority/may.ts';
import { maySee } from '../../domain/authority/sight.ts';
import type { Reference } from '../../domain/ids.ts';
import { refusedBirth } from '../../domain/mobility/birth.ts';
import { refuse, sentenceOf } from '../../domain/refusal.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { readInstitution } from '../../db/institutions/read.ts';
import { retirementOf } from '../../db/procedures/retire.ts';
import { nominate, NominationError, type Nomination } from '../../db/records/nominate.ts';
import { newestProcedure } from '../../db/records/procedures.ts';
import { load } from '../../db/records/read.ts';
import { actorOf } from '../identity/actor.ts';
import { Problem, problemOfRefusal } from '../problem.ts';
import type { ApiDeps } from './deps.ts';
import { none, route } from './route.ts';
import { civilDate, slug } from './schemas.ts';
import { staffWith, type PersonActor } from './signed-in.ts';

const name = z.string().trim().min(1).max(200);
const email = z.email().max(254);
const country = z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters');

const nomination = z.strictObject({
  given: name,
  family: name,
  email,
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/, 'must be a language code like fr')
    .exactOptional(),
  birthDate: civilDate.exactOptional(),
  esi: z
    .string()
    .regex(
      /^urn:schac:personalUniqueCode:int:esi:[!-~]{3,200}$/,
      'must begin with urn:schac:personalUniqueCode:int:esi:',
    )
    .exactOptional(),
  home: z.strictObject({
    name: z.string().trim().min(1).max(300),
    country: country.exactOptional(),
    erasmusCode: z.string().min(1).max(32).exactOptional(),
    coordinatorEmail: email.exactOptional(),
  }),
  stay: z.strictObject({ start: civilDate, end: civilDate }),
  unit: slug.exactOptional(),
}) satisfies z.ZodType<Nomination>;

const answer = z.object({
  dryRun: z.boolean(),
  items: z.array(
    z.object({
      reference: z.string().nullable().describe('Null when it was not written, or is not for you to see'),
      added: z.boolean().describe('False: the same nomination was there'),
    }),
  ),
});

/** Staff add people who are to come. */
export const nominations = route({
  method: 'post',
  path: '/api/nominations',
  tag: 'Nominations',
  summary: 'Nominate people into a procedure; with `dryRun` everything is checked and nothing written',
  request: {
    ...none,
    body: z.strictObject({
      procedure: slug,
      dryRun: z.boolean().default(false),
      nominations: z.array(nomination).min(1).max(100),
    }),
  },
  responses: {
    201: { description: 'Their files are open', schema: answer },
    200: { description: 'It would work; nothing was written', schema: answer },
  },
  handler: async (deps, { body, request }) => {
    const actor = staffWith(await actorOf(request, deps), 'nominate');
    const { institution, pin } = await target(deps, actor, body.procedure);
    for (const [i, one] of body.nominations.entries())
      requirePossible(actor, institution, one, `nominations/${i}`, deps.now());
    if (body.dryRun)
      return {
        status: 200,
        body: { dryRun: true, items: body.nominations.map(() => ({ reference: null, added: false })) },
      };
    const at = deps.now().toISOString();
    const done = await refusing(() =>
      nominate(deps.db, deps.keys, {
        institution,
        procedure: pin,
        by: actor.person,
        at,
        nominations: body.nominations,
      }),
    );
    const items = [];
    for (const { reference, added } of done)
      items.push({ reference: added || (await mayKnow(deps, actor, reference)) ? reference : null, added });
    return { status: 201, body: { dryRun: false, items } };
  },
});

/** What people are nominated into; a retired procedure takes nobody. @throws Problem 422 */
export async function target(
  { db }: ApiDeps,
  { institution: id }: PersonActor,
  procedure: string,
): Promise<{ institution: Institution; pin: ProcedurePin }> {
  const [institution, newest] = await Promise.all([readInstitution(db, id), newestProcedure(db, id, procedure)]);
  if (institution === undefined || newest === undefined)
    throw fault(
      'unknown-procedure',
      'procedure',
      'There is no such procedure in your institution.',
      "Votre établissement n'a pas de telle procédure.",
    );
  if ((await retirementOf(db, { institution: id, id: procedure })) !== null)
    throw fault(
      'procedure-retired',
      'procedure',
      'This procedure is retired: it takes no nominations any more.',
      'Cette procédure est retirée : elle ne reçoit plus de nominations.',
    );
  return { institution, pin: newest.pin };
}

/** Whether the file that a nomination has already is one that who nominates may see. */
async function mayKnow({ db, keys }: ApiDeps, actor: PersonActor, reference: Reference): Promise<boolean> {
  const found = await load(db, keys, reference);
  if (found?.state != null) return maySee(actor, found.state) === undefined;
  const act = found?.birth?.act;
  return act?.type === 'create' && mayAt(actor, 'see-files', act.birth.unit) === undefined;
}

function requirePossible(
  actor: PersonActor,
  { units, root, calendar }: Institution,
  nomination: Nomination,
  at: string,
  today: Date,
): void {
  const { unit = root, stay, home } = nomination;
  if (!units.some(({ id }) => id === unit))
    throw fault('unknown-unit', `${at}/unit`, 'There is no such unit.', "Cette composante n'existe pas.");
  const refused = mayAt(actor, 'nominate', unit);
  if (refused !== undefined) throw problemOfRefusal(refuse('forbidden', {}, `${at}/unit`));
  const impossible = refusedBirth({ person: nomination, home, stay }, localDateOf(calendar, today.toISOString()));
  if (impossible === undefined) return;
  const ofStay = impossible.field === 'start' || impossible.field === 'end';
  const { en = '', fr = '' } = sentenceOf(impossible);
  const field = `${at}/${ofStay ? 'stay/' : ''}${impossible.field ?? ''}`;
  throw fault(ofStay ? 'wrong-stay' : 'not-possible', field, en, fr);
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NominationError)) throw error;
    throw fault(error.code, `nominations/${error.index}`, error.message, error.message);
  }
}

function fault(code: string, field: string, en: string, fr: string): Problem {
  return new Problem(422, code, { en, fr }, { fields: [{ field, why: { en, fr } }] });
}
