import type { Holder, Mobility } from '../mobility/state.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { PersonId, UnitId } from '../ids.ts';
import type { Task } from '../tasks/index.ts';
import type { ActiveGrant, Actor, ActorName, Permission } from './actor.ts';

/**
 * Who may do what: every route and every command asks here. Two questions, no others: does somebody hold what waits
 * (`holds`), or does one of their roles have a permission at a unit of the file (`may`)? Whether the file is there for
 * them at all is asked first, in `sight.ts`; `reach.ts` asks the same of all files at once, for lists.
 */

/** What of a file these questions need. */
type FileUnits = Pick<Mobility, 'institution' | 'person' | 'unit' | 'root'> & { readonly tasks?: Mobility['tasks'] };

/** Refuses what reaches over the border of an institution as if it were not there. */
export const sameInstitution = (actor: Actor, institution: string): Refusal | undefined =>
  actor.institution === institution ? undefined : refuse('not-found');

/** Whether one of the actor's roles has the permission in a unit that the file touches; never on their own file. */
export function may(actor: Actor, permission: Permission, file: FileUnits): Refusal | undefined {
  const foreign = sameInstitution(actor, file.institution);
  if (foreign !== undefined) return foreign;
  if (actor.kind === 'system') return undefined;
  if (actor.kind === 'partner') return refuse('forbidden');
  if (actor.person === file.person.id) return refuse('own-file');
  return permitting(actor, permission, file) === undefined ? refuse('forbidden') : undefined;
}

/** The grant by which an actor has a permission on a file, so that the history can name it. */
export const permitting = (actor: Actor, permission: Permission, file: FileUnits): ActiveGrant | undefined =>
  grantFor(grantsOn(actor, file.person.id), permission, unitsOf(file));

/** Whether one of the actor's roles has the permission anywhere: for what belongs to no file. */
export const mayAnywhere = (actor: Actor, permission: Permission): Refusal | undefined =>
  actor.kind === 'system' || (actor.kind === 'person' && actor.grants.some((g) => g.permissions.includes(permission)))
    ? undefined
    : refuse('forbidden');

/** Whether the actor may do an act that has the permission at this unit. */
export const mayAt = (actor: Actor, permission: Permission, unit: UnitId): Refusal | undefined =>
  actor.kind === 'system' || (actor.kind === 'person' && grantFor(actor.grants, permission, [unit]) !== undefined)
    ? undefined
    : refuse('forbidden');

/** Whether the actor is one of those for whom something waits. */
export function holds(
  actor: Actor,
  holders: readonly Holder[],
  file: Mobility,
  bound: { task: string; item?: string },
): Refusal | undefined {
  const foreign = sameInstitution(actor, file.institution);
  if (foreign !== undefined) return foreign;
  if (actor.kind === 'system') return undefined;
  if (actor.kind === 'partner') return partnerHolds(actor, holders, file, bound);
  if (actor.person === file.person.id) {
    if (holders.some((h) => h.by === 'person')) return undefined;
    return holders.some((h) => isHeld(actor, h, file)) ? refuse('own-file') : refuse('not-yours');
  }
  return holders.some((h) => isHeld(actor, h, file)) ? undefined : refuse('not-yours');
}

/** The grant by which an actor acts on something held by a role, or by one of those who have it. */
export function heldBy(actor: Actor, holder: Holder, file: Pick<Mobility, 'person'>): ActiveGrant | undefined {
  if (holder.by !== 'role' && holder.by !== 'member') return undefined;
  const { role, unit } = holder;
  if (role === undefined || unit === undefined) return undefined;
  return grantsOn(actor, file.person.id).find(
    (g) => g.role === role && g.units.includes(unit) && (holder.by === 'role' || isFor(actor, g, holder.person)),
  );
}

/** Whether a grant is used for this person: by themselves, or by who got it from them. */
const isFor = (actor: Actor, { onBehalfOf }: ActiveGrant, person: PersonId): boolean =>
  (onBehalfOf?.person ?? (actor.kind === 'person' ? actor.person : undefined)) === person;

/** Somebody who is named has it without a role. */
const isNamed = (actor: Actor, holder: Holder): boolean =>
  holder.by === 'member' && holder.role === undefined && actor.kind === 'person' && actor.person === holder.person;

/** Whether something is held by a role of the actor, or by them alone. */
export const isHeld = (actor: Actor, holder: Holder, file: Pick<Mobility, 'person'>): boolean =>
  isNamed(actor, holder) || heldBy(actor, holder, file) !== undefined;

/** One's own grants before those that were lent; never one lent by the file's own person, who would decide by proxy. */
export function grantsOn(actor: Actor, person: PersonId): readonly ActiveGrant[] {
  if (actor.kind !== 'person') return [];
  const lent = actor.grants.filter((g) => g.onBehalfOf !== undefined && g.onBehalfOf.person !== person);
  return [...actor.grants.filter((g) => g.onBehalfOf === undefined), ...lent];
}

/** The units that a file touches: the one in charge, and those whose roles hold a task of it. */
export function unitsOf(file: Pick<Mobility, 'unit'> & { readonly tasks?: Mobility['tasks'] }): readonly UnitId[] {
  const units = new Set<UnitId>([file.unit]);
  for (const task of Object.values(file.tasks ?? {})) {
    for (const holder of holdersIn(task)) if (holder.by === 'role') units.add(holder.unit);
    for (const { to } of task.handed ?? []) if (to.by === 'role') units.add(to.unit);
    if (task.kind === 'approval')
      for (const step of task.data.steps)
        for (const holder of step.holders)
          if ((holder.by === 'role' || holder.by === 'member') && holder.unit !== undefined) units.add(holder.unit);
    if (task.kind === 'signatures')
      for (const { holder } of task.data.signers) if (holder.by === 'role') units.add(holder.unit);
  }
  return [...units];
}

function holdersIn({ data }: Task): readonly Holder[] {
  const second = 'reviewer' in data ? data.reviewer : 'approver' in data ? data.approver : undefined;
  return [...('holder' in data ? [data.holder] : []), ...(second === undefined ? [] : [second])];
}

/** How the history names an actor; the grant tells the role, and on whose behalf. */
export function named(actor: Actor, grant: ActiveGrant | undefined): ActorName {
  switch (actor.kind) {
    case 'system':
      return { kind: 'system', name: 'SMILE' };
    case 'partner':
      return { kind: 'partner', name: actor.name.toWellFormed(), identified: actor.identified };
    case 'person':
      return {
        kind: 'person',
        person: actor.person,
        name: actor.name.toWellFormed(),
        identified: actor.identified,
        ...(grant === undefined ? {} : { role: grant.role }),
        ...(grant?.onBehalfOf === undefined
          ? {}
          : { onBehalfOf: grant.onBehalfOf.name.toWellFormed(), lentBy: grant.onBehalfOf.person }),
      };
  }
}

function partnerHolds(
  actor: Actor & { kind: 'partner' },
  holders: readonly Holder[],
  file: Mobility,
  { task, item }: { task: string; item?: string },
): Refusal | undefined {
  const { bound, email, used } = actor;
  const theirs = bound.reference === file.reference && bound.task === task && bound.item === item;
  return theirs && used === undefined && holders.some((h) => h.by === 'partner' && h.email === email)
    ? undefined
    : refuse('not-yours');
}

const grantFor = (
  grants: readonly ActiveGrant[],
  permission: Permission,
  units: readonly UnitId[],
): ActiveGrant | undefined =>
  grants.find((g) => g.permissions.includes(permission) && units.some((u) => g.units.includes(u)));
