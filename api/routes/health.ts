import { z } from 'zod';
import { select } from '../../db/sql.ts';
import type { ApiDeps } from './deps.ts';
import { none, route } from './route.ts';

const schema = z.object({ ok: z.boolean(), database: z.boolean(), temporal: z.boolean() });

/** Whether we work: the records must answer; without Temporal everything can still be read. */
export const health = route({
  method: 'get',
  path: '/api/health',
  tag: 'Service',
  summary: 'Whether the service works, and what it stands on',
  open: true,
  request: none,
  responses: { 200: { description: 'It works', schema }, 503: { description: 'The records do not answer', schema } },
  handler: async (deps) => {
    const [database, temporal] = await Promise.all([databaseAnswers(deps), deps.temporalAnswers()]);
    return { status: database ? 200 : 503, body: { ok: database && temporal, database, temporal } };
  },
});

async function databaseAnswers({ db, log }: ApiDeps): Promise<boolean> {
  try {
    await select(db, 'SELECT 1 AS answer');
    return true;
  } catch (error) {
    log.error({ err: error }, 'the database does not answer');
    return false;
  }
}
