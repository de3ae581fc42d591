import type { InstitutionId, EffectId, ItemId, Reference, RoleId, TaskId, UnitId } from '../ids.ts';
import type { Consequence, ProcedurePin } from '../process/procedure.ts';
import type { Asked } from '../conditions/asked.ts';
import type { Opening, TaskEvent } from '../tasks/index.ts';
import type { Calendar } from '../time/calendar.ts';
import type { Instant, LocalDate } from '../time/civil.ts';
import type {
  By,
  Channel,
  ClockId,
  Due,
  EffectKind,
  Holder,
  Home,
  IssuedDocument,
  LaterDue,
  Outcome,
  Person,
  Stay,
} from './state.ts';

/** Events carry facts, never rules: replaying them consults neither the procedure nor a clock. */
export type MobilityEvent = LifeEvent | ProgressEvent | ClockEvent | EffectEvent | TaskEvent;

/** Birth, end, and what changes the whole stay. */
export type LifeEvent =
  | {
      readonly type: 'mobility-created';
      readonly reference: Reference;
      readonly institution: InstitutionId;
      readonly procedure: ProcedurePin;
      readonly calendar: Calendar;
      readonly office: RoleId;
      readonly root: UnitId;
      readonly unit: UnitId;
      readonly person: Person;
      readonly home: Home;
      readonly stay: Stay;
    }
  | { readonly type: 'stay-changed'; readonly start: LocalDate; readonly end: LocalDate; readonly reason: string }
  | {
      readonly type: 'stay-asked';
      readonly start: LocalDate;
      readonly end: LocalDate;
      readonly reason: string;
      readonly holders: readonly Holder[];
    }
  | { readonly type: 'stay-refused'; readonly reason: string }
  | {
      readonly type: 'procedure-migrated';
      readonly to: ProcedurePin;
      readonly office: RoleId;
      readonly vanished: readonly TaskId[];
      readonly reopened: readonly TaskId[];
      readonly reason: string;
    }
  | { readonly type: 'migration-undone'; readonly to: ProcedurePin; readonly reason: string }
  | { readonly type: 'mobility-withdrawn'; readonly reason: string; readonly own: boolean }
  | { readonly type: 'mobility-closed'; readonly outcome: Outcome }
  | { readonly type: 'mobility-reopened'; readonly reason: string };

/** Tasks opening, ending, and being sent back to. */
export type ProgressEvent =
  | { readonly type: 'stage-entered'; readonly stage: string }
  | {
      readonly type: 'task-opened';
      readonly task: TaskId;
      readonly round: number;
      readonly opening: Opening;
      readonly condition?: Asked;
    }
  /** Its condition does not hold: nothing waits for it. */
  | { readonly type: 'task-passed-over'; readonly task: TaskId; readonly condition: Asked }
  | { readonly type: 'opening-planned'; readonly task: TaskId; readonly date: LocalDate; readonly opensAt: Instant }
  | { readonly type: 'opening-reached'; readonly task: TaskId }
  /** Somebody asked for a task that waits to be asked for, or for one that was done to be done anew. */
  | {
      readonly type: 'task-begun-again';
      readonly task: TaskId;
      readonly reset: readonly TaskId[];
      readonly reason: string;
    }
  | {
      readonly type: 'handed-over';
      readonly task: TaskId;
      readonly item?: ItemId;
      readonly to: Holder;
      /** `besides`: whoever had it may still act. */
      readonly how: 'besides' | 'instead';
      readonly because: 'late' | 'asked';
      readonly reason?: string;
    }
  | { readonly type: 'reminded-by-hand'; readonly task: TaskId; readonly item?: ItemId }
  | { readonly type: 'task-done'; readonly task: TaskId; readonly outcome?: string }
  | {
      readonly type: 'sent-back';
      readonly task: TaskId;
      readonly to: readonly TaskId[];
      /** Tasks that wait again until those are done. */
      readonly reset: readonly TaskId[];
      readonly reason: string;
    };

export type ClockEvent =
  | {
      readonly type: 'clock-started';
      readonly clock: ClockId;
      readonly task: TaskId;
      readonly item?: ItemId;
      readonly due: Due;
      readonly reminders: readonly Instant[];
      readonly consequence?: Consequence;
      readonly later?: readonly LaterDue[];
    }
  | { readonly type: 'clock-stopped'; readonly clock: ClockId }
  /** `planned`: the instants of the reminders that this one stands for (several after an outage). */
  | { readonly type: 'reminded'; readonly clock: ClockId; readonly planned: readonly Instant[] }
  /** `reminders`: those that go on until it is done. */
  | {
      readonly type: 'deadline-missed';
      readonly clock: ClockId;
      readonly lateBySeconds: number;
      readonly reminders?: readonly Instant[];
    }
  /** The next of what comes after a missed deadline. */
  | {
      readonly type: 'consequence-came';
      readonly clock: ClockId;
      readonly lateBySeconds: number;
      readonly reminders?: readonly Instant[];
    }
  /** It would have refused somebody while we were down: what is still to come, with new instants; the first on this date. */
  | {
      readonly type: 'consequence-put-off';
      readonly clock: ClockId;
      readonly date: LocalDate;
      readonly later: readonly LaterDue[];
    }
  | { readonly type: 'clock-paused'; readonly clock: ClockId }
  | {
      readonly type: 'deadline-moved';
      readonly clock: ClockId;
      readonly due: Due;
      readonly reminders: readonly Instant[];
      readonly because: 'downtime' | 'stay-changed' | 'asked' | 'paused' | 'migrated';
      readonly later?: readonly LaterDue[];
      readonly reason?: string;
    }
  | {
      readonly type: 'escalated';
      readonly task: TaskId;
      readonly item?: ItemId;
      readonly role: RoleId;
      readonly unit: UnitId;
    };

export type EffectEvent =
  | {
      readonly type: 'effect-requested';
      readonly effect: EffectId;
      readonly channel: Channel;
      readonly kind: EffectKind;
      readonly task?: TaskId;
      /** The round of the task that asked. */
      readonly round?: number;
    }
  | { readonly type: 'effect-started'; readonly effect: EffectId; readonly attempt: number }
  /** Without `retryAt` it is an incident, which staff retry or skip. */
  | {
      readonly type: 'effect-failed';
      readonly effect: EffectId;
      readonly code: string;
      readonly message: string;
      readonly retryAt?: Instant;
    }
  | { readonly type: 'effect-done'; readonly effect: EffectId }
  | { readonly type: 'effect-retried'; readonly effect: EffectId; readonly reason: string }
  | { readonly type: 'effect-skipped'; readonly effect: EffectId; readonly reason: string }
  | { readonly type: 'mail-undelivered'; readonly effect: EffectId; readonly code: string; readonly message: string }
  | { readonly type: 'incident-raised'; readonly incident: string; readonly code: string; readonly text: string }
  | { readonly type: 'incident-resolved'; readonly incident: string; readonly reason: string }
  | { readonly type: 'document-issued'; readonly task: TaskId; readonly issued: IssuedDocument };

/** An event as it stands in the records. */
export interface Recorded {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: Instant;
  /** The version of the event's form; older ones pass `upcast`. */
  readonly v: number;
  readonly by: By;
  readonly event: MobilityEvent;
}
