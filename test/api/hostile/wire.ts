import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came back over a connection, before any library made sense of it. */
export interface Heard {
  readonly text: string;
  /** Of the first answer; 0 when there was none. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the server ended the connection. */
  readonly closed: boolean;
  readonly ms: number;
}

export interface Wire {
  readonly socket: Socket;
  write(bytes: string | Buffer): void;
  /** Waits until the server ends the connection, or so long. */
  heard(withinMs?: number): Promise<Heard>;
}

/** A bare connection, on which anything may be said. */
export async function openWire(port: number): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: false });
  const begun = performance.now();
  let text = '';
  let closed = false;
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => (text += part));
  socket.on('error', () => undefined);
  const over = new Promise<void>((resolve) => {
    socket.once('close', () => {
      closed = true;
      resolve();
    });
  });
  await new Promise((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', resolve);
  });
  return {
    socket,
    write: (bytes) => {
      if (socket.writable) socket.write(bytes, typeof bytes === 'string' ? 'latin1' : undefined);
    },
    heard: async (withinMs = 10_000) => {
      const waiting = new AbortController();
      await Promise.race([over, sleep(withinMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
      waiting.abort();
      const byServer = closed;
      socket.destroy();
      return { text, ...readAnswer(text), closed: byServer, ms: performance.now() - begun };
    },
  };
}

/** Says something and hears the answer to it. */
export async function say(port: number, bytes: string | Buffer, withinMs?: number): Promise<Heard> {
  const wire = await openWire(port);
  wire.write(bytes);
  return wire.heard(withinMs);
}

/** A request as text; the connection ends after it. */
export const requestText = (line: string, headers: Readonly<Record<string, string>> = {}, body?: string): string => {
  const all = {
    Host: 'smile.test',
    Connection: 'close',
    ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body, 'latin1')) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`${line} HTTP/1.1`, ...lines, '', body ?? ''].join('\r\n');
};

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

function readAnswer(text: string): Pick<Heard, 'status' | 'headers' | 'body'> {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0), headers, body: utf8(rest.join('\r\n\r\n')) };
}
