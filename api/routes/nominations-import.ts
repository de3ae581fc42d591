import type { Request } from 'express';
import { z } from 'zod';
import { mayAt } from '../../domain/authority/may.ts';
import type { Nomination as Row } from '../../domain/nominations/nomination.ts';
import { planNominations, type NominationPlan } from '../../domain/nominations/plan.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { ImportFault } from '../../db/imports/fault.ts';
import { allNominations } from '../../db/imports/nominations.ts';
import { bytesSource } from '../../db/imports/source.ts';
import { knownPeople, partnersByCode, type HomeRow } from '../../db/queries/nominees.ts';
import { nominate, type Nominated, type Nomination } from '../../db/records/nominate.ts';
import { actorOf } from '../identity/actor.ts';
import { Problem, problemOfRefusal } from '../problem.ts';
import { target } from './nominations.ts';
import { none, route } from './route.ts';
import { civilDate, slug } from './schemas.ts';
import { staffWith } from './signed-in.ts';

const refused = z.object({ line: z.number().int(), field: z.string(), reason: z.string() });
const report = z.object({
  dryRun: z.boolean(),
  added: z.array(z.object({ line: z.number().int(), reference: z.string().nullable() })),
  unchanged: z.array(z.object({ line: z.number().int(), reference: z.string() })),
  duplicate: z.array(z.object({ line: z.number().int(), of: z.number().int() })),
  refused: z.array(refused),
});
type Report = z.infer<typeof report>;

/** A whole list at once; a line that is not right is reported and holds up no other. */
export const importNominations = route({
  method: 'post',
  path: '/api/nominations/import',
  tag: 'Nominations',
  summary: 'Nominate a list (CSV); without `start` and `end` a stay is the academic year, September to June',
  request: {
    ...none,
    query: z.strictObject({
      procedure: slug,
      start: civilDate.optional(),
      end: civilDate.optional(),
      dryRun: z.enum(['true', 'false']).default('false'),
    }),
  },
  stream: {
    type: 'text/csv',
    description: 'firstname, lastname, email, year, birthdate, esi, …; comma or semicolon, UTF-8 or Latin-1',
  },
  responses: {
    200: { description: 'What was done with each line', schema: report },
    413: { description: 'The file is too large' },
    422: { description: 'The file as a whole cannot be read' },
  },
  handler: async (deps, { query, request }) => {
    const actor = staffWith(await actorOf(request, deps), 'nominate');
    const { institution, pin } = await target(deps, actor, query.procedure);
    const forbidden = mayAt(actor, 'nominate', institution.root);
    if (forbidden !== undefined) throw problemOfRefusal(forbidden);
    const stay = stayOf(query.start, query.end);
    const at = deps.now().toISOString();
    const today = localDateOf(institution.calendar, at);
    const read = await refusing(() => allRows(request, deps.settings.uploadLimit, today));
    const rows = read.rows.map((r) => r.nomination);
    const known = await knownPeople(deps.db, institution.id, rows);
    const year = Number((stay?.start ?? today).slice(0, 4));
    const plan = planNominations(read.rows, known, { procedure: pin.id, year });
    const homes = await partnersByCode(
      deps.db,
      institution.id,
      rows.map((n) => n.homeCode),
    );
    const dryRun = query.dryRun === 'true';
    const nominations = plan.added.map((one) => nominationOf(one, stay, homes));
    const done = dryRun
      ? []
      : await nominate(deps.db, deps.keys, { institution, procedure: pin, by: actor.person, at, nominations });
    return { status: 200, body: reportOf(plan, done, read.refused, dryRun) };
  },
});

type Stay = Nomination['stay'];

function stayOf(start: string | undefined, end: string | undefined): Stay | undefined {
  if (start === undefined && end === undefined) return undefined;
  if (start !== undefined && end !== undefined && start <= end) return { start, end };
  const why = {
    en: '“start” and “end” go together, in this order.',
    fr: '« start » et « end » vont ensemble, dans cet ordre.',
  };
  throw new Problem(422, 'wrong-stay', why, { fields: [{ field: 'query/end', why }] });
}

function nominationOf(
  { nomination, year }: NominationPlan['added'][number],
  stay: Stay | undefined,
  homes: ReadonlyMap<string, HomeRow>,
): Nomination {
  const { given, family, email, birthDate, esi } = nomination;
  return {
    given,
    family,
    email,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(esi === undefined ? {} : { esi }),
    home: homeOf(nomination, homes),
    stay: stay ?? { start: `${year}-09-01`, end: `${year + 1}-06-30` },
  };
}

function homeOf({ homeCode, referentEmail }: Row, homes: ReadonlyMap<string, HomeRow>): Nomination['home'] {
  const home = homes.get(homeCode ?? '');
  return {
    name: home?.name ?? homeCode ?? '',
    ...(home === undefined ? {} : { country: home.country }),
    ...(home?.erasmusCode == null ? {} : { erasmusCode: home.erasmusCode }),
    ...(referentEmail === undefined ? {} : { coordinatorEmail: referentEmail }),
  };
}

function reportOf(
  plan: NominationPlan,
  done: readonly Nominated[],
  unread: readonly Report['refused'][number][],
  dryRun: boolean,
): Report {
  const added = plan.added.map(({ line }, i) => ({ line, ...(done[i] ?? { reference: null, added: true }) }));
  const there = added.flatMap(({ line, reference, added: isNew }) =>
    isNew || reference === null ? [] : [{ line, reference }],
  );
  return {
    dryRun,
    added: added.filter((one) => one.added).map(({ line, reference }) => ({ line, reference })),
    unchanged: [...plan.unchanged, ...there],
    duplicate: [...plan.duplicate],
    refused: [...unread.map(({ line, field, reason }) => ({ line, field, reason })), ...plan.refused].sort(
      (a, b) => a.line - b.line,
    ),
  };
}

async function allRows(request: Request, limit: number, today: string): ReturnType<typeof allNominations> {
  if (request.is('text/csv') === false)
    throw new Problem(415, 'unsupported-media-type', {
      en: 'Send the list as text/csv.',
      fr: 'Envoyez la liste en text/csv.',
    });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    if (size > limit)
      throw new Problem(413, 'too-large', {
        en: 'The list is larger than is taken here.',
        fr: 'La liste dépasse la taille acceptée ici.',
      });
    chunks.push(chunk);
  }
  return allNominations(bytesSource('body', Buffer.concat(chunks)), today);
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    const { line, field, reason } = error.refused;
    const why = { en: reason, fr: reason };
    throw new Problem(
      422,
      error.code,
      { en: `Line ${line}: ${reason}`, fr: `Ligne ${line} : ${reason}` },
      { fields: [{ field: field === '' ? `line/${line}` : `line/${line}/${field}`, why }] },
    );
  }
}
