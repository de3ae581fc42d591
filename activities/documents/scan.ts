import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { DocumentError } from './error.ts';

export type Scan = 'clean' | 'not-scanned' | { readonly found: string };

const chunkBytes = 64 * 1024;

/**
 * Asks a ClamAV daemon (clamd, command INSTREAM) whether the bytes are known to be harmful.
 * @param address `host:port`, `[::1]:port` or the path of a unix socket; without one nothing is asked: `not-scanned`
 * @throws DocumentError `scanner-unreachable` (worth trying again), `scanner-refused` (clamd's own limits or trouble)
 */
export async function scan(bytes: Uint8Array, address?: string, timeoutMs = 30_000): Promise<Scan> {
  if (!address) return 'not-scanned';
  return understood(await ask(bytes, address, timeoutMs));
}

function understood(answer: string): Scan {
  if (/^stream: OK\0?$/.test(answer)) return 'clean';
  const found = /^stream: (.+) FOUND\0?$/.exec(answer)?.[1];
  if (found) return { found };
  const said = answer
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .slice(0, 200)
    .trim();
  throw new DocumentError(
    'scanner-refused',
    `The virus scanner did not scan the file: ${said || 'it gave no answer'}.`,
  );
}

function ask(bytes: Uint8Array, address: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    const answer: Buffer[] = [];
    const fail = (why: string, cause?: unknown): void => {
      socket.destroy();
      reject(new DocumentError('scanner-unreachable', `The virus scanner at ${address} ${why}.`, { cause }));
    };
    // A deadline for the whole exchange: a scanner that trickles bytes must not hold the caller either.
    const deadline = setTimeout(() => {
      fail(`gave no answer within ${String(timeoutMs)} ms`);
    }, timeoutMs);
    socket.on('data', (data) => {
      answer.push(data);
      if (answer.length > 64) fail('answers without end');
    });
    socket.on('error', (error) => {
      // clamd closes the connection when its size limit is passed, having said so: its words are worth more than EPIPE.
      if (answer.length > 0) resolve(Buffer.concat(answer).toString());
      else fail('cannot be reached', error);
    });
    socket.on('close', () => {
      clearTimeout(deadline);
      if (answer.length > 0) resolve(Buffer.concat(answer).toString());
      else fail('closed the connection without an answer');
    });
    socket.on('connect', () => {
      send(socket, bytes);
    });
  });
}

function connect(address: string): Socket {
  if (address.startsWith('/')) return createConnection({ path: address });
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(address);
  const host = parts?.[1] ?? parts?.[2];
  if (!host)
    throw new DocumentError('scanner-unreachable', `CLAMD_ADDRESS must be host:port or a path, not "${address}".`);
  return createConnection({ host, port: Number(parts?.[3]) });
}

/** `zINSTREAM\0`, then chunks preceded by their length in four bytes, then a length of zero (clamd(8)). */
function send(socket: Socket, bytes: Uint8Array): void {
  socket.write('zINSTREAM\0');
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    socket.write(lengthOf(chunk.length));
    socket.write(chunk);
  }
  socket.write(lengthOf(0));
}

function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}
