import type { Actor } from '../authority/actor.ts';
import type { AgreementFacts } from '../agreement/content.ts';
import type {
  CommandId,
  DocumentId,
  EffectId,
  InstitutionId,
  ItemId,
  PersonId,
  Reference,
  RoleId,
  Sha256,
  TaskId,
  UnitId,
} from '../ids.ts';
import type { Procedure, ProcedurePin, UnitRule } from '../process/procedure.ts';
import type { TaskAct } from '../tasks/index.ts';
import type { GradingFacts } from '../tasks/grades.ts';
import type { Calendar } from '../time/calendar.ts';
import type { Instant, LocalDate } from '../time/civil.ts';
import type { EffectResult } from './effects.ts';
import type { Home, Person, Stay } from './state.ts';

/** One thing somebody wants done to one mobility. */
export interface Command {
  /** Null for what the system itself sends: its effects settle once by their own id. */
  readonly id: CommandId | null;
  /** The hash of what the client sent, so that a key used again for something else is told. */
  readonly bodyHash: Sha256;
  readonly actor: Actor;
  readonly act: Act;
  readonly facts: Facts;
  /** After this instant it is refused: what a person gave up on must not happen an hour later. */
  readonly notAfter: Instant;
  /** The last event that whoever sends it has seen: a run that knows less catches up before it says no. */
  readonly seen?: number;
}

export type Act = TaskAct | LifeAct | ProgressAct | MigrateAct | RepairAct | SystemAct;

/** Acts on the whole mobility. */
export type LifeAct =
  | { readonly type: 'withdraw'; readonly reason: string }
  | { readonly type: 'change-stay'; readonly start: LocalDate; readonly end: LocalDate; readonly reason: string }
  | { readonly type: 'ask-stay'; readonly start: LocalDate; readonly end: LocalDate; readonly reason: string }
  | { readonly type: 'refuse-stay'; readonly reason: string }
  /** `to` names the task to go back to, where none is left open. */
  | { readonly type: 'reopen'; readonly reason: string; readonly to?: TaskId };

/** Acts on how a task runs, whatever its kind. */
export type ProgressAct =
  | { readonly type: 'begin-again'; readonly task: TaskId; readonly reason: string }
  /** To a role, at the unit in charge unless it says otherwise, or to one person. */
  | {
      readonly type: 'reassign';
      readonly task: TaskId;
      readonly item?: ItemId;
      readonly to: { readonly role: RoleId; readonly at?: UnitRule } | { readonly person: PersonId };
      readonly reason: string;
    }
  | {
      readonly type: 'move-deadline';
      readonly task: TaskId;
      readonly item?: ItemId;
      readonly date: LocalDate;
      readonly reason: string;
    }
  | { readonly type: 'remind'; readonly task: TaskId; readonly item?: ItemId };

/** Acts on which version of its procedure a file follows. */
export type MigrateAct =
  | { readonly type: 'migrate'; readonly version: number; readonly reason: string }
  /** To the version before, as long as nothing new was done. */
  | { readonly type: 'migrate-back'; readonly reason: string };

/** Acts of staff on what went wrong. */
export type RepairAct =
  | { readonly type: 'retry-effect'; readonly effect: EffectId; readonly reason: string }
  | { readonly type: 'skip-effect'; readonly effect: EffectId; readonly reason: string }
  | { readonly type: 'resolve-incident'; readonly incident: string; readonly reason: string };

/** What only the system sends: never accepted from a client. */
export type SystemAct =
  | {
      readonly type: 'create';
      readonly reference: Reference;
      readonly institution: InstitutionId;
      readonly birth: Birth;
    }
  | { readonly type: 'tick' }
  | { readonly type: 'effect-succeeded'; readonly effect: EffectId; readonly result: EffectResult }
  | { readonly type: 'effect-failed'; readonly effect: EffectId; readonly code: string; readonly message: string }
  | { readonly type: 'mail-undelivered'; readonly effect: EffectId; readonly code: string; readonly message: string }
  | { readonly type: 'raise-incident'; readonly incident: string; readonly code: string; readonly text: string }
  /** Ends the file, so that it can be erased: nobody is told, and nothing more is asked of the outside. */
  | { readonly type: 'erase' };

export interface Birth {
  readonly procedure: ProcedurePin;
  readonly calendar: Calendar;
  readonly root: UnitId;
  readonly unit: UnitId;
  readonly person: Person;
  readonly home: Home;
  readonly stay: Stay;
}

/** What the API looked up in SQL for this command; the event keeps what was used. */
export interface Facts {
  readonly agreement?: AgreementFacts;
  readonly grading?: GradingFacts;
  /** The version that a file goes to. The run adds the procedure, which is too large to travel with a command. */
  readonly target?: { readonly pin: ProcedurePin; readonly procedure?: Procedure };
  /** Who a task is given to. */
  readonly person?: { readonly person: PersonId; readonly name: string };
  readonly file?: {
    readonly document: DocumentId;
    readonly sha256: Sha256;
    readonly size: number;
    readonly name: string;
  };
}

/** The answer kept for ever beside the command's id. */
export interface Answer {
  readonly rev: number;
  readonly at: Instant;
  /** The types of the events recorded, in order. */
  readonly recorded: readonly string[];
}
