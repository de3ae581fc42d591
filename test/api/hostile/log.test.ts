import { expect } from 'chai';
import { forEachDatabase } from '../../support/database.ts';
import { startApplication, type Application } from '../support/application.ts';

interface Line {
  readonly at: string;
  readonly request: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly code?: string;
  readonly person?: string;
}

describe('the log of requests', () => {
  forEachDatabase((kind, database) => {
    if (kind !== 'sqlite') return;
    let app: Application;
    before(async () => {
      app = await startApplication(database.db(), { env: { RATE_LIMIT: '60', TRUST_PROXY: '1' } });
    });
    after(() => app.stop());
    /** The line of the request just answered. */
    const last = (id: string | null): Line => {
      const line = app.logged.map((text) => JSON.parse(text) as Line).find(({ request }) => request === id);
      if (line === undefined) throw new Error('not in the log');
      return line;
    };

    it('says who was refused what, and why, by codes and ids', async () => {
      const { reference, caller } = await app.student();
      const acts = '/api/mobilities/:reference/acts';
      for (const [answer, expected] of [
        [await app.anybody.get('/api/me'), { route: '/api/me', status: 401, code: 'not-signed-in' }],
        [await caller.get('/api/mobilities'), { route: '/api/mobilities', status: 403, code: 'forbidden' }],
        [
          await caller.act('CAEN-2026-999999', { type: 'withdraw', reason: 'x' }),
          { route: acts, status: 404, code: 'not-found' },
        ],
        [await caller.act(reference, { type: 'nothing' }), { route: acts, status: 422, code: 'invalid-input' }],
        [
          await caller.raw('POST', `/api/mobilities/${reference}/acts`, '{}', {
            'x-csrf-token': 'forged',
            origin: 'https://evil.example',
          }),
          { status: 403, code: 'csrf' },
        ],
        [
          await app.anybody.raw('POST', '/api/links', '{"token":"x"}', { 'content-type': 'application/json' }),
          { route: '/api/links', status: 410, code: 'link-invalid' },
        ],
      ] as const) {
        const line = last(answer.headers.get('x-request-id'));
        expect(line).to.include({ ...expected });
      }
      const refused = last((await caller.get('/api/mobilities')).headers.get('x-request-id'));
      expect(refused.person).to.match(/^[0-9a-f-]{36}$/);
      const flood = await Promise.all(
        Array.from({ length: 80 }, () => app.anybody.get('/api/institutions', { 'x-forwarded-for': '203.0.113.9' })),
      );
      const slowed = flood.find(({ status }) => status === 429);
      expect(last(slowed?.headers.get('x-request-id') ?? null)).to.include({ status: 429, code: 'too-many-requests' });
    });
  });
});
