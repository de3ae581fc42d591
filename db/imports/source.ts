import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ImportFault } from './fault.ts';

/** A file to import. It is read twice, first to find out how it is written, so it must open again and again. */
export interface Source {
  /** Shown in reports. */
  readonly name: string;
  open(): AsyncIterable<Uint8Array>;
}

/** A file of this machine. @throws ImportFault `unreadable`, when it is read */
export const fileSource = (path: string): Source => ({ name: basename(path), open: () => chunks(path) });

/** Read in small pieces, with a breath between them: whoever else asks this process for something waits for one only. */
const PIECE = 4_096;

/** What was uploaded, or read from a pipe. */
export const bytesSource = (name: string, bytes: Uint8Array): Source => ({
  name,
  async *open() {
    for (let at = 0; at < bytes.length; at += PIECE) {
      await setImmediate();
      yield bytes.subarray(at, at + PIECE);
    }
  },
});

async function* chunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    if (!(await stat(path)).isFile()) throw new Error('it is not a file');
    for await (const chunk of createReadStream(path)) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/,.*$/, '') : 'it cannot be opened';
    const refused = { file: basename(path), line: 0, field: '', reason: `The file cannot be read: ${why}.` };
    throw new ImportFault('unreadable', refused, { cause });
  }
}
