import type { UnitId } from '../../domain/ids.ts';
import { UNITS } from './multiply.ts';

/** For whom a list is read. */
export interface Scope {
  readonly scope: string;
  /** Whose files are seen; null for all of the institution. */
  readonly units: readonly UnitId[] | null;
  /** Whose work is done: the roles held at units. */
  readonly held: readonly { readonly role: string; readonly unit: UnitId }[];
}

const twenty = UNITS.slice(0, 20);

/** Somebody at one unit, somebody who coordinates twenty faculties, somebody who does everything everywhere. */
export const scopes: readonly Scope[] = [
  {
    scope: 'one unit',
    units: ['sciences'],
    held: [{ role: 'international-officer', unit: 'university' }],
  },
  {
    scope: '20 units',
    units: twenty,
    held: twenty.map((unit) => ({ role: 'programme-coordinator', unit })),
  },
  {
    scope: 'all',
    units: null,
    held: ['international-officer', 'programme-coordinator', 'registry', 'head-of-office'].flatMap((role) =>
      ['university', ...UNITS].map((unit) => ({ role, unit })),
    ),
  },
];
