import { z } from 'zod';
import type { Db } from '../connect.ts';
import { execute, insert, selectOne } from '../sql.ts';
import { hashOfToken } from './token.ts';

const LIFE_MS = 10 * 60_000;

const schema = z.object({
  provider: z.string(),
  institution: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Where to go afterwards: a path of ours. */
  next: z.string(),
  /** Hash of the cookie of the browser that began. */
  browser: z.string(),
  /** Tie the login to the person of this session, which a one-time link opened. */
  attach: z.object({ person: z.string(), session: z.string() }).optional(),
});

/** A login under way, between its start here and the provider's answer. */
export type LoginState = z.infer<typeof schema>;

/** Keeps it for ten minutes, and forgets those that are over. */
export async function insertLoginState(db: Db, state: string, login: LoginState, now: Date): Promise<void> {
  await execute(db, 'DELETE FROM login_states WHERE expires_at <= ?', [now.toISOString()]);
  await insert(db, 'login_states', {
    state_hash: hashOfToken(state),
    data: JSON.stringify(login),
    expires_at: new Date(now.getTime() + LIFE_MS).toISOString(),
  });
}

/** The login of a state; null when there is none, or it is over. */
export async function readLoginState(db: Db, state: string, now: Date): Promise<LoginState | null> {
  const row = await selectOne<{ data: string }>(
    db,
    'SELECT data FROM login_states WHERE state_hash = ? AND expires_at > ?',
    [hashOfToken(state), now.toISOString()],
  );
  return row === null ? null : schema.parse(JSON.parse(row.data));
}

/** Ends the login. @returns false when another request was first: its answer must not count twice */
export const takeLoginState = async (db: Db, state: string): Promise<boolean> =>
  (await execute(db, 'DELETE FROM login_states WHERE state_hash = ?', [hashOfToken(state)])) === 1;
