import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { endRuns } from '../activities/end-runs.ts';
import { DocumentError } from '../activities/documents/error.ts';
import { folderStore } from '../activities/documents/folder-store.ts';
import { prepareStore } from '../activities/documents/prepare-store.ts';
import type { Settings } from '../config/settings.ts';
import type { RecordsErased } from '../db/erasure/erase-records.ts';
import { eraseMobility } from '../db/erasure/erase-mobility.ts';
import { selectOne } from '../db/sql.ts';
import { openKeys, withDatabase } from './database.ts';
import { CliProblem } from './fail.ts';
import type { Away } from './temporal.ts';
import { temporalAddress } from './temporal-address.ts';

type Person = Extract<RecordsErased, { status: 'erased' }>['person'];

export interface ErasedEverywhere {
  readonly reference: string;
  readonly status: 'erased' | 'already';
  readonly wasOpen: boolean;
  /** Null when the mobility was erased before. */
  readonly person: Person | null;
  /** `later`: the store is away, and the worker removes them when it is back. */
  readonly files: 'removed' | 'later';
  /** All but `ended`: the worker goes on with it. */
  readonly runs: 'ended' | 'later' | Away;
}

const CONNECT_MS = 3_000;

/** Erases a mobility from records, documents and Temporal, as far as it answers. @throws CliProblem */
export const eraseEverywhere = (reference: string, reason: string): Promise<ErasedEverywhere> =>
  withDatabase(async (db, settings) => {
    const keys = await openKeys(db, settings);
    const documents = join(settings.data, 'documents');
    // Before the rows go that say whether there is anything to remove.
    await prepareStore(db, documents, { warn: () => undefined });
    const at = new Date().toISOString();
    const done = await eraseMobility(db, keys, { reference, reason, at, erasedFile: settings.erasedFile });
    if (done.status === 'not-found')
      throw new CliProblem('not-found', `There is no mobility ${reference}: see whether the reference is right.`);
    if (done.status === 'foreign')
      throw new CliProblem('changed', `The key of ${reference} was changed meanwhile: nothing was erased. Try again.`);
    const files = await removeFiles(documents, reference);
    const { institution } = (await selectOne<{ institution: string }>(
      db,
      'SELECT institution FROM heads WHERE reference = ?',
      [reference],
    )) ?? { institution: '' };
    const runs = await endRunsOf(settings, { institution, reference });
    return {
      reference,
      status: done.status,
      wasOpen: done.status === 'erased' && done.wasOpen,
      person: done.status === 'erased' ? done.person : null,
      files,
      runs,
    };
  });

async function removeFiles(documents: string, reference: string): Promise<ErasedEverywhere['files']> {
  try {
    await folderStore(documents).removeAll(reference);
    return 'removed';
  } catch (error) {
    if (error instanceof DocumentError && error.code === 'store-unavailable') return 'later';
    throw error;
  }
}

/** The records are erased by then, whatever Temporal says. */
async function endRunsOf(
  settings: Settings,
  where: { readonly institution: string; readonly reference: string },
): Promise<ErasedEverywhere['runs']> {
  try {
    const address = await temporalAddress(settings);
    if (address === undefined) return 'not-running';
    const { namespace } = settings.temporal;
    const connection = await Connection.connect({ address, connectTimeout: CONNECT_MS });
    try {
      return (await endRuns(new Client({ connection, namespace }), where)) ? 'ended' : 'later';
    } finally {
      await connection.close();
    }
  } catch {
    return 'unreachable';
  }
}
