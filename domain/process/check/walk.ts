import type { RoleId, TaskId } from '../../ids.ts';
import type { TaskDefinition } from '../../tasks/index.ts';
import type { Procedure, UnitRule } from '../procedure.ts';
import type { Path } from '../problem.ts';

/** A task where it stands. */
export interface Placed {
  readonly definition: TaskDefinition;
  readonly stage: number;
  readonly path: Path;
}

/** Every task with its place. */
export const placed = ({ stages }: Procedure): readonly Placed[] =>
  stages.flatMap(({ tasks }, stage) =>
    tasks.map((definition, n) => ({ definition, stage, path: ['stages', stage, 'tasks', n] })),
  );

/** A role that a procedure names, and what for. */
export interface NamedRole {
  readonly role: RoleId;
  readonly at?: UnitRule;
  readonly path: Path;
  /** Where the person in mobility may stand instead of a role. */
  readonly personToo: boolean;
}

/** Every role that a procedure names. */
export function namedRoles(procedure: Procedure): readonly NamedRole[] {
  const office: NamedRole = { role: procedure.office, path: ['office'], personToo: false };
  return [office, ...placed(procedure).flatMap(rolesOfTask)];
}

/** Every role that a task names. */
export function rolesOfTask({ definition, path }: Pick<Placed, 'definition' | 'path'>): readonly NamedRole[] {
  const one = (rule: { by: RoleId; at?: UnitRule }, place: Path, personToo = false): NamedRole => ({
    role: rule.by,
    ...(rule.at === undefined ? {} : { at: rule.at }),
    path: [...place, 'by'],
    personToo,
  });
  const escalated = (item: { readonly missed?: TaskDefinition['missed'] }, place: Path): NamedRole[] =>
    item.missed !== undefined && 'escalate' in item.missed
      ? [{ role: item.missed.escalate, path: [...place, 'missed', 'escalate'], personToo: false }]
      : [];
  const own = escalated(definition, path);
  switch (definition.kind) {
    case 'form':
      return [...own, one({ by: definition.by }, path, true)];
    case 'documents':
      return [...own, ...(definition.review === undefined ? [] : [one(definition.review, [...path, 'review'])])];
    case 'agreement':
      return own;
    case 'approval':
      return [
        ...own,
        ...definition.chain.flatMap((step, n) => [
          one(step, [...path, 'chain', n]),
          ...escalated(step, [...path, 'chain', n]),
        ]),
      ];
    case 'signatures':
      return [
        ...own,
        ...definition.signers.flatMap((signer, n) =>
          'by' in signer ? [one(signer, [...path, 'signers', n], true)] : [],
        ),
      ];
    case 'attestation':
    case 'transcript':
      return [...own, one(definition, path)];
    case 'grades':
      return [
        ...own,
        one(definition, path),
        ...(definition.approve === undefined ? [] : [one(definition.approve, [...path, 'approve'])]),
      ];
  }
}

/** The tasks of a procedure by name, and what is surely done when one of them opens. */
export interface Tasks {
  readonly list: readonly Placed[];
  readonly find: (name: TaskId) => Placed | undefined;
  /** Those of earlier stages, and what it comes after. */
  readonly doneBefore: (task: Placed) => ReadonlySet<TaskId>;
}

export function tasksOf(procedure: Procedure): Tasks {
  const list = placed(procedure);
  const byName = new Map(list.map((one) => [one.definition.task, one]));
  const known = new Map<Placed, ReadonlySet<TaskId>>();
  const find = (name: TaskId): Placed | undefined => byName.get(name);
  return {
    list,
    find,
    doneBefore(task) {
      const before = known.get(task) ?? closure(list, find, task);
      known.set(task, before);
      return before;
    },
  };
}

function closure(list: readonly Placed[], find: Tasks['find'], { definition, stage }: Placed): ReadonlySet<TaskId> {
  const done = new Set(list.filter((one) => one.stage < stage).map((one) => one.definition.task));
  const ahead = [...(definition.after ?? [])];
  for (let task = ahead.pop(); task !== undefined; task = ahead.pop()) {
    if (done.has(task)) continue;
    done.add(task);
    ahead.push(...(find(task)?.definition.after ?? []));
  }
  return done;
}
