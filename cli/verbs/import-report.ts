import type { ImportReport } from '../../db/imports/report.ts';
import { print } from '../print.ts';

const SHOWN = 50;

interface RefusedLine {
  readonly file?: string;
  readonly line: number;
  readonly field: string;
  readonly reason: string;
}

/** Says what an import did; 1 when nothing could be taken. */
export function tellImport(json: boolean, dryRun: boolean, report: ImportReport): void {
  const { added, changed, unchanged, retired, refused } = report;
  const sums = `${String(added)} added, ${String(changed)} changed, ${String(unchanged)} unchanged, ${String(retired)} retired, ${String(refused.length)} refused`;
  print(json, report, () =>
    [...refusedLines(refused), `${sums}${dryRun ? '; nothing was written (--dry-run)' : ''}.`].join('\n'),
  );
  const taken = added + changed + unchanged + retired;
  if (dryRun ? taken === 0 && refused.length > 0 : !report.applied) process.exitCode = 1;
}

/** The lines that were refused, the first ones of many. */
export function refusedLines(refused: readonly RefusedLine[]): string[] {
  const lines = refused
    .slice(0, SHOWN)
    .map(
      ({ file, line, field, reason }) =>
        `${file === undefined || file === '' ? '' : `${file}, `}line ${String(line)}${field === '' ? '' : `, ${field}`}: ${reason}`,
    );
  return refused.length > SHOWN
    ? [...lines, `… and ${String(refused.length - SHOWN)} more refused (all with --json).`]
    : lines;
}
