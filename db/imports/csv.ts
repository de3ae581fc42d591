import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { encodingOf, textOf } from './encoding.ts';
import { ImportFault, type Refused } from './fault.ts';
import { headerOf, separatorOf, type Columns } from './header.ts';
import type { Source } from './source.ts';

/** A line of a file: its cells by column, trimmed, all as text whatever they look like. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface CsvLimits {
  readonly bytes: number;
  readonly rows: number;
}

/** Twenty times the largest catalogue seen. */
const usualLimits: CsvLimits = { bytes: 64 * 1_048_576, rows: 250_000 };

interface Numbered {
  readonly line: number;
  readonly record: readonly string[];
}

const MOST_BLANK = 10_000;
const MOST_BYTES_IN_A_ROW = 1_048_576;
const LINE_END = /\r\n|\n|\r/g;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Reads a CSV file with a header, row by row, in little memory. Separator (comma, semicolon, tab) and encoding (UTF-8,
 * UTF-16 with mark, Windows-1252) are found out. A row that cannot be read is given as refused, and reading goes on.
 * @throws ImportFault when the file as a whole cannot be taken; rows may have been given before
 */
export async function* readCsv(
  source: Source,
  columns: Columns,
  limits: CsvLimits = usualLimits,
): AsyncGenerator<CsvRow | Refused> {
  const { encoding, head } = await encodingOf(source, limits.bytes);
  const separator = separatorOf(new TextDecoder(encoding).decode(head), columns);
  let header: readonly string[] | undefined;
  let rows = 0;
  const text = textOf(source, encoding, limits.bytes);
  for await (const { line, record } of records(source, text, separator, limits.rows + MOST_BLANK)) {
    if (record.every((cell) => cell.trim() === '')) continue;
    if (header === undefined) {
      header = headerOf(source.name, line, record, columns);
      continue;
    }
    rows += 1;
    if (rows > limits.rows)
      throw fault('too-many-rows', source, line, `More than ${limits.rows} rows. Import in parts.`);
    yield rowOf(source.name, line, header, record);
  }
  if (header === undefined) throw fault('empty', source, 1, 'The file is empty: the first line must name the columns.');
  if (rows === 0) throw fault('empty', source, 1, 'The file names columns but holds no rows.');
}

function rowOf(file: string, line: number, header: readonly string[], record: readonly string[]): CsvRow | Refused {
  const cells: Record<string, string> = {};
  const extra = record.slice(header.length).some((cell) => cell.trim() !== '');
  if (record.length < header.length || extra)
    return { file, line, field: '', reason: `The line has ${record.length} cells, the header ${header.length}.` };
  for (const [i, column] of header.entries()) {
    const cell = (record[i] ?? '').trim();
    if (CONTROL.test(cell)) return { file, line, field: column, reason: 'The cell holds control characters.' };
    cells[column] = cell;
  }
  return { line, cells };
}

async function* records(
  source: Source,
  text: AsyncIterable<string>,
  separator: string,
  most: number,
): AsyncGenerator<Numbered> {
  let next = 1;
  let count = 0;
  const parser = parse({
    delimiter: separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: MOST_BYTES_IN_A_ROW,
    // Numbered here, not by the parser: it takes a CRLF within quotes for two lines, and when it fails, what it has
    // read and not yet given is lost.
    on_record: (record) => {
      const line = next;
      count += 1;
      // Here, since a line of another length than the first costs the parser 50 µs, blank ones too: it makes an error
      // of each, which it then ignores.
      if (count > most) throw fault('too-many-rows', source, line, `More than ${most} lines. Import in parts.`);
      next += 1 + record.reduce((sum, cell) => sum + (cell.match(LINE_END)?.length ?? 0), 0);
      return [String(line), ...record];
    },
  });
  // A failure of the text reaches the loop below through the parser, which the pipeline destroys.
  pipeline(Readable.from(text), parser, () => undefined);
  try {
    for await (const one of parser) if (isNumbered(one)) yield { line: Number(one[0]), record: one.slice(1) };
  } catch (cause) {
    if (cause instanceof CsvError) throw fault('broken-csv', source, next, sentenceOf(cause), { cause });
    throw cause;
  }
}

const isNumbered = (value: unknown): value is readonly string[] => Array.isArray(value);

function sentenceOf({ code, message }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'A quotation mark that opens in this line is never closed.';
  if (code === 'CSV_MAX_RECORD_SIZE')
    return 'The row that begins here is longer than 1 MiB: is a quotation mark left open?';
  return `The file is not well-formed CSV: ${message}.`;
}

const fault = (
  code: ImportFault['code'],
  { name }: Source,
  line: number,
  reason: string,
  options?: ErrorOptions,
): ImportFault => new ImportFault(code, { file: name, line, field: '', reason }, options);
