import type { InstitutionId, Text } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';
import { textOf } from './texts.ts';

/** Somebody of the embedded default, whom the local provider lets in. */
export interface DemoPerson {
  readonly institution: InstitutionId;
  /** Their name at the provider. */
  readonly subject: string;
  readonly given: string;
  readonly family: string;
  readonly roles: readonly Text[];
}

/** The demo people, with the titles of their roles; there are none in production. */
export async function demoPeople(db: Db): Promise<DemoPerson[]> {
  const rows = await select<{
    institution: string;
    subject: string;
    given: string;
    family: string;
    title: string | null;
  }>(
    db,
    `SELECT DISTINCT i.institution, i.subject, p.given, p.family, r.role, r.title FROM identities i
       JOIN people p ON p.id = i.person
       LEFT JOIN grants g ON g.person = i.person
       LEFT JOIN roles r ON r.institution = g.institution AND r.role = g.role
      WHERE i.attached_by = 'demo' ORDER BY i.institution, p.family, p.given, i.subject, r.role LIMIT 200`,
  );
  const found = new Map<string, DemoPerson>();
  for (const { title, ...person } of rows) {
    const key = JSON.stringify([person.institution, person.subject]);
    found.set(key, {
      ...person,
      roles: [...(found.get(key)?.roles ?? []), ...(title === null ? [] : [textOf(title)])],
    });
  }
  return [...found.values()];
}
