import type { InstitutionId, Reference } from '../../domain/ids.ts';
import type { Command } from '../../domain/mobility/commands.ts';
import { due, type DueItem } from '../../domain/mobility/due.ts';
import { interrupted } from '../../domain/mobility/effects.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { STATE_FORM } from '../../domain/mobility/upcast.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import type { Db } from '../connect.ts';
import { decryptJson, encryptJson, type Key } from '../crypto.ts';
import { ERASED } from '../erasure/alive.ts';
import type { Keys } from '../keys.ts';
import { select } from '../sql.ts';
import { eventsAfter, headRow, stateAt, type Head } from './head.ts';
import { procedureByHash } from './procedures.ts';

export interface ReadMobility {
  readonly institution: InstitutionId;
  readonly head: Head;
  /** Null before its birth was decided. */
  readonly state: Mobility | null;
  readonly procedure: Procedure;
}

/** A mobility as the records have it; undefined when there is no such reference, or it was erased. */
export async function readMobility(db: Db, keys: Keys, reference: Reference): Promise<ReadMobility | undefined> {
  const found = await read(db, keys, reference);
  if (found === undefined) return undefined;
  const { birth: _, ...mobility } = found;
  return mobility;
}

/** Everything that a run of the workflow starts from. */
export interface Loaded extends ReadMobility {
  /** The form that `state` is in; absent in runs that 0.1.0 began. */
  readonly form?: number;
  /** What is due next, as the records had it; absent likewise. */
  readonly next?: DueItem | null;
  /** The command that it is born by, until that is done. */
  readonly birth: Command | null;
  /** Effects that were on their way when the last run ended. */
  readonly interrupted: readonly string[];
  /** Ids of the last commands, which the validator lets through to get their answer again. */
  readonly recent: readonly string[];
}

const RECENT = 100;

/** What `readMobility` gives, and what a run needs to go on. */
export async function load(db: Db, keys: Keys, reference: Reference): Promise<Loaded | undefined> {
  const found = await read(db, keys, reference);
  if (found === undefined) return undefined;
  const recent = await select<{ command_id: string }>(
    db,
    'SELECT command_id FROM answers WHERE reference = ? ORDER BY at DESC LIMIT ?',
    [reference, RECENT],
  );
  return {
    ...found,
    form: STATE_FORM,
    next: found.state === null ? null : due(found.state),
    interrupted: found.state === null ? [] : interrupted(found.state),
    recent: recent.map((r) => r.command_id),
  };
}

async function read(
  db: Db,
  keys: Keys,
  reference: Reference,
): Promise<(ReadMobility & Pick<Loaded, 'birth'>) | undefined> {
  const row = await headRow(db, reference);
  if (row === null || row.status === ERASED) return undefined;
  const key = await keys.existingKey(db, reference);
  const state = await stateAt(db, key, reference, row);
  const birth = state === null ? openBirth(key, reference, row.birth) : null;
  const pin = state?.procedure ?? (birth?.act.type === 'create' ? birth.act.birth.procedure : undefined);
  return {
    institution: row.institution,
    head: { rev: row.rev, hash: row.hash },
    state,
    procedure: await procedureByHash(db, pin?.hash ?? ''),
    birth,
  };
}

/** A mobility's history from after an event on, oldest first. */
export async function readHistory(
  db: Db,
  keys: Keys,
  reference: Reference,
  page: { after?: number; limit: number },
): Promise<Recorded[]> {
  return eventsAfter(db, await keys.existingKey(db, reference), reference, page.after ?? 0, page.limit);
}

const birthAad = (reference: Reference): string => `birth:${reference}`;
/** Encrypts the command that a mobility will be born by. */
export const sealBirth = (key: Key, reference: Reference, birth: Command): Buffer =>
  encryptJson(key, birthAad(reference), birth);
/** Decrypts it; sealed by `sealBirth` with an authenticated key. */
export const openBirth = (key: Key, reference: Reference, birth: Buffer): Command =>
  decryptJson(key, birthAad(reference), birth) as Command;
