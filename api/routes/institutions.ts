import { z } from 'zod';
import { institutions } from '../../db/queries/institutions.ts';
import { none, route } from './route.ts';
import { text } from './schemas.ts';

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
