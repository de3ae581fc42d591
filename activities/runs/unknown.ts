import type { Client } from '@temporalio/client';
import type { Db } from '../../db/connect.ts';
import { keepNumbersUsed } from '../../db/records/numbers.ts';
import { select } from '../../db/sql.ts';
import type { Reference } from '../../domain/ids.ts';
import { institutionIds } from './ours.ts';
import { endRun, listedRuns, type Run } from './run.ts';

type Listed = Run & { readonly institution: string; readonly reference: Reference };

const AT_ONCE = 200;

/**
 * Ends the runs of mobilities that the records do not have any more: people nominated after the backup that was put
 * back. Their references are not given to anybody else. Only those of our own institutions: a namespace may be shared.
 * @returns the references
 */
export async function endUnknown(client: Client, db: Db): Promise<Reference[]> {
  const ours = await institutionIds(db);
  const unknown = new Set<Reference>();
  const look = async (runs: readonly Listed[]): Promise<void> => {
    const there = await select<{ reference: string }>(db, 'SELECT reference FROM heads WHERE reference IN (?)', [
      runs.map(({ reference }) => reference),
    ]);
    const known = new Set(there.map(({ reference }) => reference));
    for (const run of runs) {
      if (known.has(run.reference)) continue;
      unknown.add(run.reference);
      if (run.open) await endRun(client, run, 'not in the restored records');
    }
  };
  let runs: Listed[] = [];
  for await (const run of listedRuns(client, { all: true })) {
    if (!ours.has(run.institution)) continue;
    runs.push(run);
    if (runs.length < AT_ONCE) continue;
    await look(runs);
    runs = [];
  }
  await look(runs);
  const references = [...unknown].sort();
  await keepNumbersUsed(db, references);
  return references;
}
