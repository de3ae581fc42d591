import { randomUUID } from 'node:crypto';
import type { Db, Tx } from '../connect.ts';
import { forUpdate, insert, selectOne } from '../sql.ts';
import { ImportFault, type Refused } from './fault.ts';

export interface Tally {
  readonly added: number;
  /** Also rows that come back after they were retired. */
  readonly changed: number;
  readonly unchanged: number;
  readonly retired: number;
}

export interface ImportReport extends Tally {
  readonly refused: readonly Refused[];
  /** Whether this is in the database: not after a dry run, nor when a file as a whole was refused. */
  readonly applied: boolean;
}

/** Who brings what, when; the same for every kind of import. */
export interface ImportBy {
  readonly institution: string;
  /** The person who did it, null for the operator of the machine. */
  readonly by: string | null;
  readonly at: string;
  /** Only look: compare and report, write nothing. */
  readonly dryRun?: boolean;
}

const REFUSED_KEPT = 1000;

/** The sum of what happened to some tables. */
export const tallyOf = (
  changes: readonly {
    added: readonly unknown[];
    changed: readonly unknown[];
    unchanged: number;
    retired: readonly unknown[];
  }[],
): Tally => ({
  added: changes.reduce((sum, one) => sum + one.added.length, 0),
  changed: changes.reduce((sum, one) => sum + one.changed.length, 0),
  unchanged: changes.reduce((sum, one) => sum + one.unchanged, 0),
  retired: changes.reduce((sum, one) => sum + one.retired.length, 0),
});

/** Runs an import; a file that cannot be taken as a whole becomes a report in which nothing was done. */
export async function reported(work: () => Promise<ImportReport>): Promise<ImportReport> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    return { added: 0, changed: 0, unchanged: 0, retired: 0, refused: [error.refused], applied: false };
  }
}

/**
 * Sees that the institution is there. In a transaction it also keeps a second import of the same institution waiting.
 * @throws ImportFault `no-institution`
 */
export async function holdInstitution(on: Db | Tx, institution: string): Promise<void> {
  const lock = 'transaction' in on ? forUpdate(on) : '';
  const found = await selectOne(on, `SELECT id FROM institutions WHERE id = ?${lock}`, [institution]);
  if (found !== null) return;
  const reason = `There is no institution “${institution}”. Apply its configuration first.`;
  throw new ImportFault('no-institution', { file: '', line: 0, field: 'institution', reason });
}

/** Keeps the report for staff, with at most 1,000 of the refusals. */
export async function keepReport(
  tx: Tx,
  { institution, by, at }: ImportBy,
  what: { readonly kind: 'catalogue' | 'partners'; readonly source: string; readonly files: readonly string[] },
  { refused, ...tally }: ImportReport,
): Promise<void> {
  await insert(tx, 'imports', {
    id: randomUUID(),
    institution,
    kind: what.kind,
    source: what.source,
    file: what.files.join(', ').slice(0, 255),
    imported_at: at,
    imported_by: by,
    report: JSON.stringify({ ...tally, refusals: refused.length, refused: refused.slice(0, REFUSED_KEPT) }),
  });
}
