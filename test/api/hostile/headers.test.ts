import { expect } from 'chai';
import { identityRoutes } from '../../../api/routes/identity.ts';
import { routes } from '../../../api/routes/index.ts';
import { execute } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { startApplication, type Answer, type Application } from '../support/application.ts';
import { form, ok, upload } from '../support/steps.ts';
import { requestText, say } from './wire.ts';

const PAGES = ['/', '/me', '/sign', '/link', '/api/docs', '/mobilities/CAEN-2026-000001', `/verify/${'0'.repeat(64)}`];
const FILES = ['/style.css', '/link.js', '/favicon.ico', '/api/openapi.json'];
/** What may stay in a browser: it is the same for everybody. */
const KEPT = new Set(['/style.css', '/link.js', '/favicon.ico']);

/** What every answer has, whatever it is. */
function expectProtected(headers: Headers, what: string, secure: boolean): void {
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy, what)
    .to.include("default-src 'none'")
    .and.not.match(/unsafe|\*|http:|data:/);
  if (!policy.includes('sandbox'))
    expect(policy, what).to.include("frame-ancestors 'none'").and.include("base-uri 'none'").and.include('form-action');
  expect(headers.get('x-content-type-options'), what).to.equal('nosniff');
  expect(headers.get('x-frame-options'), what).to.equal('DENY');
  expect(headers.get('referrer-policy'), what).to.be.oneOf(['same-origin', 'no-referrer']);
  expect(headers.get('cross-origin-opener-policy'), what).to.equal('same-origin');
  expect(headers.get('cross-origin-resource-policy'), what).to.equal('same-origin');
  expect(headers.get('cross-origin-embedder-policy'), what).to.equal('require-corp');
  expect(headers.get('permissions-policy'), what).to.include('camera=()').and.include('geolocation=()');
  expect(headers.get('strict-transport-security'), what).to.equal(
    secure ? 'max-age=31536000; includeSubDomains' : null,
  );
  for (const told of ['server', 'x-powered-by', 'etag', 'via', 'x-aspnet-version'])
    expect(headers.get(told), `${what} ${told}`).to.equal(null);
  for (const [name] of headers) expect(name, what).to.not.match(/^access-control-/);
}

