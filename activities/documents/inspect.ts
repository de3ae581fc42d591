import { fileTypeFromBuffer } from 'file-type';
import { inspectImage } from './inspect-image.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { refused } from './verdict.ts';
import type { Verdict } from './verdict.ts';

export interface Limits {
  /** The most pages of a PDF. */
  readonly maxPages: number;
  /** The most pixels of an image, in millions, before anything is decoded. */
  readonly maxMegapixels: number;
  /** The most time for one file, in milliseconds. */
  readonly timeoutMs?: number;
}

const images = new Set(['image/jpeg', 'image/png', 'image/webp']);

/**
 * Looks at what somebody uploaded: what it really is (by content, never by name or header), whether it is safe to show,
 * and a cleaned copy. What is refused comes back as a verdict with words for the person; nothing is thrown for bad files.
 */
export async function inspect(bytes: Uint8Array, limits: Limits): Promise<Verdict> {
  if (bytes.length === 0) return refused('empty');
  const mime = (await fileTypeFromBuffer(bytes))?.mime;
  const timeoutMs = limits.timeoutMs ?? 20_000;
  if (mime === 'application/pdf') return inspectPdf(bytes, limits.maxPages, timeoutMs);
  if (mime === 'image/heic' || mime === 'image/heif') return refused('heic');
  if (mime && images.has(mime)) return inspectImage(bytes, mime, limits.maxMegapixels, timeoutMs);
  return refused('type-not-allowed');
}
