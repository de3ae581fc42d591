import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Db } from '../../db/connect.ts';
import { insertSession, type SessionHolder } from '../../db/identity/sessions.ts';
import { hashOfToken, randomToken } from '../../db/identity/token.ts';
import type { PublicAct } from '../../domain/mobility/acts.schema.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly cookies: readonly string[];
}

/** Somebody signed in, with a client that costs little: it runs on the same processors. */
export interface Caller {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  upload(path: string, name: string, type: string, content: Buffer): Promise<Answer>;
  /** Sends an act with a key of its own and insists until it has an answer. @throws Error when it is refused */
  act(reference: string, act: PublicAct): Promise<void>;
}

const FOREVER = '9999-12-31T23:59:59.999Z';
const MOST_TRIES = 50;
const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/** Opens a session as a login does at its end, and calls with it. */
export async function signedIn(db: Db, url: string, holder: SessionHolder): Promise<Caller> {
  const token = randomToken();
  const at = new Date().toISOString();
  await insertSession(db, {
    idHash: hashOfToken(token),
    institution: 'caen',
    holder,
    csrfHash: hashOfToken('csrf'),
    createdAt: at,
    seenAt: at,
    expiresAt: FOREVER,
    ipPrefix: null,
  });
  return callerWith(url, { cookie: `smile=${token}`, 'x-csrf-token': 'csrf', origin: url });
}

const opened = z.object({ csrfToken: z.string() });

/** A partner who opens the one-time link that was mailed to them. */
export async function partnerBy(url: string, token: string, name: string): Promise<Caller> {
  const link = await callerWith(url, { origin: url }).post('/api/links', { token, name });
  const cookie = link.cookies.map((one) => one.split(';')[0]).join('; ');
  if (cookie === '') throw new Error(`The link was refused: ${String(link.status)} ${JSON.stringify(link.body)}`);
  const { body } = await callerWith(url, { cookie, origin: url }).get('/api/session');
  return callerWith(url, { cookie, origin: url, 'x-csrf-token': opened.parse(body).csrfToken });
}

export const person = (id: string): SessionHolder => ({ kind: 'person', person: id, identified: 'demo' });

function callerWith(url: string, own: Readonly<Record<string, string>>): Caller {
  const send = (
    method: string,
    path: string,
    body?: Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(body.length) };
      const sent = request(
        new URL(path, url),
        { method, agent, headers: { ...own, ...length, ...headers } },
        (answer) => {
          whole(answer).then(resolve, reject);
        },
      );
      sent.once('error', (error: NodeJS.ErrnoException) => {
        // The server closed a connection that was idle, just when it was taken again.
        if (sent.reusedSocket && error.code === 'ECONNRESET') send(method, path, body, headers).then(resolve, reject);
        else reject(error);
      });
      sent.end(body);
    });
  const post: Caller['post'] = (path, body, headers) =>
    send('POST', path, Buffer.from(JSON.stringify(body)), { 'content-type': 'application/json', ...headers });
  return {
    get: (path) => send('GET', path),
    post,
    upload(path, name, type, content) {
      const line = `bench-${randomToken()}`;
      const head = `--${line}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
      const body = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${line}--\r\n`)]);
      return send('POST', path, body, { 'content-type': `multipart/form-data; boundary=${line}` });
    },
    async act(reference, act) {
      const headers = { 'idempotency-key': randomToken() };
      for (let tries = 1; ; tries += 1) {
        const { status, body } = await post(`/api/mobilities/${reference}/acts`, act, headers);
        if (status === 200) return;
        if ((status !== 202 && status !== 503) || tries === MOST_TRIES)
          throw new Error(`${act.type} on ${reference}: ${String(status)} ${JSON.stringify(body)}`);
        await sleep(200);
      }
    },
  };
}

async function whole(answer: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of answer) if (part instanceof Buffer) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  return {
    status: answer.statusCode ?? 0,
    body: text === '' ? null : JSON.parse(text),
    cookies: answer.headers['set-cookie'] ?? [],
  };
}
