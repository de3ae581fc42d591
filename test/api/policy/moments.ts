import type { Db } from '../../../db/connect.ts';
import { LIST_TABLES } from '../../../db/records/project.ts';
import { load } from '../../../db/records/read.ts';
import { execute, insert, select } from '../../../db/sql.ts';
import type { Row } from '../../../db/statements.ts';
import { hashOf } from '../../../domain/hash.ts';
import type { Act } from '../../../domain/mobility/commands.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import type { Application } from '../support/application.ts';

/** One file at every moment that the policy tries something at, each as it is kept in the records. */
export interface Moments {
  /** Brings the file back to a moment, with all that belongs to it. */
  to(name: string): Promise<void>;
  /** How often something was recorded since its birth. */
  rev(): Promise<number>;
  state(): Promise<Mobility>;
  /** The file that the person sent and that no act has taken up yet. */
  upload(): Promise<string>;
  /** Keeps the file as it is now. */
  readonly keep: (name: string) => Promise<void>;
  readonly systemDoes: (act: Act) => Promise<void>;
  /** The components of the agreement, each with a result. */
  results(): Promise<object[]>;
}

/** All that is kept of a file, by its reference. */
const tables = ['heads', 'events', 'answers', 'outbox', ...LIST_TABLES, 'documents', 'drafts', 'messages'];

/** Nothing is kept yet: a file is led from moment to moment, and each is kept. */
export function makeMoments(app: Application, institution: string, reference: string): Moments {
  const { db, keys } = app;
  const kept = new Map<string, Map<string, Row[]>>();
  const state = async (): Promise<Mobility> => {
    const found = await load(db, keys, reference);
    if (found?.state == null) throw new Error('not born');
    return found.state;
  };
  const keep = async (name: string): Promise<void> => {
    kept.set(name, await rowsOf(db, reference));
  };
  const systemDoes = async (act: Act): Promise<void> => {
    const actor = { kind: 'system', institution } as const;
    const command = { id: null, bodyHash: hashOf(act), actor, act, facts: {}, notAfter: '9999-12-31T23:59:59.999Z' };
    const sent = await app.send({ institution, reference }, command);
    if (sent.kind !== 'done') throw new Error(JSON.stringify(sent));
  };
  async function back(name: string): Promise<void> {
    const rows = kept.get(name);
    if (rows === undefined) throw new Error(`The file is never at the moment when ${name}.`);
    for (const table of tables) {
      await execute(db, `DELETE FROM ${table} WHERE reference = ?`, [reference]);
      const those = rows.get(table) ?? [];
      if (those.length > 0) await insert(db, table, those);
    }
  }
  async function results(): Promise<object[]> {
    const task = (await state()).tasks['grades'];
    if (task?.kind !== 'grades') throw new Error('no grades');
    return task.data.components.map(({ code, term }) => ({ code, term, status: 'passed', grade: '12' }));
  }

  return {
    to: back,
    rev: async () => (await state()).rev,
    state,
    upload: async () => {
      const sql = "SELECT id FROM documents WHERE reference = ? AND state = 'received'";
      const [row] = await select<{ id: string }>(db, sql, [reference]);
      return row?.id ?? '';
    },
    keep,
    systemDoes,
    results,
  };
}

async function rowsOf(db: Db, reference: string): Promise<Map<string, Row[]>> {
  const rows = new Map<string, Row[]>();
  for (const table of tables)
    rows.set(table, await select<Row>(db, `SELECT * FROM ${table} WHERE reference = ?`, [reference]));
  return rows;
}
