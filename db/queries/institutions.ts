import type { InstitutionId, Text, UnitId } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { select, selectOne } from '../sql.ts';
import { textOf } from './texts.ts';

export interface InstitutionRow {
  readonly id: InstitutionId;
  readonly name: Text;
  /** As the institution's configuration gives them; who reads a part checks it. */
  readonly settings: unknown;
}

/** Every institution, by id. */
export async function institutions(db: Db): Promise<InstitutionRow[]> {
  const rows = await select<StoredInstitution>(db, 'SELECT id, name, settings FROM institutions ORDER BY id');
  return rows.map(read);
}

export async function institutionById(db: Db, id: InstitutionId): Promise<InstitutionRow | null> {
  const row = await selectOne<StoredInstitution>(db, 'SELECT id, name, settings FROM institutions WHERE id = ?', [id]);
  return row === null ? null : read(row);
}

/** The names of an institution's units and roles, for showing who holds what. */
export async function namesOf(
  db: Db,
  institution: InstitutionId,
): Promise<{ readonly units: Readonly<Record<UnitId, Text>>; readonly roles: Readonly<Record<string, Text>> }> {
  const units = await select<{ id: string; name: string }>(db, 'SELECT id, name FROM units WHERE institution = ?', [
    institution,
  ]);
  const roles = await select<{ role: string; title: string }>(
    db,
    'SELECT role, title FROM roles WHERE institution = ?',
    [institution],
  );
  return {
    units: Object.fromEntries(units.map(({ id, name }) => [id, textOf(name)])),
    roles: Object.fromEntries(roles.map(({ role, title }) => [role, textOf(title)])),
  };
}

/** The ids of an institution's units. */
export async function unitIds(db: Db, institution: InstitutionId): Promise<UnitId[]> {
  const rows = await select<{ id: string }>(db, 'SELECT id FROM units WHERE institution = ? ORDER BY id', [
    institution,
  ]);
  return rows.map(({ id }) => id);
}

interface StoredInstitution {
  readonly id: string;
  readonly name: string;
  readonly settings: string;
}

const read = ({ id, name, settings }: StoredInstitution): InstitutionRow => ({
  id,
  name: textOf(name),
  settings: JSON.parse(settings) as unknown,
});
