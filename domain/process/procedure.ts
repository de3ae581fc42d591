import type { ProcedureId, RoleId, Sha256, TaskId, Text } from '../ids.ts';
import type { TaskDefinition } from '../tasks/index.ts';
import type { LocalDate } from '../time/civil.ts';

/** How a type of mobility runs, as data: the normalised form of the YAML (`schema.ts` reads it). */
export interface Procedure {
  readonly procedure: ProcedureId;
  readonly title: Text;
  readonly for: 'student' | 'intern' | 'doctoral' | 'staff';
  /** The role that is told about what goes wrong and that deadlines escalate to by default. */
  readonly office: RoleId;
  /** The days of each year on which nominations are taken; any day without them. */
  readonly nominations?: readonly YearlyWindow[];
  /** Who may withdraw; without it the person, and staff with the permission. */
  readonly withdraw?: LifeRule;
  /** Who may make the stay longer or shorter; without it staff with the permission. */
  readonly extend?: StayRule;
  readonly shorten?: StayRule;
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
  /** Asked once, when it could open: where it does not hold, the task is passed over. */
  readonly when?: Condition;
  /** It does not open before this day. */
  readonly opens?: DateRule;
  readonly due?: DateRule;
  /** Days before the due date on which the holder is reminded. */
  readonly remind?: readonly number[];
  /** What a missed deadline brings, and what comes later; without it the office is told. */
  readonly missed?: Missed;
  /** `staff`: the person and partners do not see it. */
  readonly visibility?: 'everybody' | 'staff';
  readonly repeat?: RepeatRule;
}

/** An expression of `domain/conditions`, about what the file knows. */
export type Condition = string;

/**
 * A day: named, or counted from an anchor. A due date that would be past when the task opens is a week after opening.
 * Working days are those of the institution's calendar.
 */
export type DateRule = DayCount | { readonly date: LocalDate };

export interface DayCount {
  readonly days: number;
  readonly from: Anchor;
  readonly direction: 'after' | 'before';
  readonly working?: true;
}

/** A task stands for the day on which it was done. */
export type Anchor = 'opening' | 'stay.start' | 'stay.end' | { readonly task: TaskId };

/** One consequence, or several, each so many days after the due date. */
export type Missed = Consequence | readonly LaterConsequence[];
export type LaterConsequence = Consequence & { readonly days: number };

export type Consequence =
  /** Somebody may act besides: the role is added, at the institution unless a unit is named. */
  | { readonly escalate: RoleId; readonly at?: UnitRule }
  /** Somebody else must act, and who had it need not any more. */
  | { readonly handOver: RoleId; readonly at?: UnitRule }
  /** A reminder every so many days, until it is done. */
  | { readonly remindEvery: number }
  /** A step of a chain is decided by itself. */
  | { readonly decide: 'approve' | 'refuse' }
  /** A message is not waited for any longer. */
  | { readonly goOn: true }
  /** It is too late: nothing more is taken until staff give more time. */
  | { readonly close: true }
  | { readonly end: true };

/** Who may begin a task that is done anew, or one that waits to be asked for. */
export interface RepeatRule {
  readonly by: readonly ('person' | RoleId)[];
  readonly until?: DateRule;
  /** How often at most, the first time not counted. */
  readonly times?: number;
  /** It opens only when somebody asks for it; nothing waits for it before. */
  readonly onRequest?: true;
}

/** `--` of a year is left out: both days included, `11-15` until `01-31` goes over the end of the year. */
export interface YearlyWindow {
  readonly from: string;
  readonly until: string;
}

/** Who may, by role or as the person, and until when. */
export interface LifeRule {
  readonly by: readonly ('person' | RoleId)[];
  readonly until?: DateRule;
}

export interface StayRule extends LifeRule {
  /** Who may ask for it; those in `by` decide. */
  readonly ask?: readonly ('person' | RoleId)[];
  /** The most days that the whole stay may then have. */
  readonly longest?: number;
}

/** Which unit the holder of a role must belong to, resolved when the task opens. */
export type UnitRule = 'institution' | 'mobility.unit' | 'agreement.mainUnit';

export interface RoleRule {
  readonly by: RoleId;
  readonly at?: UnitRule;
}

/** Who must act: a role at a unit, somebody by their address, or a contact that was given in a form as `task.field`. */
export type HolderRule = RoleRule | { readonly named: string } | { readonly partner: string };

/** The most that a procedure may weigh as JSON, since every run of a file loads it. */
export const MOST_PROCEDURE_BYTES = 256 * 1024;

/** Every task of a procedure, in order. */
export const tasksOf = (procedure: Procedure): readonly TaskDefinition[] => procedure.stages.flatMap((s) => s.tasks);

/** A task by its id. */
export function taskOf(procedure: Procedure, task: TaskId): TaskDefinition | undefined {
  const known = byName.get(procedure) ?? new Map(tasksOf(procedure).map((t) => [t.task, t]));
  byName.set(procedure, known);
  return known.get(task);
}
/** In which stage a task stands, counted from 0; -1 where there is no such task. */
export const stageOf = ({ stages }: Procedure, task: TaskId): number =>
  stages.findIndex(({ tasks }) => tasks.some((one) => one.task === task));

/** A procedure never changes: its tasks are looked up at each act. */
const byName = new WeakMap<Procedure, ReadonlyMap<TaskId, TaskDefinition>>();

/** What a missed deadline brings, as a list: the days after the due date, and what happens then. */
export const consequencesOf = (missed: Missed | undefined): readonly LaterConsequence[] =>
  missed === undefined ? [] : isList(missed) ? missed : [{ ...missed, days: 0 }];

const isList = (missed: Missed): missed is readonly LaterConsequence[] => Array.isArray(missed);
