/** One person's browser: cookies for each origin, redirects followed, unsafe requests proved to be ours. */
export interface Browser {
  readonly name: string;
  get<T>(path: string): Promise<T>;
  bytes(path: string): Promise<Buffer>;
  post<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<Answered<T>>;
  put<T>(path: string, body: unknown): Promise<T>;
  upload<T>(path: string, name: string, type: string, content: Uint8Array): Promise<T>;
  /** Follows redirects, across origins, until a page that is not one. */
  visit(url: string): Promise<string>;
  /** Learns the token that programs send with unsafe requests. */
  signedIn(): Promise<void>;
}

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** A request that the server refused, in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  constructor(status: number, problem: unknown, what: string) {
    super(`${what}: ${String(status)} ${JSON.stringify(problem)}`);
    this.status = status;
  }
}

const MOST_REDIRECTS = 20;

export function openBrowser(base: string, name: string): Browser {
  const jars = new Map<string, Map<string, string>>();
  let csrf: string | undefined;

  async function request(url: URL, init: RequestInit = {}): Promise<Response> {
    const jar = jars.get(url.origin) ?? new Map<string, string>();
    jars.set(url.origin, jar);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('Cookie', [...jar].map(([k, v]) => `${k}=${v}`).join('; '));
    if (csrf !== undefined && url.origin === new URL(base).origin) headers.set('X-CSRF-Token', csrf);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) keepCookie(jar, cookie);
    return response;
  }
  const here = (path: string): URL => new URL(path, base);

  return {
    name,
    async get<T>(path: string): Promise<T> {
      const response = await request(here(path), { headers: { Accept: 'application/json' } });
      const body: unknown = await response.json();
      if (!response.ok) throw new Refused(response.status, body, `GET ${path} as ${name}`);
      return body as T;
    },
    async bytes(path) {
      const response = await request(here(path));
      if (!response.ok) throw new Refused(response.status, await response.text(), `GET ${path} as ${name}`);
      return Buffer.from(await response.arrayBuffer());
    },
    async post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered<T>> {
      const response = await request(here(path), {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
      });
      const text = await response.text();
      const answer: unknown = text === '' ? null : JSON.parse(text);
      if (!response.ok) throw new Refused(response.status, answer, `POST ${path} as ${name}`);
      return { status: response.status, body: answer as T, headers: response.headers };
    },
    async put<T>(path: string, body: unknown) {
      const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
      const response = await request(here(path), { method: 'PUT', body: JSON.stringify(body), headers });
      const answer: unknown = await response.json();
      if (!response.ok) throw new Refused(response.status, answer, `PUT ${path} as ${name}`);
      return answer as T;
    },
    async upload<T>(path: string, file: string, type: string, content: Uint8Array) {
      const form = new FormData();
      form.append('file', new Blob([Uint8Array.from(content)], { type }), file);
      const response = await request(here(path), { method: 'POST', body: form });
      const body: unknown = await response.json();
      if (!response.ok) throw new Refused(response.status, body, `POST ${path} as ${name}`);
      return body as T;
    },
    async visit(address) {
      let url = new URL(address, base);
      for (let n = 0; n < MOST_REDIRECTS; n += 1) {
        const response = await request(url);
        const next = response.headers.get('location');
        if (next === null || response.status < 300 || response.status >= 400) {
          const text = await response.text();
          if (!response.ok) throw new Refused(response.status, text.slice(0, 500), `${url.pathname} as ${name}`);
          return text;
        }
        await response.body?.cancel();
        url = new URL(next, url);
      }
      throw new Error(`${address} redirects without end.`);
    },
    async signedIn() {
      const session = await this.get<{ csrfToken: string }>('/api/session');
      csrf = session.csrfToken;
    },
  };
}

function keepCookie(jar: Map<string, string>, cookie: string): void {
  const [pair = '', ...attributes] = cookie.split(';');
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1)];
  const gone = attributes.some((a) => /^\s*max-age=0\s*$/i.test(a) || /^\s*expires=thu, 01 jan 1970/i.test(a));
  if (gone || value === '') jar.delete(name);
  else jar.set(name, value);
}
