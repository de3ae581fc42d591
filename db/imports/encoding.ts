import { ImportFault } from './fault.ts';
import type { Source } from './source.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const HEAD = 65_536;

/**
 * How a file is written: by its mark; else UTF-8 when all bytes are; else Windows-1252, which holds Latin-1.
 * @returns the encoding, and the beginning of the file
 * @throws ImportFault `too-large`, `not-text`, `unreadable`
 */
export async function encodingOf(
  source: Source,
  maxBytes: number,
): Promise<{ readonly encoding: Encoding; readonly head: Uint8Array }> {
  const scan = utf8Scan();
  const head: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    if (size < HEAD) head.push(chunk.subarray(0, HEAD - size));
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(source, maxBytes);
    scan.take(chunk);
  }
  const start = Buffer.concat(head);
  return { encoding: marked(start) ?? unmarked(source, scan.end(), hasUtf8Mark(start)), head: start };
}

/** The text of a source, piece by piece, without its mark. @throws ImportFault `too-large`, `unreadable` */
export async function* textOf(source: Source, encoding: Encoding, maxBytes: number): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let size = 0;
  for await (const chunk of source.open()) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(source, maxBytes);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

function marked(start: Uint8Array): Encoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return undefined;
}

const hasUtf8Mark = (start: Uint8Array): boolean => start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;

function unmarked(source: Source, { invalid, sequences, nul }: Utf8Counts, mark: boolean): Encoding {
  const no = (reason: string): ImportFault =>
    new ImportFault('not-text', { file: source.name, line: 1, field: '', reason });
  if (nul) throw no('The file holds NUL bytes, so it is not a CSV file in UTF-8 or Latin-1. Save it as CSV UTF-8.');
  if (invalid === 0) return 'utf-8';
  // Two letters of Latin-1 seldom look like one of UTF-8: where most do, this is UTF-8 that was damaged.
  if (mark || sequences > invalid)
    throw no('The file is UTF-8 with broken characters in it. Export it again, as CSV UTF-8.');
  return 'windows-1252';
}

interface Utf8Counts {
  readonly invalid: number;
  /** Well-formed sequences of two to four bytes. */
  readonly sequences: number;
  readonly nul: boolean;
}

/** Counts what is well formed by table 3-7 of the Unicode standard, over any split into pieces. */
function utf8Scan(): { take(chunk: Uint8Array): void; end(): Utf8Counts } {
  let left = 0;
  let low = 0x80;
  let high = 0xbf;
  let invalid = 0;
  let sequences = 0;
  let nul = false;
  const lead = (byte: number): void => {
    left = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
  };
  const take = (chunk: Uint8Array): void => {
    for (const byte of chunk) {
      if (left > 0 && byte >= low && byte <= high) {
        left -= 1;
        low = 0x80;
        high = 0xbf;
        if (left === 0) sequences += 1;
        continue;
      }
      if (left > 0) invalid += 1;
      left = 0;
      if (byte < 0x80) nul ||= byte === 0;
      else if (byte < 0xc2 || byte > 0xf4) invalid += 1;
      else lead(byte);
    }
  };
  return { take, end: () => ({ invalid: invalid + (left > 0 ? 1 : 0), sequences, nul }) };
}

const tooLarge = (source: Source, maxBytes: number): ImportFault =>
  new ImportFault('too-large', {
    file: source.name,
    line: 0,
    field: '',
    reason: `The file is larger than ${Math.floor(maxBytes / 1_048_576)} MiB. Import it in parts.`,
  });
