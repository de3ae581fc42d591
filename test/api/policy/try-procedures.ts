import type { Stage } from './stage.ts';
import type { Try } from './tries.ts';

/** What the routes of procedures are tried with, by route. */
export function tryProcedures({ reference }: Stage): Readonly<Record<string, Try>> {
  const at = '/api/procedures/erasmus-study';
  const get = (path: string): Try => ({ send: (caller) => caller.get(path) });
  const post = (path: string, body: object): Try => ({ send: (caller) => caller.post(path, body) });
  let n = 0;
  const files = (path: string, about: string, body: object): Try => ({
    about: `"code":"${about}"`,
    send: (caller) =>
      caller.post(
        `${at}/migrations${path}`,
        { references: [reference], ...body },
        { 'idempotency-key': `k${(n += 1)}` },
      ),
  });
  const wanted = { version: 1, reason: 'The rules of 2027' };
  return {
    'POST /api/procedures/check': post('/api/procedures/check', { source: 'procedure: x' }),
    'GET /api/procedures/{id}': get(at),
    'GET /api/procedures/{id}/versions/{n}': get(`${at}/versions/1`),
    'GET /api/procedures/{id}/compare': get(`${at}/compare?from=1&to=1`),
    'GET /api/procedures/{id}/draft': get(`${at}/draft`),
    'POST /api/procedures/{id}/draft/simulate': post(`${at}/draft/simulate`, { version: 1 }),
    'PUT /api/procedures/{id}/draft': {
      send: (caller) => caller.put(`/api/procedures/draft-${(n += 1)}/draft`, { version: 0, source: 'x' }),
    },
    'DELETE /api/procedures/{id}/draft': {
      send: (caller) => caller.raw('DELETE', `${at}/draft?version=0`, undefined),
    },
    'POST /api/procedures/{id}/publish': post(`${at}/publish`, { version: 1, note: 'x' }),
    'POST /api/procedures/{id}/retire': post('/api/procedures/unheard-of/retire', { reason: 'x' }),
    'POST /api/procedures/{id}/unretire': post('/api/procedures/unheard-of/unretire', { reason: 'x' }),
    'POST /api/procedures/{id}/migrations/preview': files('/preview', 'not-ready', { version: 1 }),
    'POST /api/procedures/{id}/migrations': files('', 'not-ready', wanted),
    'POST /api/procedures/{id}/migrations/back': files('/back', 'too-late-to-go-back', { reason: 'x' }),
  };
}
