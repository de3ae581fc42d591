import { PdfError } from './error.ts';
import type { Texts } from './texts/texts.ts';

/** A civil date in words; `field` names it when it is none. @throws PdfError `bad-input` */
export function dateWords(date: string, texts: Texts, field: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const instant = new Date(`${date}T00:00:00.000Z`);
  if (!parts || Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== date) {
    throw new PdfError('bad-input', field, `The field ${field} must be a date like 2026-09-01, not "${date}".`);
  }
  const month = texts.months[instant.getUTCMonth()] ?? '';
  return texts.date(instant.getUTCDate(), month, instant.getUTCFullYear());
}

/** An instant in words, in UTC. @throws PdfError `bad-input` */
export function instantWords(at: string, texts: Texts, field: string): string {
  const iso = instantOf(at, field).toISOString();
  return texts.instant(dateWords(iso.slice(0, 10), texts, field), iso.slice(11, 16));
}

/** @throws PdfError `bad-input` when it is no instant in UTC */
export function instantOf(at: string, field: string): Date {
  const instant = new Date(at);
  if (!/^\d{4}-\d{2}-\d{2}T.*Z$/.test(at) || Number.isNaN(instant.getTime())) {
    throw new PdfError(
      'bad-input',
      field,
      `The field ${field} must be an instant like 2026-09-01T08:00:00.000Z, not "${at}".`,
    );
  }
  return instant;
}

/** The sum, free of the binary dust of floating point. */
export const sumOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + Math.round(value * 100), 0) / 100;

/**
 * Numbers of one column, rounded to hundredths, all with as many decimals as the one that needs most: aligned to the
 * right, their decimal points stand below each other.
 * @throws PdfError `bad-input` for what is no finite number, or negative
 */
export function columnOf(values: readonly number[], texts: Texts, field: string): string[] {
  const hundredths = values.map((value) => {
    if (!Number.isFinite(value) || value < 0 || value > 1e9) {
      throw new PdfError('bad-input', field, `The field ${field} must hold numbers from 0, not ${String(value)}.`);
    }
    return Math.round(value * 100);
  });
  const decimals = hundredths.every((value) => value % 100 === 0)
    ? 0
    : hundredths.every((value) => value % 10 === 0)
      ? 1
      : 2;
  return hundredths.map((value) => (value / 100).toFixed(decimals).replace('.', texts.decimal));
}
