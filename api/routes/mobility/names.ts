import type { Text } from '../../../domain/ids.ts';
import type { Holder, Mobility } from '../../../domain/mobility/state.ts';
import { institutionById, namesOf } from '../../../db/queries/institutions.ts';
import type { ApiDeps } from '../deps.ts';

/** How an institution calls itself, its units and its roles. */
export interface Names {
  readonly institution: Text;
  readonly units: Readonly<Record<string, Text>>;
  readonly roles: Readonly<Record<string, Text>>;
}

export async function namesIn({ db }: ApiDeps, institution: string): Promise<Names> {
  const [found, names] = await Promise.all([institutionById(db, institution), namesOf(db, institution)]);
  return { institution: found?.name ?? alike(institution), ...names };
}

/** Who holds something, as people say it: a name, or a role with its unit. */
export function holderName(holder: Holder, state: Mobility, names: Names): Text {
  switch (holder.by) {
    case 'person':
      return alike(`${state.person.given} ${state.person.family}`);
    case 'partner':
      return alike(holder.name === '' ? holder.email : holder.name);
    case 'member':
      return alike(holder.name);
    case 'role':
      return joined(names.roles[holder.role] ?? alike(holder.role), names.units[holder.unit] ?? alike(holder.unit));
  }
}

/** The same text in every language. */
export const alike = (text: string): Text => ({ en: text, fr: text });

function joined(role: Text, unit: Text): Text {
  const languages = new Set([...Object.keys(role), ...Object.keys(unit)]);
  return Object.fromEntries(
    [...languages].map((l) => [l, `${role[l] ?? role['en'] ?? ''} (${unit[l] ?? unit['en'] ?? ''})`]),
  );
}
