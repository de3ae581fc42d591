import type { CatalogueRow, Format } from './catalogue-rows.ts';
import { readCsv } from './csv.ts';
import type { Refused } from './fault.ts';
import type { Source } from './source.ts';

/** A good row with its place in the file and what it belongs to. */
export interface FoundRow {
  readonly line: number;
  readonly row: CatalogueRow;
  readonly parent: string;
}

/** One file of a catalogue, read whole and not yet compared with what is stored. */
export interface CatalogueFile {
  readonly format: Format;
  readonly name: string;
  readonly rows: readonly FoundRow[];
  /** Codes that the file names, also in rows that were refused: those have not vanished. */
  readonly named: ReadonlySet<string>;
  readonly refused: readonly Refused[];
}

/** @throws ImportFault when the file as a whole cannot be taken */
export async function readCatalogueFile(source: Source, format: Format): Promise<CatalogueFile> {
  const rows: FoundRow[] = [];
  const refused: Refused[] = [];
  const lines = new Map<string, number>();
  for await (const one of readCsv(source, format.columns)) {
    if ('reason' in one) {
      refused.push(one);
      continue;
    }
    const code = one.cells[format.codeColumn] ?? '';
    const found = format.read(one);
    const earlier = lines.get(code);
    if (code !== '' && earlier === undefined) lines.set(code, one.line);
    if ('reason' in found) refused.push({ file: source.name, line: one.line, ...found });
    else if (earlier !== undefined)
      refused.push({
        file: source.name,
        line: one.line,
        field: format.codeColumn,
        reason: `“${code}” is there already, in line ${earlier}.`,
      });
    else rows.push({ line: one.line, ...found });
  }
  return { format, name: source.name, rows, named: new Set(lines.keys()), refused };
}
