import type { ItemId, TaskId } from '../ids.ts';
import type { LifeAct, MigrateAct, ProgressAct, RepairAct, SystemAct } from '../mobility/commands.ts';
import type { Holder } from '../mobility/state.ts';
import type { Instant } from '../time/civil.ts';
import { agreement, type AgreementTypes } from './agreement.ts';
import { approval, type ApprovalTypes } from './approval.ts';
import { attestation, type AttestationTypes } from './attestation.ts';
import { documents, type DocumentsTypes } from './documents.ts';
import { form, type FormTypes } from './form.ts';
import { grades, type GradesTypes } from './grades.ts';
import { message, type MessageTypes } from './message.ts';
import type { TaskKind } from './kind.ts';
import { signatures, type SignaturesTypes } from './signatures.ts';
import { transcript, type TranscriptTypes } from './transcript.ts';

/** Every kind of task: its types, and below its rules. A new kind is a new file and a line in each of the two lists. */
export interface Kinds {
  form: FormTypes;
  documents: DocumentsTypes;
  agreement: AgreementTypes;
  approval: ApprovalTypes;
  signatures: SignaturesTypes;
  attestation: AttestationTypes;
  grades: GradesTypes;
  transcript: TranscriptTypes;
  message: MessageTypes;
}

export const kinds: { readonly [K in Kind]: TaskKind<K> } = {
  form,
  documents,
  agreement,
  approval,
  signatures,
  attestation,
  grades,
  transcript,
  message,
};

export type Kind = keyof Kinds;
export type DefinitionOf<K extends Kind> = Kinds[K]['definition'];
export type TaskDefinition = DefinitionOf<Kind>;
export type OpeningOf<K extends Kind> = { readonly kind: K } & Kinds[K]['opening'];
export type Opening = { [K in Kind]: OpeningOf<K> }[Kind];
export type TaskEvent = Kinds[Kind]['event'];
export type TaskAct = Kinds[Kind]['act'];
export type Act = TaskAct | LifeAct | ProgressAct | MigrateAct | RepairAct | SystemAct;

/** A task that has been opened at least once. */
export interface TaskOf<K extends Kind> {
  readonly task: TaskId;
  readonly kind: K;
  /** `waiting`: it was open, was sent back past, and will open again. */
  readonly status: 'open' | 'done' | 'waiting';
  /** How often it was opened. */
  readonly round: number;
  /** The number of the last event about it: who decides says which one they saw. */
  readonly version: number;
  readonly openedAt: Instant;
  readonly doneAt?: Instant;
  readonly outcome?: string;
  readonly data: Kinds[K]['data'];
  /** To whom it was given since it opened, oldest first. */
  readonly handed?: readonly Handed[];
  /** When its holders were last reminded by hand, by item. */
  readonly nudged?: Readonly<Record<string, Instant>>;
}

export interface Handed {
  readonly item?: ItemId;
  readonly to: Holder;
  readonly how: 'besides' | 'instead';
}
export type Task = { [K in Kind]: TaskOf<K> }[Kind];

/** Whether a task is of this kind. */
export const isOf = <K extends Kind>(task: Task, kind: K): task is Task & TaskOf<K> => task.kind === kind;

/**
 * A task built from its parts, whose kind and data belong together because one kind made both.
 * @throws Error for a kind that this code does not know.
 */
export function known(task: TaskOf<Kind>): Task {
  if (isTask(task)) return task;
  throw new Error(`There is no kind of task called ${task.kind}.`);
}

/** An opening built from its parts, as `known` for tasks. */
export function knownOpening(opening: OpeningOf<Kind>): Opening {
  if (isOpening(opening)) return opening;
  throw new Error(`There is no kind of task called ${opening.kind}.`);
}

const isTask = (task: TaskOf<Kind>): task is Task => Object.hasOwn(kinds, task.kind);
const isOpening = (opening: OpeningOf<Kind>): opening is Opening => Object.hasOwn(kinds, opening.kind);
