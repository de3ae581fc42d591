import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { createApp } from '../../api/app.ts';
import { openApiDocument } from '../../api/openapi.ts';
import { identityRoutes } from '../../api/routes/identity.ts';
import { routes } from '../../api/routes/index.ts';
import { publicAct } from '../../domain/mobility/acts.schema.ts';
import { forEachDatabase } from '../support/database.ts';
import { startApplication, type Application } from './support/application.ts';
import { objectsOf } from './support/objects-of.ts';
import { routesOf } from './support/served.ts';

const URL_ = 'http://127.0.0.1:3000';
const all = [...routes, ...identityRoutes];

interface Document {
  readonly openapi: string;
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

describe('the document of the API', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument(all, URL_))) as Document;
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

  it('is OpenAPI 3.1 with everything that it needs', () => {
    expect(document.openapi).to.equal('3.1.0');
    expect(document.info).to.include.keys('title', 'version');
    const ids = operations.map((o) => o.operation.operationId);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const { path, operation } of operations) {
      expect(Object.keys(operation.responses).length, path).to.be.greaterThan(1);
      for (const response of Object.values(operation.responses))
        expect(response.description).to.be.a('string').and.not.empty;
      const declared = (operation.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name);
      expect(declared.sort(), path).to.deep.equal([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
    }
  });

  it('says that an act needs an Idempotency-Key', () => {
    const act = document.paths['/api/mobilities/{reference}/acts']?.['post'];
    expect(act?.parameters?.find((p) => p.name === 'idempotency-key')).to.include({ in: 'header', required: true });
  });

  it('has schemas that are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    let count = 0;
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('schema' in value && typeof value.schema === 'object' && value.schema !== null) {
        ajv.compile(value.schema);
        count += 1;
      }
      for (const inner of Object.values(value)) visit(inner);
    };
    visit(document.paths);
    expect(count).to.be.greaterThan(50);
  });

  it('refuses unknown fields in every query, and in every body at every depth', () => {
    const seen: string[] = [];
    for (const { method, path, request } of all)
      for (const part of ['query', 'body'] as const)
        for (const { at, object } of objectsOf(request[part])) {
          const where = `${method} ${path} ${part} ${at}`.trim();
          const unknown = object
            .safeParse({ surprise: '1' })
            .error?.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
          expect(unknown, `${where} {${Object.keys(object.shape).join()}}`).to.deep.equal(['surprise']);
          seen.push(where);
        }
    expect(seen).to.include.members([
      'post /api/nominations body nominations.home',
      'post /api/nominations body nominations.stay',
      'post /api/mobilities/{reference}/acts body content.components',
      'post /api/mobilities/{reference}/acts body results',
    ]);
    const acts = seen.filter((where) => where === 'post /api/mobilities/{reference}/acts body');
    expect(acts).to.have.length(publicAct.options.length);
  });

  forEachDatabase((kind, database) => {
    if (kind !== 'sqlite') return;
    let app: Application;
    before(async () => {
      app = await startApplication(database.db());
    });
    after(() => app.stop());

    it('has every route that the application answers, and no other', () => {
      const served = routesOf(createApp(app.deps)).filter(
        (r) => r.includes(' /api/') && !r.endsWith('/api/openapi.json') && !r.endsWith('/api/docs'),
      );
      const documented = operations.map(({ path, method }) => `${method} ${path}`);
      expect(served.sort()).to.deep.equal(documented.sort());
    });

    it('is served, as JSON and as a page', async () => {
      const { json } = await app.anybody.get('/api/openapi.json');
      expect(Object.keys(json.paths)).to.deep.equal(Object.keys(document.paths));
      const page = await app.anybody.get('/api/docs');
      for (const { path } of operations) expect(page.text).to.include(path);
      expect(page.text).to.include('<code>add-document</code>').and.not.include('`');
    });

    it('asks for a session wherever it says so', async () => {
      for (const { method, path, open } of all) {
        if (open === true) continue;
        const at = path
          .replace('{reference}', 'CAEN-2026-000001')
          .replace('{n}', '1')
          .replace(/\{\w+\}/g, 'a'.repeat(64));
        const query = queries[`${method} ${path}`] ?? queries[path] ?? '';
        const body = bodies[path];
        const headers = { 'idempotency-key': 'k' };
        const answer =
          method === 'get'
            ? await app.anybody.get(at + query)
            : await app.anybody.raw(
                method.toUpperCase(),
                at + query,
                body === undefined ? 'x' : JSON.stringify(body),
                body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
              );
        expect(answer.status, `${method} ${path}: ${answer.text}`).to.equal(401);
        expect(answer.json.code).to.equal('not-signed-in');
      }
    });
  });
});

const bodies: Readonly<Record<string, unknown>> = {
  '/api/mobilities/{reference}/acts': { type: 'withdraw', reason: 'x' },
  '/api/acts': { items: [{ reference: 'CAEN-2026-000001', act: { type: 'withdraw', reason: 'x' } }] },
  '/api/mobilities/{reference}/messages': { text: 'x' },
  '/api/mobilities/{reference}/drafts/{task}': { version: 0, body: {} },
  '/api/procedures/check': { source: 'x' },
  '/api/procedures/{id}/draft': { version: 0, source: 'x' },
  '/api/procedures/{id}/draft/simulate': { version: 1 },
  '/api/procedures/{id}/publish': { version: 1, note: 'x' },
  '/api/procedures/{id}/retire': { reason: 'x' },
  '/api/procedures/{id}/unretire': { reason: 'x' },
  '/api/procedures/{id}/migrations': { version: 1, references: ['CAEN-2026-000001'], reason: 'x' },
  '/api/procedures/{id}/migrations/preview': { version: 1, references: ['CAEN-2026-000001'] },
  '/api/procedures/{id}/migrations/back': { references: ['CAEN-2026-000001'], reason: 'x' },
  '/api/delegations': { to: 'a@b.example', role: 'r', until: '2027-06-30', reason: 'Leave' },
  '/api/nominations': {
    procedure: 'p',
    nominations: [
      {
        given: 'A',
        family: 'B',
        email: 'a@b.example',
        home: { name: 'H' },
        stay: { start: '2027-01-01', end: '2027-02-01' },
      },
    ],
  },
};
const queries: Readonly<Record<string, string>> = {
  '/api/commands/{id}': '?reference=CAEN-2026-000001&key=k',
  '/api/procedures/{id}/compare': '?from=1&to=2',
  'delete /api/procedures/{id}/draft': '?version=1',
  '/api/mobilities/{reference}/migration': '?version=1',
  '/api/mobilities/{reference}/documents': '?task=a&document=b',
  '/api/nominations/import': '?procedure=p',
};
