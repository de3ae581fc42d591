import type { ActorName } from '../authority/actor.ts';
import type {
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
import type { Consequence, ProcedurePin } from '../process/procedure.ts';
import type { Task } from '../tasks/index.ts';
import type { Calendar } from '../time/calendar.ts';
import type { Instant, LocalDate } from '../time/civil.ts';

/** Where one mobility stands: what its events, replayed in order, give. */
export interface Mobility {
  readonly reference: Reference;
  readonly institution: InstitutionId;
  /** The number of the last event. */
  readonly rev: number;
  /** The instant of the last event. */
  readonly at: Instant;
  readonly openedAt: Instant;
  readonly status: 'open' | 'closed';
  readonly outcome?: Outcome;
  readonly procedure: ProcedurePin;
  readonly calendar: Calendar;
  readonly office: RoleId;
  /** The institution's root unit. */
  readonly root: UnitId;
  /** The unit in charge of the file. */
  readonly unit: UnitId;
  readonly person: Person;
  readonly home: Home;
  readonly stay: Stay;
  readonly stage: string;
  readonly tasks: Readonly<Record<TaskId, Task>>;
  readonly clocks: Readonly<Record<ClockId, Clock>>;
  /** What was asked of the outside and is not settled. */
  readonly effects: Readonly<Record<EffectId, PendingEffect>>;
  readonly incidents: Readonly<Record<string, Incident>>;
  /** Documents made by us, newest last. */
  readonly issued: readonly IssuedDocument[];
  /** Tasks whose condition did not hold when they could have opened: nothing waits for them. */
  readonly passed?: readonly TaskId[];
  /** Tasks that open on a day of their own. */
  readonly planned?: Readonly<Record<TaskId, Planned>>;
  /** Tasks that open only when somebody asks, and were asked for. */
  readonly requested?: readonly TaskId[];
  /** Other dates that somebody asked for, until staff decide. */
  readonly stayAsked?: StayAsked;
  readonly migrated?: Migrated;
}

/** How a file stood before it went to another version, until something new is done in it. */
export interface Migrated {
  readonly from: ProcedurePin;
  readonly at: Instant;
  readonly before: Pick<Mobility, 'office' | 'stage' | 'tasks' | 'clocks' | 'passed' | 'planned' | 'requested'>;
}

export interface Planned {
  readonly date: LocalDate;
  readonly at: Instant;
  readonly reached?: true;
}

export interface StayAsked {
  readonly start: LocalDate;
  readonly end: LocalDate;
  readonly reason: string;
  readonly at: Instant;
  /** Who decides about it. */
  readonly holders: readonly Holder[];
}

/** `erased`: it was open when it was erased. */
export type Outcome = 'completed' | 'withdrawn' | 'refused' | 'lapsed' | 'erased';

export interface Person {
  readonly id: PersonId;
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly language: string;
  readonly birthDate?: LocalDate;
  /** European Student Identifier. */
  readonly esi?: string;
}

export interface Home {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly erasmusCode?: string;
  readonly coordinatorEmail?: string;
}

export interface Stay {
  readonly start: LocalDate;
  readonly end: LocalDate;
  /** First and last day present, once attested. */
  readonly arrived?: LocalDate;
  readonly departed?: LocalDate;
}

/** Who must act. Queues join grants when they are read, so that a change of grants shows at once. */
export type Holder =
  | { readonly by: 'person' }
  | { readonly by: 'role'; readonly role: RoleId; readonly unit: UnitId }
  | Member
  | { readonly by: 'partner'; readonly name: string; readonly email: string };

/** One person and nobody else: of those who had the role when it was fixed, or named. Without the role they may not. */
export interface Member {
  readonly by: 'member';
  readonly person: PersonId;
  readonly name: string;
  readonly role?: RoleId;
  readonly unit?: UnitId;
}

/** `task` or `task/item`. */
export type ClockId = string;

export interface Clock {
  readonly task: TaskId;
  readonly item?: ItemId;
  readonly due: Due;
  /** Instants still to come, in order. */
  readonly reminders: readonly Instant[];
  readonly missed: boolean;
  /** What the deadline brings. */
  readonly consequence?: Consequence;
  /** What comes after it when still nothing was done, soonest first. */
  readonly later?: readonly LaterDue[];
  /** It stands still since then: the person was asked something. */
  readonly pausedAt?: Instant;
  /** Nothing more is taken until staff give more time. */
  readonly closed?: true;
  /** What is to come next was put off because the system was down; that happens once. */
  readonly graced?: true;
}

export interface LaterDue {
  readonly at: Instant;
  readonly consequence: Consequence;
}

/** A due date is fixed when it opens: the last local day, and the instant that day ends. */
export interface Due {
  readonly date: LocalDate;
  readonly at: Instant;
  readonly zone: string;
  /** The version of the calendar that it was computed with. */
  readonly calendar: string;
}

export interface PendingEffect {
  readonly effect: EffectId;
  readonly channel: Channel;
  readonly kind: EffectKind;
  readonly task?: TaskId;
  readonly round?: number;
  readonly status: 'waiting' | 'running' | 'retrying' | 'incident';
  readonly attempts: number;
  readonly retryAt?: Instant;
  readonly lastError?: string;
  readonly since: Instant;
}

export type Channel = 'mail' | 'documents' | 'partners' | 'people';
export type EffectKind =
  | 'mail'
  | 'resolve-holders'
  | 'inspect-document'
  | 'render-agreement'
  | 'seal-agreement'
  | 'render-certificate'
  | 'render-transcript';

/** Something that went wrong and that people must look at, which no effect stands for. */
export interface Incident {
  readonly code: string;
  readonly text: string;
  readonly at: Instant;
}

export interface IssuedDocument {
  readonly document: DocumentId;
  readonly name: string;
  readonly task: TaskId;
  readonly sha256: Sha256;
  readonly size: number;
  readonly at: Instant;
  /** Its seal lacks the time stamp that it should have: one level lower, valid all the same. */
  readonly withoutTimestamp?: true;
}

/** Who did an act, as the history names them. */
export type By = ActorName;
