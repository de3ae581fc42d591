import type { Request } from 'express';
import { z } from 'zod';
import { mayAt } from '../../domain/authority/may.ts';
import { ImportFault } from '../../db/imports/fault.ts';
import { bytesSource } from '../../db/imports/source.ts';
import { importNominations, type NominationsImport } from '../../db/records/import-nominations.ts';
import { actorOf } from '../identity/actor.ts';
import { Problem, problemOfRefusal } from '../problem.ts';
import { uploadBroken } from './mobility/multipart.ts';
import { target } from './nominations.ts';
import { none, route } from './route.ts';
import { civilDate, slug } from './schemas.ts';
import { staffWith } from './signed-in.ts';

const refused = z.object({ line: z.number().int(), field: z.string(), reason: z.string() });
const report = z.object({
  dryRun: z.boolean(),
  added: z.array(z.object({ line: z.number().int(), reference: z.string().nullable() })),
  unchanged: z.array(
    z.object({
      line: z.number().int(),
      reference: z.string().nullable().describe('Null when it is not for you to see'),
    }),
  ),
  duplicate: z.array(z.object({ line: z.number().int(), of: z.number().int() })),
  refused: z.array(refused),
});

/** A whole list at once; a line that is not right is reported and holds up no other. */
export const nominationList = route({
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
  cost: 'import',
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
    const sees = mayAt(actor, 'see-files', institution.root) === undefined;
    const stay = stayOf(query.start, query.end);
    const source = await bodyOf(request, deps.settings.uploadLimit);
    const dryRun = query.dryRun === 'true';
    const { added, unchanged, duplicate, refused } = await refusing(() =>
      importNominations(deps.db, deps.keys, {
        institution,
        procedure: pin,
        source,
        by: actor.person,
        at: deps.now().toISOString(),
        dryRun,
        ...(stay === undefined ? {} : { stay }),
      }),
    );
    const body = {
      dryRun,
      added: added.map(({ line, reference = null }) => ({ line, reference })),
      unchanged: unchanged.map(({ line, reference }) => ({ line, reference: sees ? reference : null })),
      duplicate: [...duplicate],
      refused: [...refused],
    };
    return { status: 200, body };
  },
});

function stayOf(start: string | undefined, end: string | undefined): NominationsImport['stay'] {
  if (start === undefined && end === undefined) return undefined;
  if (start !== undefined && end !== undefined && start <= end) return { start, end };
  const why = {
    en: '“start” and “end” go together, in this order.',
    fr: '« start » et « end » vont ensemble, dans cet ordre.',
  };
  throw new Problem(422, 'wrong-stay', why, { fields: [{ field: 'query/end', why }] });
}

async function bodyOf(request: Request, limit: number): Promise<ReturnType<typeof bytesSource>> {
  if (request.is('text/csv') === false)
    throw new Problem(415, 'unsupported-media-type', {
      en: 'Send the list as text/csv.',
      fr: 'Envoyez la liste en text/csv.',
    });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      if (!(chunk instanceof Buffer)) continue;
      size += chunk.length;
      // The rest is read and dropped: to leave the loop would break the connection before the answer.
      if (size > limit) chunks.length = 0;
      else chunks.push(chunk);
    }
  } catch (error) {
    throw request.complete ? error : uploadBroken();
  }
  if (size > limit)
    throw new Problem(413, 'too-large', {
      en: 'The list is larger than is taken here.',
      fr: 'La liste dépasse la taille acceptée ici.',
    });
  return bytesSource('body', Buffer.concat(chunks));
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
