import { hasDecided } from '../approvals/has-decided.ts';
import type { ActiveGrant, Actor } from '../authority/actor.ts';
import type { Asked } from './outside.ts';
import type { Resolved } from '../mobility/effects.ts';
import type { PersonId, RoleId } from '../ids.ts';
import { own } from '../mobility/own.ts';
import type { Holder, Mobility } from '../mobility/state.ts';
import { taskOf } from '../process/procedure.ts';
import type { Move, Wait } from '../tasks/kind.ts';
import { permissionsOf, type World } from './world.ts';

/** A step whose members are looked up and that does not say how many has so many. */
const MEMBERS = 3;

export const systemOf = ({ institution }: World): Actor => ({ kind: 'system', institution });

/** Somebody with a role, everywhere in the institution: who has it where is for the check to say. */
export const staffOf = (world: World, role: RoleId, person: PersonId = `${role}-1`): Actor =>
  somebody(world, person, [grantOf(world, role)]);

export const grantOf = (world: World, role: RoleId): ActiveGrant => ({
  role,
  permissions: permissionsOf(world, role),
  units: world.units,
});

export const somebody = ({ institution }: World, person: PersonId, grants: readonly ActiveGrant[]): Actor => ({
  kind: 'person',
  institution,
  person,
  name: person,
  identified: 'federated-login',
  grants,
});

/** Who makes this move: one of those who hold what waits, and has not decided in its chain before. */
export function moverOf(world: World, state: Mobility, wait: Wait, holder: Holder, move: Move): Actor {
  if (move.by !== undefined) return memberNamed(world, state, wait, move.by);
  switch (holder.by) {
    case 'person':
      return somebody(world, state.person.id, []);
    case 'member':
      return somebody(world, holder.person, holder.role === undefined ? [] : [grantOf(world, holder.role)]);
    case 'partner':
      return {
        kind: 'partner',
        institution: world.institution,
        name: holder.name,
        email: holder.email,
        identified: 'one-time-link',
        bound: { reference: state.reference, task: wait.task, item: wait.item ?? '' },
      };
    case 'role': {
      const decided = new Set(decidersOf(state, wait.task));
      let n = 1;
      while (decided.has(`${holder.role}-${String(n)}`)) n += 1;
      return staffOf(world, holder.role, `${holder.role}-${String(n)}`);
    }
  }
}

/** Who decided before: with the role that their name tells, or that the step fixed for them. */
function memberNamed(world: World, state: Mobility, wait: Wait, person: PersonId): Actor {
  const task = own(state.tasks, wait.task);
  const fixed = task?.kind === 'approval' ? task.data.steps.flatMap((s) => s.holders) : [];
  const member = fixed.find((h) => h.by === 'member' && h.person === person);
  if (member?.by === 'member')
    return somebody(world, person, member.role === undefined ? [] : [grantOf(world, member.role)]);
  return staffOf(world, person.replace(/-\d+$/, ''), person);
}

function decidersOf(state: Mobility, id: string): readonly PersonId[] {
  const task = own(state.tasks, id);
  if (task?.kind !== 'approval') return [];
  return task.data.steps.flatMap((s) => s.decisions.flatMap(({ person }) => person ?? []));
}

/** Whether a member of a step has decided already, so that it does not wait for them any more. */
export function isDone({ procedure }: World, state: Mobility, { task: id, item = '' }: Wait, holder: Holder): boolean {
  const task = own(state.tasks, id);
  const definition = taskOf(procedure, id);
  if (holder.by !== 'member' || task?.kind !== 'approval' || definition?.kind !== 'approval') return false;
  return hasDecided(definition, task, item, [holder.person]);
}

/** Who has the role of a step: as many as it names, each by a name of the role's. */
export function membersFor({ role, named, least }: Asked & { readonly kind: 'resolve-holders' }): readonly Resolved[] {
  const byAddress = named.map((address) => ({ person: address, name: address, named: address }));
  if (role === undefined) return byAddress;
  const many = Math.max(least, MEMBERS);
  const those = Array.from({ length: many }, (_, n) => `${role.role}-${String(n + 1)}`);
  return [...those.map((person) => ({ person, name: person, ...role })), ...byAddress];
}

/** Who holds something, in one word. */
export function holderName(holder: Holder): string {
  switch (holder.by) {
    case 'person':
    case 'partner':
      return holder.by;
    case 'role':
      return holder.role;
    case 'member':
      return holder.role ?? holder.person;
  }
}
