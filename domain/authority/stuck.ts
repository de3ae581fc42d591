import { hashOf } from '../hash.ts';
import type { PersonId, RoleId, TaskId, UnitId } from '../ids.ts';
import { pairOfOne } from './pairs.ts';

/** One row of what waits, as the queue has it: for a person, a partner, a role at a unit, or one of those fixed. */
export interface WaitingFor {
  readonly task: TaskId;
  readonly item: string;
  readonly what: string;
  readonly holderKind: string;
  readonly role: string | null;
  readonly unit: string | null;
}

/** Something that waits for a role which nobody has, or for people of whom none has it any more. */
export interface Stuck {
  readonly incident: string;
  readonly task: TaskId;
  readonly role: RoleId;
  /** Not told for people who were fixed: each counts wherever they had the role. */
  readonly unit?: UnitId;
}

/** Whether anybody may act for a role at a unit, or whether a person still has a role, on the file of `person`. */
export interface Holding {
  readonly held: (role: RoleId, unit: UnitId, person: PersonId) => boolean;
  readonly has: (one: PersonId, role: RoleId, person: PersonId) => boolean;
}

/** What a resolution by command takes of an incident's name. */
const MOST_NAME = 96;

/** What waits in a file for nobody: every holder of it is gone. */
export function stuckIn(rows: readonly WaitingFor[], person: PersonId, holding: Holding): readonly Stuck[] {
  const found = new Map<string, Stuck>();
  for (const wait of Map.groupBy(rows, ({ task, item, what }) => JSON.stringify([task, item, what])).values()) {
    if (wait.some((row) => canAct(row, person, holding))) continue;
    const stuck = stuckOf(wait);
    if (stuck !== undefined && !found.has(stuck.incident)) found.set(stuck.incident, stuck);
  }
  return [...found.values()];
}

function canAct({ holderKind, role, unit }: WaitingFor, person: PersonId, { held, has }: Holding): boolean {
  if (role === null || unit === null) return true;
  if (holderKind === 'role') return held(role, unit, person);
  const one = pairOfOne({ role, unit });
  // Somebody who is named needs no role.
  return one === undefined || one.role === '' || has(one.person, one.role, person);
}

function stuckOf(wait: readonly WaitingFor[]): Stuck | undefined {
  const [first] = wait;
  const byRole = wait.find(({ holderKind }) => holderKind === 'role');
  if (byRole !== undefined && byRole.role !== null && byRole.unit !== null) {
    const { task, role, unit } = byRole;
    return { incident: named(`nobody:${role}:${unit}`), task, role, unit };
  }
  if (first === undefined || first.role === null || first.unit === null) return undefined;
  const one = pairOfOne({ role: first.role, unit: first.unit });
  if (one === undefined) return undefined;
  const { task, item } = first;
  return { incident: named(`nobody-left:${task}:${item}`), task, role: one.role };
}

const named = (name: string): string =>
  name.length <= MOST_NAME ? name : `${name.slice(0, MOST_NAME - 33)}:${hashOf(name).slice(0, 32)}`;
