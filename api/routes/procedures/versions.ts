import { z } from 'zod';
import { readProcedureDraft } from '../../../db/procedures/drafts.ts';
import { retirementOf } from '../../../db/procedures/retire.ts';
import { MOST_COUNTED, versionsOf, versionTexts } from '../../../db/procedures/versions.ts';
import { procedureByHash } from '../../../db/records/procedures.ts';
import { compare } from '../../../domain/process/compare.ts';
import { refuse } from '../../../domain/refusal.ts';
import { actorOf } from '../../identity/actor.ts';
import { problemOfRefusal } from '../../problem.ts';
import type { ApiDeps } from '../deps.ts';
import { none, route } from '../route.ts';
import { instant, sha256, text } from '../schemas.ts';
import { reader } from './administrator.ts';
import { authors, draft, params, shownDraft, withNames } from './schemas.ts';

const versionNumber = z.coerce.number().int().min(1).max(1_000_000);
const notThere = (): Error => problemOfRefusal(refuse('not-found'));

const version = z.object({
  version: z.number().int(),
  hash: sha256,
  publishedAt: instant,
  publishedBy: z.object({ person: z.string(), name: z.string() }).nullable().describe('Null: an operator, by command'),
  note: z.string().nullable().describe('What changed'),
  authors,
  files: z
    .number()
    .int()
    .describe(`Open files that follow it; ${String(MOST_COUNTED)} stands for that many or more`),
});

export const readProcedure = route({
  method: 'get',
  path: '/api/procedures/{id}',
  tag: 'Procedures',
  summary: 'A procedure in all its versions, the newest first, and its draft',
  request: { ...none, params },
  responses: {
    200: {
      description: 'The procedure',
      schema: z.object({
        procedure: z.string(),
        retired: z
          .object({ at: instant, by: z.string().nullable(), reason: z.string() })
          .nullable()
          .describe('It takes no nominations since then'),
        draft: draft.omit({ source: true }).nullable(),
        versions: z.array(version),
      }),
    },
    404: { description: 'There is no such procedure' },
  },
  handler: async (deps, { params, request }) => {
    const { institution } = reader(await actorOf(request, deps));
    const place = { institution, id: params.id };
    const [rows, kept, retired] = await Promise.all([
      versionsOf(deps.db, place),
      readProcedureDraft(deps.db, place),
      retirementOf(deps.db, place),
    ]);
    if (rows.length === 0 && kept.version === 0) throw notThere();
    const versions = [];
    for (const { publishedBy, ...row } of rows)
      versions.push({
        ...row,
        publishedBy: publishedBy === null ? null : (await withNames(deps.db, [{ person: publishedBy }]))[0],
        authors: await withNames(deps.db, row.authors),
      });
    const { source: _, ...shown } = await shownDraft(deps.db, kept);
    return {
      status: 200,
      body: { procedure: params.id, retired, draft: kept.version === 0 ? null : shown, versions },
    };
  },
});

export const readVersion = route({
  method: 'get',
  path: '/api/procedures/{id}/versions/{n}',
  tag: 'Procedures',
  summary: 'One version: as it was written (YAML), and as it is read',
  request: { ...none, params: params.extend({ n: versionNumber }) },
  responses: {
    200: {
      description: 'The version',
      schema: z.object({
        procedure: z.string(),
        version: z.number().int(),
        hash: sha256,
        source: z.string(),
        body: z.record(z.string(), z.unknown()),
      }),
    },
    404: { description: 'There is no such version' },
  },
  handler: async (deps, { params: { id, n }, request }) => {
    const { institution } = reader(await actorOf(request, deps));
    const texts = await versionTexts(deps.db, { institution, id }, n);
    if (texts === undefined) throw notThere();
    const body: unknown = JSON.parse(texts.body);
    return { status: 200, body: { procedure: id, version: n, ...texts, body } };
  },
});

const tasks = z.array(z.string());

export const compareVersions = route({
  method: 'get',
  path: '/api/procedures/{id}/compare',
  tag: 'Procedures',
  summary: 'What is different between two versions, in words, and which tasks it touches',
  request: { ...none, params, query: z.strictObject({ from: versionNumber, to: versionNumber }) },
  responses: {
    200: {
      description: 'In the order of the newer version',
      schema: z.object({
        from: z.number().int(),
        to: z.number().int(),
        differences: z.array(
          z.object({
            kind: z.enum(['added', 'removed', 'changed', 'moved']),
            place: z.string().describe('Names from the outside in: tasks/details/fields/level'),
            sentence: text,
          }),
        ),
        tasks: z.object({ added: tasks, removed: tasks, changed: tasks }),
      }),
    },
    404: { description: 'There is no such version' },
  },
  handler: async (deps, { params: { id }, query: { from, to }, request }) => {
    const { institution } = reader(await actorOf(request, deps));
    const read = async (n: number): ReturnType<typeof procedureByHash> => procedureOf(deps, { institution, id }, n);
    return { status: 200, body: { from, to, ...compare(await read(from), await read(to)) } };
  },
});

async function procedureOf(
  { db }: ApiDeps,
  place: { institution: string; id: string },
  n: number,
): ReturnType<typeof procedureByHash> {
  const texts = await versionTexts(db, place, n);
  if (texts === undefined) throw notThere();
  return procedureByHash(db, texts.hash);
}
