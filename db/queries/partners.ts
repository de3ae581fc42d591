import { fold } from '../../domain/text/fold.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';
import type { Param } from '../statements.ts';
import { follows, keyOf, pageOf, type Page } from './cursor.ts';
import { prefixRange } from './texts.ts';

export interface PartnerRow {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly city: string | null;
  readonly erasmusCode: string | null;
  readonly pic: string | null;
  readonly oid: string | null;
}

interface PartnerSearch {
  readonly institution: InstitutionId;
  /** The beginning of the name, or a whole Erasmus code, PIC or OID. */
  readonly q?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Partner institutions by name. Null when the cursor is not one of ours. */
export async function searchPartners(
  db: Db,
  { institution, q, after, limit }: PartnerSearch,
): Promise<Page<PartnerRow> | null> {
  const where = ['institution = ?'];
  const params: Param[] = [institution];
  if (q !== undefined && q.trim() !== '') {
    const code = q.trim().toUpperCase();
    where.push('((name_folded >= ? AND name_folded < ?) OR erasmus_code = ? OR pic = ? OR oid = ?)');
    params.push(...prefixRange(fold(q)), code, code, code);
  }
  if (after !== undefined) {
    const key = keyOf(after, ['text', 'text']);
    if (key === undefined) return null;
    const next = follows(['name_folded', 'id'], key);
    where.push(next.sql);
    params.push(...next.params);
  }
  const rows = await select<PartnerRow & { name_folded: string }>(
    db,
    `SELECT id, name, name_folded, country, city, erasmus_code AS erasmusCode, pic, oid FROM partners WHERE ${where.join(' AND ')} ORDER BY name_folded, id LIMIT ?`,
    [...params, limit + 1],
  );
  return pageOf(
    rows,
    limit,
    (r) => [r.name_folded, r.id],
    ({ name_folded: _, ...partner }) => partner,
  );
}
