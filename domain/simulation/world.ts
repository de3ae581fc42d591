import { permissions, type Permission } from '../authority/actor.ts';
import { distinguishedBy, type Distinguished } from '../conditions/distinguished.ts';
import type { InstitutionDeclaration } from '../institution/declaration.ts';
import type { RoleId, UnitId } from '../ids.ts';
import type { Procedure } from '../process/procedure.ts';
import type { Calendar } from '../time/calendar.ts';
import { isLocalDate, type LocalDate } from '../time/civil.ts';
import { decide } from '../mobility/decide.ts';

/** What made-up files live in: a procedure at an institution. */
export interface World {
  readonly procedure: Procedure;
  readonly institution: string;
  readonly calendar: Calendar;
  readonly root: UnitId;
  /** The root first. */
  readonly units: readonly UnitId[];
  /** What each role may do beside its tasks; every role may do all where no institution says. */
  readonly roles: ReadonlyMap<RoleId, readonly Permission[]>;
  readonly distinguished: Distinguished;
  /** The core; a test gives a broken one, to see that this is found out. */
  readonly decide: typeof decide;
}

type Around = Pick<InstitutionDeclaration, 'institution' | 'units' | 'roles'>;

/** The world of a procedure, at an institution where there is one. */
export function worldOf(procedure: Procedure, calendar: Calendar, around?: Around, core = decide): World {
  const units = around?.units.map(({ unit }) => unit) ?? ['university', 'sciences', 'languages'];
  return {
    procedure,
    institution: around?.institution ?? 'somewhere',
    calendar,
    root: units[0] ?? 'university',
    units,
    roles: new Map(around?.roles.map(({ role, permissions: may }) => [role, may])),
    distinguished: distinguishedBy(conditionsOf(procedure)),
    decide: core,
  };
}

/** What a role may do beside its tasks. */
export const permissionsOf = ({ roles }: World, role: RoleId): readonly Permission[] =>
  roles.size === 0 ? permissions : (roles.get(role) ?? ['see-files']);

/** A role with this permission; the office first. */
export function roleWith(world: World, permission: Permission): RoleId | undefined {
  const { office } = world.procedure;
  return [office, ...world.roles.keys()].find((role) => permissionsOf(world, role).includes(permission));
}

/** Every condition of a procedure: of tasks, steps, documents and fields. */
export function conditionsOf(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) =>
    key === 'when' && typeof value === 'string' ? [value] : conditionsOf(value),
  );
}

const YEAR = 2026;

/** The year in which first stays begin: that of the first day that the procedure names, else a fixed one. */
export function yearOf(procedure: Procedure): number {
  const known = years.get(procedure);
  if (known !== undefined) return known;
  const named = datesIn(procedure.stages).toSorted()[0];
  const year = named === undefined ? YEAR : Number(named.slice(0, 4));
  years.set(procedure, year);
  return year;
}
const years = new WeakMap<Procedure, number>();

function datesIn(part: unknown): readonly LocalDate[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) =>
    key === 'date' && typeof value === 'string' && isLocalDate(value) ? [value] : datesIn(value),
  );
}
