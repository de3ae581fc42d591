import { z } from 'zod';
import { dropProcedureDraft, readProcedureDraft, saveProcedureDraft } from '../../../db/procedures/drafts.ts';
import { newestProcedure } from '../../../db/records/procedures.ts';
import { actorOf } from '../../identity/actor.ts';
import { Problem } from '../../problem.ts';
import { none, route } from '../route.ts';
import { staleVersion } from '../stale.ts';
import { administrator, reader } from './administrator.ts';
import { draft, params, shownDraft, source, SOURCE_BYTES } from './schemas.ts';

const procedureId = z
  .string()
  .regex(
    /^[a-z][a-zA-Z0-9-]{0,62}$/,
    'must be a name of a procedure: a small letter, then letters, digits and hyphens, at most 63',
  );

export const getProcedureDraft = route({
  method: 'get',
  path: '/api/procedures/{id}/draft',
  tag: 'Procedures',
  summary: 'The draft of a procedure; version 0 when there is none',
  request: { ...none, params },
  responses: { 200: { description: 'The draft', schema: draft } },
  handler: async (deps, { params: { id }, request }) => {
    const { institution } = reader(await actorOf(request, deps));
    return { status: 200, body: await shownDraft(deps.db, await readProcedureDraft(deps.db, { institution, id })) };
  },
});

export const putProcedureDraft = route({
  method: 'put',
  path: '/api/procedures/{id}/draft',
  tag: 'Procedures',
  summary: 'Keep a draft over the version that you read; it may be wrong, and even no YAML',
  bodyLimit: SOURCE_BYTES,
  request: {
    ...none,
    params,
    body: z.strictObject({
      version: z.int().min(0).describe('That you read; 0 for a first draft'),
      source,
      base: z
        .int()
        .min(0)
        .exactOptional()
        .describe('The published version that it goes on from, once you took over what is new in that'),
    }),
  },
  responses: {
    200: { description: 'Kept', schema: draft.omit({ source: true }) },
    409: { description: 'A newer version is there: `current` is what it says, `sent` is what you sent' },
  },
  handler: async (deps, { params, body, request, response }) => {
    const { institution, person } = await administrator(deps, await actorOf(request, deps));
    const place = { institution, id: requireId(params.id) };
    if (body.base !== undefined) await requireVersion(deps.db, place, body.base);
    const done = await saveProcedureDraft(deps.db, place, { ...body, by: person, at: deps.now().toISOString() });
    if ('conflict' in done)
      return staleVersion(request, response, await shownDraft(deps.db, done.conflict), body.source);
    const { source: _, ...saved } = await shownDraft(deps.db, done.saved);
    return { status: 200, body: saved };
  },
});

export const deleteProcedureDraft = route({
  method: 'delete',
  path: '/api/procedures/{id}/draft',
  tag: 'Procedures',
  summary: 'Throw a draft away, if nobody changed it since you read it; the same again changes nothing',
  request: { ...none, params, query: z.strictObject({ version: z.coerce.number().int().min(0) }) },
  responses: {
    204: { description: 'There is none any more' },
    409: { description: 'A newer version is there: `current` is what it says' },
  },
  handler: async (deps, { params: { id }, query, request, response }) => {
    const { institution } = await administrator(deps, await actorOf(request, deps));
    const conflict = await dropProcedureDraft(deps.db, { institution, id }, query.version);
    return conflict === undefined
      ? { status: 204 }
      : staleVersion(request, response, await shownDraft(deps.db, conflict), null);
  },
});

/** A draft may be of a procedure that is not there yet; its name must be one that a procedure can have. */
function requireId(id: string): string {
  const found = procedureId.safeParse(id);
  if (found.success) return found.data;
  const why = {
    en: found.error.issues[0]?.message ?? '',
    fr: 'doit commencer par une minuscule, puis lettres, chiffres et traits d’union, 63 au plus',
  };
  throw new Problem(
    422,
    'invalid-input',
    { en: `“id” ${why.en}.`, fr: `« id » ${why.fr}.` },
    { fields: [{ field: 'id', why }] },
  );
}

async function requireVersion(
  db: Parameters<typeof newestProcedure>[0],
  { institution, id }: { institution: string; id: string },
  base: number,
): Promise<void> {
  const newest = (await newestProcedure(db, institution, id))?.pin.version ?? 0;
  if (base <= newest) return;
  const why = { en: `there is no version ${String(base)}`, fr: `il n’y a pas de version ${String(base)}` };
  throw new Problem(
    422,
    'invalid-input',
    { en: `“base”: ${why.en}.`, fr: `« base » : ${why.fr}.` },
    { fields: [{ field: 'base', why }] },
  );
}
