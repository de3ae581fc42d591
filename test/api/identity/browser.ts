export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body where it is JSON. */
  readonly json: Record<string, unknown>;
  readonly at: URL;
}

/** Keeps cookies by origin and follows redirects one by one, as a browser does. */
export function openBrowser(base: string) {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (origin: string): Map<string, string> => {
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };

  async function send(
    method: string,
    path: string | URL,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const at = new URL(path, base);
    const jar = jarOf(at.origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: answer.status, headers: answer.headers, text, json, at };
  }

  const get = (path: string | URL): Promise<Answer> => send('GET', path);

  /** Follows redirects until one leads to `stop`, which is not opened, or there are no more. */
  async function follow(path: string | URL, stop = '/never'): Promise<Answer & { readonly next: URL | null }> {
    let answer = await get(path);
    for (let step = 0; step < 12; step += 1) {
      const location = answer.headers.get('location');
      if (location === null) return { ...answer, next: null };
      const next = new URL(location, answer.at);
      if (next.href.startsWith(new URL(stop, base).href)) return { ...answer, next };
      answer = await get(next);
    }
    throw new Error('too many redirects');
  }

  return { send, get, follow, cookies: () => jarOf(new URL(base).origin) };
}

export type Browser = ReturnType<typeof openBrowser>;
