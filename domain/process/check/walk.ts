import type { RoleId, TaskId } from '../../ids.ts';
import type { TaskDefinition } from '../../tasks/index.ts';
import { consequencesOf, type Consequence, type Procedure, type UnitRule } from '../procedure.ts';
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
  return [
    office,
    ...whom(procedure.withdraw?.by, ['withdraw', 'by']),
    ...(['extend', 'shorten'] as const).flatMap((name) => [
      ...whom(procedure[name]?.by, [name, 'by']),
      ...whom(procedure[name]?.ask, [name, 'ask']),
    ]),
    ...placed(procedure).flatMap(rolesOfTask),
  ];
}

/** Every role that a task names. */
export function rolesOfTask({ definition, path }: Pick<Placed, 'definition' | 'path'>): readonly NamedRole[] {
  const one = (rule: { by: RoleId; at?: UnitRule }, place: Path, personToo = false): NamedRole => ({
    role: rule.by,
    ...(rule.at === undefined ? {} : { at: rule.at }),
    path: [...place, 'by'],
    personToo,
  });
  const own = [...lateRoles(definition, path), ...repeatRoles(definition, path)];
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
        ...definition.chain.flatMap((step, n) => {
          const place = [...path, 'chain', n];
          const held =
            'holders' in step
              ? step.holders.flatMap((rule, m) => ('by' in rule ? [one(rule, [...place, 'holders', m])] : []))
              : 'by' in step
                ? [one(step, place)]
                : [];
          return [...held, ...lateRoles(step, place)];
        }),
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
    case 'message':
      return [
        ...own,
        ...(typeof definition.to === 'object' && 'by' in definition.to ? [one(definition.to, [...path, 'to'])] : []),
      ];
  }
}

/** The roles that something is given to when it is late. */
function lateRoles({ missed }: Pick<TaskDefinition, 'missed'>, path: Path): NamedRole[] {
  const one = (consequence: Consequence, place: Path): NamedRole[] => {
    const at = 'at' in consequence ? { at: consequence.at } : {};
    if ('escalate' in consequence)
      return [{ role: consequence.escalate, ...at, path: [...place, 'escalate'], personToo: false }];
    return 'handOver' in consequence
      ? [{ role: consequence.handOver, ...at, path: [...place, 'handOver'], personToo: false }]
      : [];
  };
  return consequencesOf(missed).flatMap((later, n) =>
    one(later, [...path, 'missed', ...(Array.isArray(missed) ? [n] : [])]),
  );
}

const repeatRoles = ({ repeat }: Pick<TaskDefinition, 'repeat'>, path: Path): NamedRole[] =>
  whom(repeat?.by, [...path, 'repeat', 'by']);

/** Roles in a list, where the person may stand too. */
export const whom = (by: readonly RoleId[] | undefined, path: Path): NamedRole[] =>
  (by ?? []).map((role, n) => ({ role, path: [...path, n], personToo: true }));

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
