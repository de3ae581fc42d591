import type { ProcedureId, RoleId, Sha256, TaskId, Text } from '../ids.ts';
import type { TaskDefinition } from '../tasks/index.ts';

/** How a type of mobility runs, as data: the normalised form of the YAML (`schema.ts` reads it). */
export interface Procedure {
  readonly procedure: ProcedureId;
  readonly title: Text;
  readonly for: 'student' | 'intern' | 'doctoral' | 'staff';
  /** The role that is told about what goes wrong and that deadlines escalate to by default. */
  readonly office: RoleId;
  readonly stages: readonly Stage[];
}

export interface Stage {
  readonly stage: string;
  readonly title: Text;
  readonly tasks: readonly TaskDefinition[];
}

/** A published version, pinned by the hash of its canonical form. */
export interface ProcedurePin {
  readonly id: ProcedureId;
  readonly version: number;
  readonly hash: Sha256;
}

/** What every task of a procedure says, whatever its kind. */
export interface TaskBase {
  readonly task: TaskId;
  readonly title: Text;
  readonly help?: Text;
  /** Tasks of the same or an earlier stage that must be done before this one opens. */
  readonly after?: readonly TaskId[];
  readonly due?: DueRule;
  /** Days before the due date on which the holder is reminded. */
  readonly remind?: readonly number[];
  /** What a missed deadline brings; without it the office is told. */
  readonly missed?: Consequence;
}

/** Days counted from an anchor; a date that would be past when the task opens is a week after opening. */
export interface DueRule {
  readonly days: number;
  readonly from: 'opening' | 'stay.start' | 'stay.end';
  readonly direction: 'after' | 'before';
}

export type Consequence = { readonly escalate: RoleId } | { readonly end: true };

/** Which unit the holder of a role must belong to, resolved when the task opens. */
export type UnitRule = 'institution' | 'mobility.unit' | 'agreement.mainUnit';

export interface RoleRule {
  readonly by: RoleId;
  readonly at?: UnitRule;
}

/** Every task of a procedure, in order. */
export const tasksOf = (procedure: Procedure): readonly TaskDefinition[] => procedure.stages.flatMap((s) => s.tasks);

/** A task by its id. */
export const taskOf = (procedure: Procedure, task: TaskId): TaskDefinition | undefined =>
  tasksOf(procedure).find((t) => t.task === task);
