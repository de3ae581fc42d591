import type { Db } from '../../db/connect.ts';
import { rolesOf } from '../../db/procedures/surroundings.ts';
import { titleBook, type TitleBook } from '../../db/queries/procedures.ts';
import type { FileWaits } from '../../db/queries/unheld.ts';
import type { Stuck } from '../../domain/authority/stuck.ts';
import type { InstitutionId, Text } from '../../domain/ids.ts';
import type { Institution } from '../../domain/institution/institution.ts';
import { inLanguage } from '../../domain/text/in-language.ts';

/** What sentences about an institution's roles are made of. */
export interface Wording {
  readonly titles: TitleBook;
  readonly roles: ReadonlyMap<string, Text>;
  readonly units: ReadonlyMap<string, Text>;
}

export async function wordingOf(db: Db, { id, units }: Institution): Promise<Wording> {
  return {
    titles: titleBook(db),
    roles: new Map((await rolesOf(db, id)).map(({ role, title }) => [role, title])),
    units: new Map(units.map((unit) => [unit.id, unit.name])),
  };
}

/** What staff read of it. */
export async function textOf(
  { titles, roles, units }: Wording,
  institution: InstitutionId,
  { procedure, version }: FileWaits,
  { task, role, unit }: Stuck,
): Promise<string> {
  const what = english((await titles.titles(institution, procedure, version)).tasks[task], task);
  const who = english(roles.get(role), role);
  const remedy = 'Grant the role to somebody, or give the task to somebody else.';
  return unit === undefined
    ? `“${what}” waits for people who were chosen for their role “${who}”, and none of them has it any more. ${remedy}`
    : `“${what}” waits for the role “${who}” at “${english(units.get(unit), unit)}”, and nobody has it there. ${remedy}`;
}

const english = (text: Text | undefined, name: string): string =>
  text === undefined ? name : inLanguage(text, 'en') || name;
