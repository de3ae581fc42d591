import type { InstitutionDeclaration } from '../../domain/institution/declaration.ts';
import type { Problem } from '../../domain/process/problem.ts';
import type { Tx } from '../connect.ts';
import { select } from '../sql.ts';

/** Units and roles that the declaration no longer has while somebody's grant or a file needs them. */
export async function removedInUse(
  tx: Tx,
  { institution, units, roles }: InstitutionDeclaration,
): Promise<Problem | undefined> {
  const usedUnits = await used(tx, institution, 'unit');
  const unit = usedUnits.find((one) => !units.some((declared) => declared.unit === one));
  if (unit !== undefined) return inUse('unit', unit);
  const role = (await used(tx, institution, 'role')).find((one) => !roles.some((declared) => declared.role === one));
  return role === undefined ? undefined : inUse('role', role);
}

async function used(tx: Tx, institution: string, what: 'unit' | 'role'): Promise<string[]> {
  // Demo people's grants follow the declaration.
  const sources = [
    `SELECT DISTINCT ${what} AS name FROM grants WHERE institution = ? AND id NOT LIKE 'demo-%'`,
    `SELECT DISTINCT ${what} AS name FROM tasks WHERE institution = ?`,
  ];
  if (what === 'unit') sources.push('SELECT DISTINCT unit AS name FROM mobilities WHERE institution = ?');
  const found = await Promise.all(sources.map((sql) => select<{ name: string | null }>(tx, sql, [institution])));
  return found.flat().flatMap(({ name }) => name ?? []);
}

const inUse = (what: 'unit' | 'role', name: string): Problem => ({
  severity: 'error',
  code: `${what}-in-use`,
  file: 'institution.yaml',
  line: 1,
  column: 1,
  path: `${what}s`,
  message: `The ${what} “${name}” is no longer declared, but people or files need it.`,
  hint: `Keep it in “${what}s”, or take those grants away and wait until its files are closed.`,
});
