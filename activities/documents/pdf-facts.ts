import { PDF, PdfArray, PdfDict, PdfName, PdfRef, PdfStream, PdfString, SecurityError } from '@libpdf/core';
import type { PdfObject } from '@libpdf/core';
import {
  EncryptedPDFError,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFString,
} from 'pdf-lib';
import type { PDFObject } from 'pdf-lib';
import { dangerIn } from './pdf-dangers.ts';
import type { Danger, Entries, Value } from './pdf-dangers.ts';

export type PdfFacts =
  | { readonly state: 'read'; readonly pages: number; readonly dangers: Danger[] }
  | { readonly state: 'broken' | 'encrypted' };

/**
 * Reads a PDF twice, with two readers: one takes every object in the order of the file (also those no page refers to, and
 * those in object streams), the other follows the cross-reference table as viewers do, which may point where the first
 * sees only a stream's bytes. What either finds counts.
 */
export async function pdfFacts(bytes: Uint8Array): Promise<PdfFacts> {
  try {
    const followed = await PDF.load(bytes);
    if (followed.isEncrypted) return { state: 'encrypted' };
    const inOrder = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true });
    const dangers = new Set([...dangersInOrder(inOrder), ...dangersFollowed(followed)]);
    return {
      state: 'read',
      pages: Math.max(inOrder.getPageCount(), followed.getPageCount()),
      dangers: [...dangers].sort(),
    };
  } catch (error) {
    return { state: error instanceof EncryptedPDFError || error instanceof SecurityError ? 'encrypted' : 'broken' };
  }
}

function* dangersInOrder(pdf: PDFDocument): Generator<Danger> {
  const value = (object: PDFObject | undefined): Value => {
    const found = object instanceof PDFRef ? pdf.context.lookup(object) : object;
    if (found instanceof PDFName) return { is: 'name', name: found.decodeText() };
    if (found instanceof PDFString || found instanceof PDFHexString) return { is: 'text' };
    if (found instanceof PDFDict) return { is: 'dict', entries: entries(found) };
    if (found instanceof PDFStream) return { is: 'stream' };
    return { is: 'other' };
  };
  const entries = (dict: PDFDict): Entries =>
    new Map(dict.entries().map(([key, object]) => [key.decodeText(), () => value(object)]));
  const stack: PDFObject[] = pdf.context.enumerateIndirectObjects().map(([, object]) => object);
  for (let object = stack.pop(); object; object = stack.pop()) {
    if (object instanceof PDFArray) for (const item of object.asArray()) stack.push(item);
    const dict = object instanceof PDFRawStream ? object.dict : object;
    if (!(dict instanceof PDFDict)) continue;
    for (const child of dict.values()) stack.push(child);
    const danger = dangerIn(entries(dict));
    if (danger) yield danger;
  }
}

function* dangersFollowed(pdf: PDF): Generator<Danger> {
  const resolve = (object: PdfObject | undefined): PdfObject | undefined =>
    object instanceof PdfRef ? (pdf.context.resolve(object) ?? undefined) : object;
  const value = (object: PdfObject | undefined): Value => {
    const found = resolve(object);
    if (found instanceof PdfName) return { is: 'name', name: found.value };
    if (found instanceof PdfString) return { is: 'text' };
    if (found instanceof PdfStream) return { is: 'stream' };
    if (found instanceof PdfDict) return { is: 'dict', entries: entries(found) };
    return { is: 'other' };
  };
  const entries = (dict: PdfDict): Entries =>
    new Map([...dict].map(([key, object]) => [key.value, () => value(object)]));
  const seen = new Set<PdfObject>();
  const stack: PdfObject[] = [pdf.context.info.trailer, pdf.getCatalog()];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const object = resolve(next);
    if (!object || seen.has(object)) continue;
    seen.add(object);
    if (object instanceof PdfArray) for (const item of object) stack.push(item);
    if (!(object instanceof PdfDict)) continue;
    for (const [, child] of object) stack.push(child);
    const danger = dangerIn(entries(object));
    if (danger) yield danger;
  }
}
