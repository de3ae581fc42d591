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

/** Whoever asks is not kept waiting by a database that hangs. */
const PROBE_MS = 2_000;

async function databaseAnswers({ db, log }: ApiDeps): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(resolve, PROBE_MS, `no answer within ${PROBE_MS} ms`);
  const asked = select(db, 'SELECT 1 AS answer').then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
  );
  const trouble = await Promise.race([asked, late]);
  clearTimeout(timer);
  if (trouble !== null) log.error({ why: trouble }, 'the database does not answer');
  return trouble === null;
}
