import { z } from 'zod';
import { institutions } from '../../db/queries/institutions.ts';
import { newestProcedures } from '../../db/queries/procedures.ts';
import { actorOf } from '../identity/actor.ts';
import { none, route } from './route.ts';
import { instant, sha256, text } from './schemas.ts';
import { aPerson } from './signed-in.ts';

const languagesOf = (settings: unknown): string[] =>
  z.object({ languages: z.array(z.string()).min(1) }).safeParse(settings).data?.languages ?? ['en'];

export const listInstitutions = route({
  method: 'get',
  path: '/api/institutions',
  tag: 'Open to all',
  summary: 'The institutions here',
  open: true,
  request: none,
  responses: {
    200: {
      description: 'All of them',
      schema: z.object({
        items: z.array(z.object({ institution: z.string(), name: text, languages: z.array(z.string()) })),
      }),
    },
  },
  handler: async ({ db }) => ({
    status: 200,
    body: {
      items: (await institutions(db)).map(({ id, name, settings }) => ({
        institution: id,
        name,
        languages: languagesOf(settings),
      })),
    },
  }),
});

const procedure = z.object({
  procedure: z.string(),
  version: z.number().int(),
  hash: sha256,
  title: text,
  for: z.string(),
  publishedAt: instant,
});

export const listProcedures = route({
  method: 'get',
  path: '/api/procedures',
  tag: 'Lists',
  summary: 'The procedures of your institution, each in its newest version',
  request: none,
  responses: { 200: { description: 'All of them', schema: z.object({ items: z.array(procedure) }) } },
  handler: async (deps, { request }) => {
    const { institution } = aPerson(await actorOf(request, deps));
    return { status: 200, body: { items: await newestProcedures(deps.db, institution) } };
  },
});
