import { note, refused } from './verdict.ts';
import type { Verdict } from './verdict.ts';
import { readInThread } from './pdf-threads.ts';

/** What a PDF is, and whether it is safe to show; it is read in a thread of its own. */
export async function inspectPdf(bytes: Uint8Array, maxPages: number, timeoutMs: number): Promise<Verdict> {
  if (hidesSecondFile(bytes)) return refused('polyglot');
  const facts = await readInThread(bytes, timeoutMs);
  if (facts === 'too-costly') return refused('too-costly');
  if (facts.state !== 'read') return refused(facts.state);
  const [danger] = facts.dangers;
  if (danger) return refused(danger);
  if (facts.pages === 0) return refused('broken');
  if (facts.pages > maxPages) return refused('too-long');
  const clean = Buffer.from(bytes);
  return { ok: true, mime: 'application/pdf', pages: facts.pages, clean, preview: null, notes: [note('no-preview')] };
}

/** Data after the end of the PDF, or a zip archive laid over it (its directory lies at the end of the file). */
function hidesSecondFile(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.lastIndexOf('%%EOF');
  if (end >= 0 && buffer.subarray(end + 5).some((byte) => !isBlank(byte))) return true;
  const tail = buffer.subarray(-65_557); // the furthest that a zip's end record may lie from the end of the file
  for (let at = tail.indexOf('PK\x05\x06'); at >= 0; at = tail.indexOf('PK\x05\x06', at + 4)) {
    if (at + 22 <= tail.length && at + 22 + tail.readUInt16LE(at + 20) === tail.length) return true;
  }
  return false;
}

const isBlank = (byte: number): boolean =>
  byte === 0 || byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 32;
