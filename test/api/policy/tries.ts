import { addMessage } from '../../../db/queries/messages.ts';
import { hashOf } from '../../../domain/hash.ts';
import type { Answer, Caller } from '../support/application.ts';
import { can, form, ok } from '../support/steps.ts';
import type { Stage } from './stage.ts';

/** How one row of the policy is tried, and what its answer shows where a cell says shows or hides. */
export interface Try {
  readonly about?: string;
  /** When it is tried, if at another moment than the rest of its table. */
  readonly moment?: string;
  send(caller: Caller): Promise<Answer>;
}

/** What the routes of one file are tried with, by `route: what it is about`. */
export async function tryFile(stage: Stage): Promise<Readonly<Record<string, Try>>> {
  const { app, reference, student } = stage;
  const file = `/api/mobilities/${reference}`;
  const officer = (await stage.as('officer')).caller;
  ok(await student.put(`${file}/drafts/details`, { version: 0, body: 'typed by the person' }));
  for (const visibility of ['everyone', 'staff'] as const)
    await addMessage(app.db, app.keys, reference, {
      text: `Message to ${visibility}`,
      visibility,
      at: app.now.toISOString(),
      by: { person: 'officer', name: 'Staff officer' },
    });
  await stage.moments.systemDoes({ type: 'raise-incident', incident: 'odd', code: 'odd', text: 'Something is odd.' });
  const stay = await can(officer, reference, 'change-stay');
  ok(await officer.act(reference, { ...stay, end: '2027-06-29', reason: 'Exams' }, 'of-the-officer'));
  const command = hashOf(['person:officer', reference, 'of-the-officer']);
  const { documents } = await viewOf(officer, file);
  const paper = (wanted: string): string => documents.find((d) => d.item === wanted || d.origin === wanted)?.id ?? '';
  await stage.moments.keep('the routes of the file are tried');

  const get = (path: string, about?: string): Try => ({
    send: (caller) => caller.get(path),
    ...(about === undefined ? {} : { about }),
  });
  const message = (visibility: string): Try => ({
    send: (caller) => caller.post(`${file}/messages`, { text: 'Hello', visibility }),
  });
  return {
    'GET /api/mobilities/{reference}: the file': get(file, reference),
    "GET /api/mobilities/{reference}: the person's address": get(file, (await stage.moments.state()).person.email),
    'GET /api/mobilities/{reference}: who decided': get(file, 'caen-claire'),
    'GET /api/mobilities/{reference}: incidents': get(file, 'Something is odd.'),
    'GET /api/mobilities/{reference}/diagram: the file': get(`${file}/diagram`, 'Signature of the agreement'),
    'GET /api/mobilities/{reference}/diagram: tasks of others': get(`${file}/diagram`, 'Supporting documents'),
    'GET /api/mobilities/{reference}/history: the file': get(`${file}/history`),
    'GET /api/mobilities/{reference}/messages: messages to everyone': get(`${file}/messages`, 'Message to everyone'),
    'GET /api/mobilities/{reference}/messages: messages among staff': get(`${file}/messages`, 'Message to staff'),
    'POST /api/mobilities/{reference}/messages: a message to everyone': message('everyone'),
    'POST /api/mobilities/{reference}/messages: a message among staff': message('staff'),
    'GET /api/mobilities/{reference}/drafts/{task}: what the person typed': get(`${file}/drafts/details`, 'typed by'),
    'PUT /api/mobilities/{reference}/drafts/{task}: what one typed oneself': {
      send: (caller) => caller.put(`${file}/drafts/papers`, { version: 0, body: 'mine' }),
    },
    'POST /api/mobilities/{reference}/documents: a new file, when papers are asked for': {
      moment: 'papers are asked for',
      send: (caller) => caller.raw('POST', `${file}/documents?task=papers&document=insurance`, form('a new file')),
    },
    'GET /api/mobilities/{reference}/documents/{id}: the passport': get(`${file}/documents/${paper('passport')}`),
    'GET /api/mobilities/{reference}/documents/{id}: the agreement to sign': get(`${file}/documents/${paper('shown')}`),
    'GET /api/mobilities/{reference}/migration: the version that it follows': get(`${file}/migration?version=1`),
    'GET /api/commands/{id}: an act of the officer': get(
      `/api/commands/${command}?reference=${reference}&key=of-the-officer`,
    ),
  };
}

