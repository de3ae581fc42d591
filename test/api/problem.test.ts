import { expect } from 'chai';
import express from 'express';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { z } from 'zod';
import { Problem, problemHandler, problemOfInput, type ProblemBody } from '../../api/problem.ts';
import { DatabaseError } from '../../db/errors.ts';
import { refuse } from '../../domain/refusal.ts';
import { listening } from './identity/site.ts';

const schema = z.strictObject({
  answers: z.strictObject({ 'birth/date': z.iso.date() }),
  act: z.discriminatedUnion('type', [z.object({ type: z.literal('sign') }), z.object({ type: z.literal('approve') })]),
  level: z.enum(['bachelor', 'master']),
  ects: z.int().min(1).max(60).multipleOf(2),
  name: z.string().min(2).max(5),
  courses: z.array(z.string()).max(1),
  either: z.union([z.string(), z.number()]),
  code: z.string().regex(/^[A-Z]+$/, 'must be capital letters'),
});

describe('a problem', () => {
  const logged: string[] = [];
  let site: { url: string; stop: () => Promise<void> };
  /** What the next request runs into. */
  let thrown: unknown;

  before(async () => {
    const app = express();
    app.use(express.json({ limit: 2048 }));
    app.use((request) => {
      if (request.path === '/api/schema') schema.parse(request.body);
      throw thrown;
    });
    const log = pino({}, { write: (line: string) => logged.push(line) });
    const page = ({ detail }: ProblemBody): string => `<p>${detail.length}`;
    app.use(problemHandler({ log, page }));
    site = await listening(createServer(app));
  });
  after(() => site.stop());
  beforeEach(() => {
    logged.length = 0;
  });

  const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${site.url}${path}`, init);
  const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
    ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const problem = async (error: unknown, init: RequestInit = {}, query = ''): Promise<Record<string, unknown>> => {
    thrown = error;
    return (await (await ask(`/api/x${query}`, init)).json()) as Record<string, unknown>;
  };

  it('is answered as RFC 9457 has it', async () => {
    thrown = new Problem(429, 'slow', { en: 'Slow down.', fr: 'Doucement.' }, { headers: { 'Retry-After': '7' } });
    const answer = await ask('/api/x');
    expect(answer.status).to.equal(429);
    expect(answer.headers.get('content-type')).to.equal('application/problem+json; charset=utf-8');
    expect(answer.headers.get('retry-after')).to.equal('7');
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    const { instance, ...body } = (await answer.json()) as ProblemBody;
    expect(instance).to.match(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(body).to.deep.equal({
      type: '/problems/slow',
      title: 'Too many requests',
      status: 429,
      detail: 'Slow down.',
      code: 'slow',
    });
    expect(logged).to.deep.equal([]);
  });

  it('speaks the language asked for: of the address, the cookie, the browser', async () => {
    const error = new Problem(404, 'x', { en: 'No.', fr: 'Non.' });
    const fr = { headers: { 'accept-language': 'de, fr;q=0.8, en;q=0.5' } };
    expect((await problem(error, fr))['detail']).to.equal('Non.');
    expect((await problem(error, { headers: { cookie: 'a=b; lang=fr' } }))['detail']).to.equal('Non.');
    expect((await problem(error, fr, '?lang=en'))['detail']).to.equal('No.');
    expect((await problem(error, {}, '?lang=xx&lang=fr'))['detail']).to.equal('No.');
    expect((await problem(error, { headers: { 'accept-language': 'de' } }))['title']).to.equal('Not found');
  });

  it('tells a refusal of the core with its status, sentence and field', async () => {
    const body = await problem(refuse('missing-answer', { field: 'Birth date' }, 'answers/birthDate'));
    expect(body).to.deep.include({
      status: 422,
      code: 'missing-answer',
      detail: '“Birth date” needs an answer.',
      errors: [{ field: 'answers/birthDate', why: '“Birth date” needs an answer.' }],
    });
  });

  it('names each field of the input that is wrong, and what would be right', async () => {
    const sent = {
      answers: { 'birth/date': '1.2.2000' },
      act: { type: 'dance' },
      level: 'doctor',
      ects: 61,
      name: 'x',
      courses: ['a', 'b'],
      either: true,
      code: 'abc',
      extra: 1,
    };
    const answer = await post('/api/schema', JSON.stringify(sent));
    expect(answer.status).to.equal(422);
    const { errors } = (await answer.json()) as ProblemBody;
    expect(errors).to.have.deep.members([
      { field: 'answers/birth~1date', why: 'must be a date like 2026-11-23' },
      { field: 'act/type', why: 'must be one of: “sign”, “approve”' },
      { field: 'level', why: 'must be one of: “bachelor”, “master”' },
      { field: 'ects', why: 'must be at most 60' },
      { field: 'ects', why: 'must be a multiple of 2' },
      { field: 'name', why: 'must have at least 2 characters' },
      { field: 'courses', why: 'must have at most 1 entries' },
      { field: 'either', why: 'must be a text' },
      { field: 'code', why: 'must be capital letters' },
      { field: 'extra', why: 'is not known here: leave it out' },
    ]);
    const french = (await (await post('/api/schema?lang=fr', '{}')).json()) as ProblemBody;
    expect(french.errors).to.deep.include({
      field: 'level',
      why: "doit être l'une de ces valeurs : “bachelor”, “master”",
    });
    expect(french.errors).to.deep.include({ field: 'name', why: 'manque : il faut un texte' });
    expect(french.errors).to.deep.include({ field: 'ects', why: 'manque : il faut un nombre' });
  });

  it('names a fault of the query as such, and no more than fifty in all', () => {
    const { error } = z
      .strictObject({})
      .safeParse(Object.fromEntries(Array.from({ length: 99 }, (_, n) => [`f${n}`, 1])));
    const { fields } = problemOfInput(error!, 'query');
    expect(fields).to.have.length(50);
    expect(fields[0]?.field).to.equal('query/f0');
  });

  it('says where JSON breaks off without repeating it, and how large a body may be', async () => {
    const broken = await post('/api/x', '{"secret":"hunter2",}');
    expect(broken.status).to.equal(400);
    const said = (await broken.json()) as ProblemBody;
    expect(said).to.include({ code: 'not-json', detail: 'The body is not JSON (at character 20).' });
    const large = await post('/api/x', JSON.stringify('x'.repeat(3000)));
    expect(large.status).to.equal(413);
    expect(await large.json()).to.include({ code: 'too-large', detail: 'What was sent is too large: at most 2 KiB.' });
    const charset = await post('/api/x', '{}', { 'content-type': 'application/json; charset=latin1' });
    expect(charset.status).to.equal(415);
    expect(logged).to.deep.equal([]);
  });

  it('tells nothing of our inside, and is found in the log by its id', async () => {
    const body = await problem(new Error('SELECT password FROM people'));
    expect(body).to.include({ status: 500, code: 'internal-error' });
    expect(JSON.stringify(body)).to.not.include('SELECT').and.not.include('problem.test');
    const [line] = logged.map((text) => JSON.parse(text) as { occurrence: string; err: { message: string } });
    expect(body['instance']).to.equal(`urn:uuid:${line!.occurrence}`);
    expect(line!.err.message).to.include('SELECT password');
    for (const odd of ['a text', 42, { status: 404 }]) {
      expect((await problem(odd))['status']).to.equal(500);
    }
  });

  it('asks to come again when the database or Temporal does not answer', async () => {
    const temporal = Object.assign(new Error('10.0.0.7:7233'), { code: 'temporal-unreachable' });
    for (const error of [new DatabaseError('database-unreachable', 'db.internal:3306'), temporal]) {
      thrown = error;
      const answer = await ask('/api/x');
      expect(answer.status).to.equal(503);
      expect(answer.headers.get('retry-after')).to.equal('5');
      const text = await answer.text();
      expect(text).to.include(error.code).and.not.include('internal:').and.not.include('10.0.0.7');
    }
  });

  it('is a page for a browser, outside the API', async () => {
    thrown = new Problem(404, 'x', { en: 'No.' });
    const html = { headers: { accept: 'text/html,*/*;q=0.8' } };
    const page = await ask('/me', html);
    expect([page.status, page.headers.get('content-type'), await page.text()]).to.deep.equal([
      404,
      'text/html; charset=utf-8',
      '<p>3',
    ]);
    expect((await ask('/api/me', html)).headers.get('content-type')).to.include('problem+json');
    expect((await ask('/me')).headers.get('content-type')).to.include('problem+json');
  });
});
