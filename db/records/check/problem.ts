import type { Reference } from '../../../domain/ids.ts';
import type { ChainCode } from '../verify-chain.ts';

/** What is wrong with events can only be told; what is derived from them can be made again. docs/records.md says more. */
export type RecordsCode =
  | ChainCode
  | 'event-extra'
  | 'replay-failed'
  | 'key-unreadable'
  | 'birth-unreadable'
  | 'head-column-wrong'
  | 'snapshot-missing'
  | 'snapshot-wrong'
  | 'mobility-missing'
  | 'mobility-wrong'
  | 'mobility-extra'
  | 'unit-missing'
  | 'unit-wrong'
  | 'unit-extra'
  | 'task-missing'
  | 'task-wrong'
  | 'task-extra'
  | 'outbox-missing'
  | 'outbox-wrong'
  | 'outbox-extra'
  | 'counter-wrong'
  | 'run-missing'
  | 'run-left';

/** Something wrong with the records. Messages name columns and numbers, never what stands in them of a person. */
export interface RecordsProblem {
  /** Null for what stands for many mobilities. */
  readonly reference: Reference | null;
  readonly code: RecordsCode;
  readonly table: string;
  readonly message: string;
  readonly hint: string;
}

const REBUILD = 'Run smile records rebuild for it: it is made again from the events.';
const EVENTS =
  'Events are never changed by us. Keep the database as it is, find out who changed it, and compare with a backup.';
const RESUME = 'Run smile records resume.';

const hints: Readonly<Record<RecordsCode, string>> = {
  'head-missing': 'See whether the reference is right; a file that was there is in a backup.',
  'event-missing': EVENTS,
  'link-broken': EVENTS,
  'hash-wrong': EVENTS,
  'payload-hash-missing': REBUILD,
  'payload-wrong': EVENTS,
  'payload-unreadable': EVENTS,
  'head-wrong': EVENTS,
  'event-extra': EVENTS,
  'replay-failed': EVENTS,
  'key-unreadable': 'The master key is not the one that wrapped this key: set the right one and check again.',
  'birth-unreadable': 'This file cannot be born. Put its row back from a backup, or nominate the person again.',
  'head-column-wrong': REBUILD,
  'snapshot-missing': REBUILD,
  'snapshot-wrong': REBUILD,
  'mobility-missing': REBUILD,
  'mobility-wrong': REBUILD,
  'mobility-extra': REBUILD,
  'unit-missing': REBUILD,
  'unit-wrong': REBUILD,
  'unit-extra': REBUILD,
  'task-missing': REBUILD,
  'task-wrong': REBUILD,
  'task-extra': REBUILD,
  'outbox-missing': 'What was asked for is lost. While it is not done it becomes an incident: staff do it another way.',
  'outbox-wrong': REBUILD,
  'outbox-extra': 'No event asks for it. Find out who wrote it; what it asks for may be done all the same.',
  'counter-wrong': 'Run smile records rebuild for the institution: counters are counted again.',
  'run-missing': RESUME,
  'run-left': 'It ends by itself when it has a worker; see whether one runs.',
};

/** A problem with its hint. */
export const problem = (
  reference: Reference | null,
  code: RecordsCode,
  table: string,
  message: string,
): RecordsProblem => ({ reference, code, table, message, hint: hints[code] });

/** What `rebuild` makes right. */
const mendable: ReadonlySet<RecordsCode> = new Set<RecordsCode>([
  'payload-hash-missing',
  'head-column-wrong',
  'snapshot-missing',
  'snapshot-wrong',
  'mobility-missing',
  'mobility-wrong',
  'mobility-extra',
  'unit-missing',
  'unit-wrong',
  'unit-extra',
  'task-missing',
  'task-wrong',
  'task-extra',
  'outbox-wrong',
]);
export const isMendable = ({ code }: RecordsProblem): boolean => mendable.has(code);