/** What the lists are tried with, by route. */
export function tryLists({ reference }: Stage): Readonly<Record<string, Try>> {
  const list = (path: string, about = reference): Try => ({ about, send: (caller) => caller.get(path) });
  let n = 0;
  const nominee = (): string => `nominee.${(n += 1)}@porto.example`;
  const home = { name: 'Universidade do Porto' };
  const stay = { start: '2027-02-01', end: '2027-06-30' };
  return {
    'GET /api/queue': list('/api/queue'),
    'GET /api/mobilities': list('/api/mobilities'),
    'GET /api/counts': list('/api/counts'),
    'GET /api/incidents': list('/api/incidents'),
    'GET /api/me': list('/api/me'),
    'GET /api/session': list('/api/session'),
    'GET /api/procedures': list('/api/procedures'),
    'GET /api/procedures/{procedure}/diagram': list('/api/procedures/erasmus-study/diagram', 'Erasmus+ studies'),
    'GET /api/staff': list('/api/staff?search=officer', 'Staff officer'),
    'POST /api/acts': {
      about: '"done"',
      send: (caller) =>
        caller.post(
          '/api/acts',
          { items: [{ reference, act: { type: 'remind', task: 'admission' } }] },
          { 'idempotency-key': `list-${(n += 1)}` },
        ),
    },
    'GET /api/partners': list('/api/partners', 'Universidade do Porto'),
    'GET /api/delegations': list('/api/delegations', 'registry-lent'),
    'POST /api/delegations': {
      send: (caller) =>
        caller.post('/api/delegations', {
          lender: 'registry@caen.example',
          to: 'stand-in@caen.example',
          role: 'registry',
          unit: 'languages',
          from: '2027-03-01',
          until: '2027-03-05',
          reason: 'Leave',
        }),
    },
    'POST /api/delegations/{id}/end': { send: (caller) => caller.post('/api/delegations/registry-lent/end', {}) },
    'POST /api/nominations': {
      send: (caller) =>
        caller.post('/api/nominations', {
          procedure: 'erasmus-study',
          nominations: [{ given: 'Eva', family: 'Lima', email: nominee(), home, stay, unit: 'sciences' }],
        }),
    },
    'POST /api/nominations/import': {
      send: (caller) =>
        caller.raw(
          'POST',
          '/api/nominations/import?procedure=erasmus-study',
          `firstname,lastname,email,year\nEva,Lima,${nominee()},2027\n`,
          { 'content-type': 'text/csv' },
        ),
    },
  };
}

const page = { accept: 'text/html' };
const asForm = { ...page, 'content-type': 'application/x-www-form-urlencoded' };

/** What the pages are tried with, by route. */
export function tryPages({ reference }: Stage): Readonly<Record<string, Try>> {
  const show = (path: string): Try => ({ about: reference, send: (caller) => caller.get(path, page) });
  const decline = 'key=no&decision=decline&reason=Not+this+year';
  return {
    'GET /me': show('/me'),
    'GET /mobilities/{reference}': show(`/mobilities/${reference}`),
    'GET /sign': show('/sign'),
    'POST /sign': { send: (caller) => caller.raw('POST', '/sign', decline, asForm) },
  };
}

/** What is open to all, by route; each call is a new one. */
export function tryOpen(): Readonly<Record<string, Try>> {
  const get = (path: string): Try => ({ send: (caller) => caller.get(path) });
  let n = 0;
  return {
    'GET /': get('/'),
    'GET /api/health': get('/api/health'),
    'GET /api/institutions': get('/api/institutions'),
    'GET /api/catalogue/courses': get('/api/catalogue/courses?institution=caen'),
    'GET /api/catalogue/faculties': get('/api/catalogue/faculties?institution=caen'),
    'GET /api/schemas/procedure.json': get('/api/schemas/procedure.json'),
    'GET /api/schemas/institution.json': get('/api/schemas/institution.json'),
    'GET /api/openapi.json': get('/api/openapi.json'),
    'GET /api/docs': get('/api/docs'),
    'GET /style.css': get('/style.css'),
    'GET /favicon.ico': get('/favicon.ico'),
    'GET /link': get('/link'),
    'GET /link.js': get('/link.js'),
    'GET /verify/{hash}': get(`/verify/${'0'.repeat(64)}`),
    'GET /login/{provider}': get('/login/local?institution=caen'),
    'GET /login/callback': get('/login/callback'),
    'POST /api/links': { send: (caller) => caller.post('/api/links', { token: 'x'.repeat(43) }) },
    'POST /api/links/request': {
      send: (caller) => caller.post('/api/links/request', { institution: 'caen', email: `${(n += 1)}@porto.example` }),
    },
    'POST /api/session/logout': { send: (caller) => caller.post('/api/session/logout') },
    'POST /sign-out': { send: (caller) => caller.raw('POST', '/sign-out', '', asForm) },
  };
}

async function viewOf(
  caller: Caller,
  path: string,
): Promise<{ documents: readonly { id: string; origin: string; item?: string }[] }> {
  return JSON.parse(ok(await caller.get(path)).text) as Awaited<ReturnType<typeof viewOf>>;
}
