import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { folderStore } from '../../activities/documents/folder-store.ts';
import type { Store } from '../../activities/documents/store.ts';
import { readSettings } from '../../config/settings.ts';
import { connect, type Db } from '../../db/connect.ts';
import { dataConverter } from '../../db/data-converter.ts';
import { makeKeys, type Keys } from '../../db/keys.ts';
import { loadMasterKeys } from '../../db/master-key.ts';
import { select } from '../../db/sql.ts';
import type { Book } from './book.ts';
import type { Ground } from './instance.ts';
import { insist } from './insist.ts';
import { repeat } from './people.ts';
import { untilSettled } from './settle.ts';
import { judgeCommands } from './verdict/commands.ts';
import { judgeDocuments } from './verdict/documents.ts';
import { judgeMails } from './verdict/mails.ts';
import { judgeCounters, judgeRecords } from './verdict/records.ts';
import { judgeRun } from './verdict/run.ts';
import { judgeWaits } from './verdict/waits.ts';

/** Something that must not be. */
export interface Fault {
  readonly kind: 'lost' | 'doubled' | 'contradicted';
  readonly what: string;
}

/** What the judges read. */
export interface Evidence {
  readonly db: Db;
  readonly keys: Keys;
  readonly store: Store;
  readonly client: Client;
  readonly book: Book;
  readonly ground: Ground;
}

export interface Verdict {
  readonly mobilities: number;
  readonly acts: number;
  readonly lost: number;
  readonly doubled: number;
  /** All of them, in words; empty when nothing was lost, repeated or contradicted. */
  readonly faults: readonly string[];
}

/** Waits until nothing is under way any more, then looks at everything that a run has left. */
export async function judge(ground: Ground, book: Book): Promise<Verdict> {
  await ground.untilWell();
  const settings = readSettings({ SMILE_DATA: ground.data, SMILE_DEV: '1' });
  const db = await connect(ground.databaseUrl);
  const connection = await Connection.connect({ address: await ground.temporal() });
  try {
    const keys = makeKeys(await loadMasterKeys(settings));
    const client = new Client({ connection, dataConverter: dataConverter(db, keys) });
    const store = folderStore(join(ground.data, 'documents'));
    const evidence: Evidence = { db, keys, store, client, book, ground };
    const faults: Fault[] = [...(await untilSettled(evidence))];
    for (const command of book.commands) await repeat(book, command);
    const heads = await select<{ reference: string }>(db, 'SELECT reference FROM heads ORDER BY reference');
    for (const { reference } of heads) {
      for (const look of [judgeRecords, judgeCommands, judgeMails, judgeDocuments, judgeWaits, judgeRun])
        faults.push(...(await insist(book, `judging ${reference}`, () => look(evidence, reference))));
    }
    faults.push(...(await judgeCounters(evidence)));
    faults.push(...book.surprises.map((what): Fault => ({ kind: 'contradicted', what })));
    const count = (kind: Fault['kind']): number => faults.filter((fault) => fault.kind === kind).length;
    return {
      mobilities: heads.length,
      acts: book.commands.filter(({ answer }) => answer !== undefined).length,
      lost: count('lost'),
      doubled: count('doubled'),
      faults: faults.map(({ kind, what }) => `${kind}: ${what}`),
    };
  } finally {
    await connection.close();
    await db.close();
  }
}
