import type { RoleId } from '../../ids.ts';
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
  /** Where somebody must hold it; undefined where others may do it as well. */
  readonly where?: UnitRule;
  /** How many must hold it; one without it. */
  readonly need?: number;
}

/** Every role that a procedure names. */
export function namedRoles(procedure: Procedure): readonly NamedRole[] {
  const office: NamedRole = { role: procedure.office, path: ['office'], personToo: false, where: 'institution' };
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
  const one = (rule: { by: RoleId; at?: UnitRule }, place: Path, personToo = false, need?: number): NamedRole => ({
    role: rule.by,
    ...(rule.at === undefined ? {} : { at: rule.at }),
    path: [...place, 'by'],
    personToo,
    where: rule.at ?? 'mobility.unit',
    ...(need === undefined ? {} : { need }),
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
                ? [one(step, place, false, Math.max(step.of ?? 1, typeof step.need === 'number' ? step.need : 1))]
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
    const key = 'escalate' in consequence ? 'escalate' : 'handOver' in consequence ? 'handOver' : undefined;
    if (key === undefined) return [];
    const role =
      'escalate' in consequence ? consequence.escalate : 'handOver' in consequence ? consequence.handOver : '';
    const { at } = { at: undefined, ...consequence };
    const rule = at === undefined ? {} : { at };
    return [{ role, ...rule, path: [...place, key], personToo: false, where: at ?? 'institution' }];
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