describe('the headers of every answer', () => {
  for (const secure of [true, false])
    describe(secure ? 'over TLS' : 'without TLS, on one machine', () => {
      forEachDatabase((kind, database) => {
        if (kind !== 'sqlite') return;
        let app: Application;
        before(async function () {
          this.timeout(60_000);
          app = await startApplication(database.db(), {
            env: secure ? { SMILE_URL: 'https://smile.example.org', SMILE_DEV: '0' } : {},
          });
        });
        after(() => app.stop());

        /** @param kept whether it may stay in a browser */
        const expectAll = ({ headers, text }: Answer, what: string, kept = false): void => {
          expectProtected(headers, what, secure);
          if (kept)
            expect(headers.get('cache-control'), what).to.be.oneOf([
              'no-cache',
              'public, max-age=300',
              'public, max-age=86400',
            ]);
          else expect(headers.get('cache-control'), what).to.include('no-store');
          if (text !== '') expect(headers.get('content-type'), what).to.match(/; charset=utf-8$/i);
          for (const cookie of headers.getSetCookie()) {
            expect(cookie, what)
              .to.match(/; Path=\//)
              .and.match(/; HttpOnly/)
              .and.match(/; SameSite=Lax/);
            expect(cookie.startsWith('__Host-'), cookie).to.equal(secure);
            expect(cookie.includes('; Secure'), cookie).to.equal(secure);
            expect(cookie).to.not.match(/; Domain/i);
          }
        };

        it('protect every route of the API: for nobody, for staff, by HEAD, OPTIONS and a wrong method', async function () {
          this.timeout(60_000);
          const ines = await app.as('caen-ines');
          const all = [...routes, ...identityRoutes];
          expect(all.length).to.be.greaterThan(20);
          for (const { method, path } of all) {
            const at = path.replace('{reference}', 'CAEN-2026-000001').replace(/\{\w+\}/g, '0'.repeat(64));
            for (const caller of [app.anybody, ines]) {
              if (path === '/api/session/logout' && caller === ines) continue;
              const body = method === 'get' ? undefined : '{}';
              const type = { 'content-type': 'application/json', 'idempotency-key': 'k' };
              expectAll(await caller.raw(method.toUpperCase(), at, body, type), `${method} ${at}`);
              for (const other of ['HEAD', 'OPTIONS', 'DELETE'])
                expectAll(await caller.raw(other, at, undefined), `${other} ${at}`);
            }
          }
        });

        it('protect every page and file, signed in or not, in both languages', async () => {
          const callers = [app.anybody, await app.as('caen-ines'), (await app.student()).caller];
          for (const path of [...PAGES, ...FILES, '/nothing', '/api/nothing'])
            for (const caller of callers)
              for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST'])
                for (const query of ['', '?lang=fr']) {
                  const answer = await caller.raw(method, path + query, undefined, { accept: 'text/html' });
                  const kept = KEPT.has(path) && (method === 'GET' || method === 'HEAD');
                  expectAll(answer, `${method} ${path}${query}`, kept);
                }
        });

        it('protect what is refused: too large, too many, no HTTP, a fault of ours', async () => {
          const { reference, caller } = await app.student();
          const acts = `/api/mobilities/${reference}/acts`;
          const json = { 'content-type': 'application/json', 'idempotency-key': 'k' };
          const large = await caller.raw('POST', acts, `"${'x'.repeat(70_000)}"`, json);
          expect(large.status).to.equal(413);
          expectAll(large, '413');
          const media = await caller.raw('POST', acts, 'x', { ...json, 'content-type': 'text/plain' });
          expect(media.status).to.equal(415);
          expectAll(media, '415');
          const { send } = app;
          app.send = () => Promise.reject(new Error('a secret of ours'));
          const fault = await caller.act(reference, { type: 'withdraw', reason: 'x' });
          app.send = send;
          expect(fault.status, fault.text).to.equal(500);
          expect(fault.text).to.not.include('secret');
          expectAll(fault, '500');
          const port = Number(new URL(app.url).port);
          for (const bytes of [
            'nonsense\r\n\r\n',
            requestText('GET /', { 'X-Long': 'x'.repeat(50_000) }),
            requestText('GET /', Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`a${i}`, '']))),
            requestText('POST /', { Expect: 'much' }),
            requestText('GET /', { 'Content-Length': 'x' }),
          ]) {
            const { status, headers, body } = await say(port, bytes);
            expect(status).to.be.within(400, 431);
            expectAll(
              { status, headers: new Headers(headers), text: body, json: {} as Answer['json'] },
              String(status),
            );
          }
        });

        it('let no page of another site ask with a cookie, nor read', async () => {
          const ines = await app.as('caen-ines');
          for (const origin of ['https://evil.example', 'null', 'https://smile.example.org.evil.example']) {
            const preflight = await app.anybody.raw('OPTIONS', '/api/me', undefined, {
              origin,
              'access-control-request-method': 'POST',
              'access-control-request-headers': 'content-type',
            });
            expectAll(preflight, 'preflight');
            expectAll(await ines.get('/api/me', { origin }), 'read');
          }
        });

        it('send files as attachments, whatever their names are', async function () {
          this.timeout(60_000);
          const { reference, caller } = await app.student();
          const path = `/api/mobilities/${reference}/documents`;
          const named = async (name: string): Promise<Answer> => {
            const { id } = ok(await upload(caller, reference, 'passport', form('x', 'a.jpg')), 201).json;
            ok(await caller.act(reference, { type: 'add-document', task: 'papers', document: 'passport', file: id }));
            await app.effects(reference);
            await execute(app.db, 'UPDATE documents SET name = ? WHERE id = ?', [name, id]);
            return ok(await caller.get(`${path}/${id}`));
          };
          for (const name of [
            'x".html',
            'a\r\nX-Evil: 1\r\n\r\n<script>.pdf',
            '"; filename="evil.exe',
            '../../../etc/passwd',
            'Zoë €.pdf',
            '\u202efdp.exe',
            ';charset=utf-7',
            '%0d%0aX-Evil: 1',
            '\u{1f600}'.repeat(50),
          ]) {
            const { headers } = await named(name);
            expectAll({ status: 200, headers, text: '', json: {} as Answer['json'] }, name);
            const disposition = headers.get('content-disposition') ?? '';
            expect(disposition, name).to.match(
              /^attachment; filename=(?:"(?:[^"\\]|\\.)*"|[\w.-]+)(?:; filename\*=UTF-8''[\w.%~!#$&'()*+^`|-]+)?$/,
            );
            expect(headers.get('x-evil')).to.equal(null);
            expect(headers.get('content-type'), name).to.be.oneOf(['application/octet-stream', 'image/jpeg']);
            expect(headers.get('content-security-policy')).to.equal("default-src 'none'; sandbox");
          }
          const raw = (name: string): string =>
            `--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\nx\r\n--x--\r\n`;
          for (const name of [
            'a\u0000b.jpg',
            '..',
            '/',
            'x'.repeat(10_000),
            '\u00ff\u00fe.jpg',
            'a.jpg"; filename="b.exe',
            "a'; DROP TABLE documents; --",
          ]) {
            const answer = await caller.raw('POST', `${path}?task=papers&document=transcript`, raw(name), {
              'content-type': 'multipart/form-data; boundary=x',
            });
            expect(answer.status, name.slice(0, 20)).to.be.oneOf([201, 400]);
          }
        });
      });
    });
});
