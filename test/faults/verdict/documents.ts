import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { readMobility } from '../../../db/records/read.ts';
import { select } from '../../../db/sql.ts';
import type { Evidence, Fault } from '../verdict.ts';

/** Each document stands in the file once, and its bytes are those that the history names. */
export async function judgeDocuments({ db, keys, store }: Evidence, reference: string): Promise<Fault[]> {
  const faults: Fault[] = [];
  const state = (await readMobility(db, keys, reference))?.state;
  const issued = state?.issued ?? [];
  if (new Set(issued.map(({ name }) => name)).size !== issued.length)
    faults.push({ kind: 'doubled', what: `a document of ${reference} was issued twice` });
  const { bytes: secret } = await keys.existingKey(db, reference);
  const rows = await select<{ id: string; name: string; sha256: string; stored_key: string; state: string }>(
    db,
    "SELECT id, name, sha256, stored_key, state FROM documents WHERE reference = ? AND state <> 'refused'",
    [reference],
  );
  for (const { name, sha256, stored_key: key } of rows) {
    const bytes = await store.get(key, secret).then(buffer, () => undefined);
    if (bytes === undefined) faults.push({ kind: 'lost', what: `${name} of ${reference} is not in the store` });
    else if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      faults.push({ kind: 'contradicted', what: `${name} of ${reference} has other bytes than recorded` });
  }
  for (const { document, name, sha256 } of issued) {
    const row = rows.find(({ id }) => id === document);
    if (row?.sha256 !== sha256)
      faults.push({ kind: 'contradicted', what: `${name} of ${reference} is not the one in its history` });
  }
  return faults;
}
