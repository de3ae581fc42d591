import { PdfError } from './error.ts';
import { tidy, uncovered } from './fonts.ts';

/**
 * The input with every text made tidy. A character that cannot be drawn would be an empty box on an official document:
 * it is refused instead.
 * @throws PdfError `unprintable-text`, naming the field (`student.familyName`)
 */
export function printable<Input>(input: Input, field?: string): Input;
export function printable(input: unknown, field = ''): unknown {
  if (typeof input === 'string') return printableText(input, field);
  if (Array.isArray(input)) return input.map((item: unknown, index) => printable(item, `${field}[${String(index)}]`));
  if (typeof input !== 'object' || input === null || input instanceof Uint8Array) return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, value]: [string, unknown]) => [
      name,
      printable(value, field ? `${field}.${name}` : name),
    ]),
  );
}

function printableText(text: string, field: string): string {
  const missing = uncovered(text);
  if (missing.length === 0) return tidy(text);
  const points = missing
    .slice(0, 5)
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`);
  throw new PdfError(
    'unprintable-text',
    field,
    `The field ${field} holds characters that cannot be printed (${points.join(', ')}). Enter it in Latin letters, as in the passport.`,
  );
}
