import { randomUUID } from 'node:crypto';

/** An answer, and how long it took. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly ms: number;
}

/** Somebody at a browser or a program, signed in or not. */
export interface Client {
  readonly headers: Readonly<Record<string, string>>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  page(path: string, language?: 'en' | 'fr'): Promise<Answer>;
  form(path: string, fields: Readonly<Record<string, string>>, language?: 'en' | 'fr'): Promise<Answer>;
  upload(path: string, content: Uint8Array, language?: string): Promise<Answer>;
  act(reference: string, act: unknown, key?: string): Promise<Answer>;
}

/** Nobody is kept waiting as long as this. */
export const PATIENCE_MS = 60_000;

export function client(url: string, signedIn: Readonly<Record<string, string>> = {}): Client {
  const send = async (
    method: string,
    path: string,
    body?: RequestInit['body'],
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const start = performance.now();
    const answer = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { ...signedIn, ...more },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: answer.status, headers: answer.headers, text, json, ms: performance.now() - start };
  };
  const json = (method: string, path: string, body: unknown, more = {}): Promise<Answer> =>
    send(method, path, JSON.stringify(body), { 'content-type': 'application/json', ...more });
  const html = (language: string) => ({ accept: 'text/html', 'accept-language': language });
  return {
    headers: signedIn,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => json('POST', path, body, headers),
    put: (path, body) => json('PUT', path, body),
    page: (path, language = 'en') => send('GET', path, undefined, html(language)),
    form: (path, fields, language = 'en') =>
      send('POST', path, new URLSearchParams(fields).toString(), {
        'content-type': 'application/x-www-form-urlencoded',
        ...html(language),
      }),
    upload: (path, content, language = 'en') => {
      const data = new FormData();
      data.append('file', new Blob([Buffer.from(content)]), 'scan.jpg');
      return send('POST', path, data, { 'accept-language': language });
    },
    act: (reference, act, key = randomUUID()) =>
      json('POST', `/api/mobilities/${reference}/acts`, act, { 'idempotency-key': key }),
  };
}
