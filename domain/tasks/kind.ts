import type { Deciding } from '../mobility/deciding.ts';
import type { PendingEffect, Holder } from '../mobility/state.ts';
import type { Recorded } from '../mobility/events.ts';
import type { EffectResult } from '../mobility/effects.ts';
import type { Distinguished } from '../conditions/distinguished.ts';
import type { ItemId, PersonId, TaskId, UnitId } from '../ids.ts';
import type { Facts } from '../mobility/commands.ts';
import type { Mobility } from '../mobility/state.ts';
import type { Procedure } from '../process/procedure.ts';
import type { Refusal } from '../refusal.ts';
import type { Instant, LocalDate } from '../time/civil.ts';
import type { Act, DefinitionOf, Kind, Kinds, TaskAct, TaskOf } from './index.ts';

/**
 * The shape that every kind of task has. A kind owns its part of the definition, its acts, its events and its data;
 * the mobility owns opening, ending, dates and effects.
 */
export interface TaskKind<K extends Kind> {
  /** The acts on a task of this kind. */
  readonly takes: readonly TaskAct['type'][];
  /** The facts fixed when the task opens (holders, rules in force): they go into the event. */
  opening(definition: DefinitionOf<K>, deciding: Deciding): Kinds[K]['opening'];
  /** The data at opening; `previous` is there when the task was sent back to, so that nothing typed is lost. */
  start(opening: Kinds[K]['opening'], previous: Kinds[K]['data'] | undefined): Kinds[K]['data'];
  /** What follows the opening at once: effects, clocks of items, or being done already. */
  opened?(deciding: Deciding, definition: DefinitionOf<K>, task: TaskOf<K>): void;
  /** Decides an act on an open task: records events, or refuses and records none. */
  act(deciding: Deciding, definition: DefinitionOf<K>, task: TaskOf<K>, act: Act): Refusal | undefined;
  /** The data after an event about this task; events of other kinds leave it alone. */
  evolve(data: Kinds[K]['data'], recorded: Recorded): Kinds[K]['data'];
  /** Who must act on the open task, on what, by which acts. */
  waits(task: TaskOf<K>): readonly Wait[];
  /** What can be done on what waits, made up so that it is valid: simulation and exploration try these. */
  moves(definition: DefinitionOf<K>, task: TaskOf<K>, wait: Wait, ground: Ground): readonly Move[];
  /** What follows when an effect that the task asked for is done. */
  effectDone?(
    deciding: Deciding,
    definition: DefinitionOf<K>,
    task: TaskOf<K>,
    effect: PendingEffect,
    result: EffectResult,
  ): void;
  /** What an open task needs when a closed mobility is opened again: clocks of its items, effects that ended meanwhile. */
  resumed?(deciding: Deciding, definition: DefinitionOf<K>, task: TaskOf<K>): void;
}

/** One thing that waits for somebody. */
export interface Wait {
  readonly task: TaskId;
  readonly item?: ItemId;
  /** The stable name of what is asked, for texts: `fill-form`, `review-document`, `sign` … */
  readonly what: WaitWhat;
  readonly holders: readonly Holder[];
  readonly since: Instant;
  readonly acts: readonly Act['type'][];
}

/** One way to answer what waits. */
export interface Move {
  readonly act: Act;
  readonly facts?: Facts;
  readonly does: Does;
  /** What tells it from others that do the same: `level: master`, or the task to go back to. */
  readonly chose?: string;
  /** Nobody does it before this day. */
  readonly from?: LocalDate;
  /** One person alone can do it: who decided before takes it back. */
  readonly by?: PersonId;
}

/** `again`: the same thing is asked for once more. */
export type Does = 'go-on' | 'refuse' | 'send-back' | 'ask' | 'again' | 'decline' | 'take-back';

/** What moves are made up from. */
export interface Ground {
  readonly procedure: Procedure;
  readonly state: Mobility;
  readonly today: LocalDate;
  readonly units: readonly UnitId[];
  /** What the procedure's conditions tell apart: each of these values is another move. */
  readonly distinguished: Distinguished;
}

export type WaitWhat =
  | 'fill-form'
  | 'add-document'
  | 'review-document'
  | 'submit-agreement'
  | 'decide-step'
  | 'sign'
  | 'settle-signature'
  | 'attest'
  | 'enter-results'
  | 'approve-results'
  | 'issue-transcript'
  | 'answer-question'
  | 'answer-message'
  | 'decide-stay';
