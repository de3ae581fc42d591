import { isCelError, type ConditionFault } from './fault.ts';

const EXAMPLE = "Write it like home.country != 'FR' && stay.days > 30; texts stand in quotes.";

/** What people write instead, and what to write. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚“”„«»]/, "Texts stand in straight quotes: 'FR'."],
  [/===|(?<![=!<>])=(?![=>])/, '“Equal” is written ==.'],
  [/=>|=</, '“At least” is written >=, “at most” <=.'],
  [/<>/, '“Not equal” is written !=.'],
  [/(?<!&)&(?!&)|\b(and|et)\b/i, '“And” is written &&.'],
  [/(?<!\|)\|(?!\|)|\b(or|ou)\b/i, '“Or” is written ||.'],
  [/\bnot\b/i, '“Not” is written !, before what it turns round.'],
];

/** Why an expression cannot be read, in words for who wrote it. */
export function syntaxFault(error: unknown, expression: string): ConditionFault {
  const { code, summary, range } = isCelError(error) ? error : { code: '', summary: '', range: undefined };
  const offset = Math.min(range?.start ?? 0, expression.length);
  const place = expression.slice(offset, offset + 20).trim();
  if (code === 'limit_exceeded')
    return {
      code: 'condition-too-deep',
      message: 'The condition is nested too deeply, or has too many parts.',
      hint: "Ask for less, or write a list: home.country in ['FR', 'DE'].",
      offset,
    };
  if (code === 'reserved_identifier')
    return {
      code: 'condition-reserved-name',
      message: `${summary.replace('Reserved identifier: ', '“')}” is a word that conditions keep for themselves.`,
      hint: 'Give the task another id.',
      offset,
    };
  const outsideTexts = expression.replaceAll(/'[^']*'|"[^"]*"/g, (text) => ' '.repeat(text.length));
  return {
    code: 'condition-syntax',
    message: `The condition cannot be read${why(code, place)}.`,
    hint: INSTEAD.find(([form]) => form.test(outsideTexts))?.[1] ?? EXAMPLE,
    offset,
  };
}

function why(code: string, place: string): string {
  if (code.startsWith('unterminated')) return ': a text is opened with a quote and not closed';
  if (code === 'invalid_number') return ': a number in it is none';
  return place === '' ? ': something is missing at its end' : ` from “${place}” on`;
}
