import { PDF, PdfArray, PdfNumber } from '@libpdf/core';
import { verifyCms } from './verify-cms.ts';
import type { CmsFacts } from './verify-cms.ts';

export interface SealFacts extends CmsFacts {
  /** Nothing was appended after this signature. */
  readonly coversFile: boolean;
}

export type SealVerdict =
  | { readonly state: 'unsigned' }
  | { readonly state: 'unreadable' }
  /** `whole`: every signature is right and one covers the whole file. It says nothing on who the signers are. */
  | { readonly state: 'whole' | 'altered'; readonly signatures: readonly SealFacts[] };

/**
 * Whether a sealed PDF is as it was sealed. Who holds the keys is for the caller to decide, by the certificates' hashes.
 * Never throws for what is in the file.
 */
export async function verifySeal(pdf: Uint8Array): Promise<SealVerdict> {
  let ranges: readonly number[][];
  try {
    ranges = await byteRanges(pdf);
  } catch {
    return { state: 'unreadable' };
  }
  if (ranges.length === 0) return { state: 'unsigned' };
  const signatures = await Promise.all(ranges.map((range) => factsOn(pdf, range)));
  const whole = signatures.every((facts) => facts.whole) && signatures.some((facts) => facts.coversFile);
  return { state: whole ? 'whole' : 'altered', signatures };
}

async function byteRanges(pdf: Uint8Array): Promise<number[][]> {
  const document = await PDF.load(pdf);
  const fields = document.getForm()?.getSignatureFields() ?? [];
  return fields.flatMap((field) => {
    const dict = field.getSignatureDict();
    if (!dict) return [];
    const range = dict.get('ByteRange', (ref) => document.context.resolve(ref));
    const numbers = range instanceof PdfArray ? [...range] : [];
    return [numbers.map((number) => (number instanceof PdfNumber ? number.value : Number.NaN))];
  });
}

async function factsOn(pdf: Uint8Array, range: readonly number[]): Promise<SealFacts> {
  const [start = -1, before = -1, after = -1, length = -1] = range;
  const inside = range.every(Number.isSafeInteger) && range.length === 4 && start === 0 && before > 0;
  const ordered = inside && after > before && length > 0 && after + length <= pdf.length;
  // The gap must hold the signature and nothing else: whatever else stood there would be covered by nobody.
  const gap = ordered ? Buffer.from(pdf.subarray(before, after)).toString('latin1') : '';
  const hex = /^<((?:[0-9a-f]{2})+)>$/i.exec(gap)?.[1];
  if (hex === undefined) return { whole: false, level: 'none', coversFile: false };
  const data = Buffer.concat([pdf.subarray(0, before), pdf.subarray(after, after + length)]);
  const coversFile = after + length === pdf.length;
  return { ...(await verifyCms(Buffer.from(hex, 'hex'), data)), coversFile };
}
