import { inTransaction, type Db } from '../../db/connect.ts';
import type { Keys } from '../../db/keys.ts';
import { GENESIS } from '../../db/records/chain.ts';
import { publishProcedure } from '../../db/records/procedures.ts';
import { sealBirth } from '../../db/records/read.ts';
import { insert } from '../../db/sql.ts';
import { hashOf } from '../../domain/hash.ts';
import type { Act, Birth, Command } from '../../domain/mobility/commands.ts';
import type { Procedure } from '../../domain/process/procedure.ts';

export const FOREVER = '9999-12-31T23:59:59.999Z';

let used = 0;
/** A reference that no other test has. */
export const freshReference = (): string =>
  `CAEN-2026-${String(process.pid % 1000).padStart(3, '0')}${String((used += 1)).padStart(3, '0')}`;

/** Puts a mobility into the records that is yet to be born, as a nomination does; gives the command of its birth. */
export async function unborn(
  db: Db,
  keys: Keys,
  reference: string,
  procedure: Procedure,
  birth: Birth,
): Promise<Command> {
  const at = new Date().toISOString();
  return inTransaction(db, async (tx) => {
    const { pin } = await publishProcedure(tx, 'caen', procedure, '', at, null);
    const key = await keys.dataKey(tx, reference);
    const act: Act = { type: 'create', reference, institution: 'caen', birth: { ...birth, procedure: pin } };
    const command: Command = {
      id: null,
      bodyHash: hashOf(act),
      actor: { kind: 'system', institution: 'caen' },
      act,
      facts: {},
      notAfter: FOREVER,
    };
    await insert(tx, 'heads', {
      reference,
      institution: 'caen',
      person: birth.person.id,
      workflow_started_at: null,
      rev: 0,
      hash: GENESIS,
      birth: sealBirth(key, reference, command),
      snapshot: null,
      snapshot_rev: 0,
      status: 'new',
      created_at: at,
      updated_at: at,
    });
    return command;
  });
}
