import { hashOf } from '../../domain/hash.ts';
import type { Problem } from '../../domain/process/problem.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import type { Tx } from '../connect.ts';
import { newestProcedure, publishProcedure } from '../records/procedures.ts';
import { select, selectOne } from '../sql.ts';
import type { ApplyOptions } from './apply.ts';
import type { LoadedInstitution } from './load.ts';
import type { Tally } from './tally.ts';

/**
 * Publishes procedures from files: a new version of those that differ from the newest. What was published over the API
 * is never undone by a file that says what an older version said: somebody forgot to take the new text into the file.
 * @returns warnings of that, and of versions from the API that a newer text of the file follows
 */
export async function settleProcedures(
  tx: Tx,
  institution: string,
  procedures: LoadedInstitution['procedures'],
  { at, by }: Pick<ApplyOptions, 'at' | 'by'>,
  tally: Tally,
): Promise<Problem[]> {
  const warnings: Problem[] = [];
  for (const { procedure, source } of procedures) {
    const id = procedure.procedure;
    const overApi = await publishedOverApi(tx, institution, procedure);
    const older = overApi === undefined ? undefined : await olderVersion(tx, institution, procedure);
    if (overApi !== undefined && older !== undefined) {
      tally.unchanged.push(`procedure ${id} (version ${String(overApi)})`);
      warnings.push(outdated(id, overApi, older));
      continue;
    }
    const { pin, added } = await publishProcedure(tx, institution, procedure, source, at, by, { origin: 'file' });
    const list = !added ? tally.unchanged : pin.version === 1 ? tally.added : tally.changed;
    list.push(`procedure ${id} (version ${String(pin.version)})`);
    if (overApi !== undefined) warnings.push(followed(id, overApi, pin.version));
  }
  return warnings;
}

/** The newest version when that came over the API and says something else. */
async function publishedOverApi(tx: Tx, institution: string, procedure: Procedure): Promise<number | undefined> {
  const newest = (await newestProcedure(tx, institution, procedure.procedure))?.pin;
  if (newest === undefined || newest.hash === hashOf(procedure)) return undefined;
  const row = await selectOne<{ origin: string | null }>(
    tx,
    'SELECT origin FROM procedures WHERE institution = ? AND id = ? AND version = ?',
    [institution, newest.id, newest.version],
  );
  return row?.origin === 'api' ? newest.version : undefined;
}

/** An older version that says the same as the file. */
async function olderVersion(tx: Tx, institution: string, procedure: Procedure): Promise<number | undefined> {
  const rows = await select<{ version: number }>(
    tx,
    'SELECT version FROM procedures WHERE institution = ? AND id = ? AND hash = ? ORDER BY version DESC LIMIT 1',
    [institution, procedure.procedure, hashOf(procedure)],
  );
  return rows[0]?.version;
}

const outdated = (id: string, newest: number, older: number): Problem =>
  warning(
    'file-outdated',
    id,
    `Version ${String(newest)} of “${id}” was published over the API, and the file says what version ${String(older)} said: it was left aside.`,
    `Put the text of version ${String(newest)} into the file (GET /api/procedures/${id}/versions/${String(newest)}). To go back to version ${String(older)}, publish its text over the API.`,
  );

const followed = (id: string, before: number, now: number): Problem =>
  warning(
    'follows-api',
    id,
    `Version ${String(before)} of “${id}” was published over the API; the text of the file is version ${String(now)} now.`,
    `Compare the two, lest something of version ${String(before)} was meant to stay (GET /api/procedures/${id}/compare?from=${String(before)}&to=${String(now)}).`,
  );

const warning = (code: string, id: string, message: string, hint: string): Problem => ({
  severity: 'warning',
  code,
  file: `procedures/${id}.yaml`,
  line: 1,
  column: 1,
  path: '',
  message,
  hint,
});
