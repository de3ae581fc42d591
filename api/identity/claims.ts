import type { Claims } from '../../db/identity/identities.ts';

const ESI = 'schac_personal_unique_code';
const LONGEST = 1_000;
const MOST = 50;

/** The claims that we keep; whatever else a provider sends about somebody is none of our business. */
const wanted = [
  'given_name',
  'family_name',
  'name',
  'email',
  'email_verified',
  'birthdate',
  'locale',
  ESI,
  'schac_home_organization',
  'eduperson_scoped_affiliation',
  'eduperson_affiliation',
] as const;

/** What is kept of a login, with its source and date. @param esiClaim of the provider's settings */
export function keptClaims(said: Readonly<Record<string, unknown>>, source: string, at: Date, esiClaim = ESI): Claims {
  const values: Record<string, unknown> = {};
  for (const claim of new Set([...wanted, esiClaim])) {
    const value = said[claim];
    const list = texts(value);
    if (typeof value === 'boolean') values[claim] = value;
    else if (list.length > 0) values[claim] = Array.isArray(value) ? list : list[0];
  }
  return { source, at: at.toISOString(), values };
}

/** The European Student Identifiers of somebody: a text or a list of texts, by the provider. */
export const esisIn = (said: Readonly<Record<string, unknown>>, esiClaim = ESI): string[] => [
  ...new Set(texts(said[esiClaim]).filter((text) => text.length <= 255)),
];

function texts(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value.slice(0, MOST) : [value];
  return list
    .filter((one): one is string => typeof one === 'string' && one.length <= LONGEST)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
