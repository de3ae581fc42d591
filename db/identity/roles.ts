import type { InstitutionId, RoleId, Text } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { textOf } from '../queries/texts.ts';
import { select } from '../sql.ts';

/** What an institution calls these roles. */
export async function roleTitles(
  db: Db,
  institution: InstitutionId,
  roles: readonly RoleId[],
): Promise<Readonly<Record<RoleId, Text>>> {
  const rows = await select<{ role: string; title: string }>(
    db,
    'SELECT role, title FROM roles WHERE institution = ? AND role IN (?)',
    [institution, roles],
  );
  return Object.fromEntries(rows.map(({ role, title }) => [role, textOf(title)]));
}
