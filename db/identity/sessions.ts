import { z } from 'zod';
import type { Identification } from '../../domain/authority/actor.ts';
import type { InstitutionId, ItemId, PersonId, Reference, Sha256, TaskId } from '../../domain/ids.ts';
import type { Db, Tx } from '../connect.ts';
import { execute, insert, selectOne } from '../sql.ts';

/** Whom a session belongs to. */
export type SessionHolder =
  | { readonly kind: 'person'; readonly person: PersonId; readonly identified: Identification }
  | {
      readonly kind: 'partner';
      readonly name: string;
      readonly email: string;
      readonly bound: { readonly reference: Reference; readonly task: TaskId; readonly item: ItemId };
      /** Hash of the link that opened it; the act uses the link up. */
      readonly link: Sha256;
    };

export interface StoredSession {
  readonly idHash: Sha256;
  readonly institution: InstitutionId;
  readonly holder: SessionHolder;
  readonly csrfHash: Sha256;
  readonly createdAt: string;
  readonly seenAt: string;
  /** The end of it however busy it is. */
  readonly expiresAt: string;
  readonly ipPrefix: string | null;
}

const holder = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    person: z.string(),
    identified: z.enum(['federated-login', 'one-time-link', 'demo']),
  }),
  z.object({
    kind: z.literal('partner'),
    name: z.string(),
    email: z.string(),
    bound: z.object({ reference: z.string(), task: z.string(), item: z.string() }),
    link: z.string(),
  }),
]) satisfies z.ZodType<SessionHolder>;

export async function insertSession(on: Db | Tx, session: StoredSession): Promise<void> {
  await insert(on, 'sessions', {
    id_hash: session.idHash,
    institution: session.institution,
    // A partner is nobody in `people`.
    person: session.holder.kind === 'person' ? session.holder.person : '',
    data: JSON.stringify(session.holder),
    csrf_hash: session.csrfHash,
    created_at: session.createdAt,
    seen_at: session.seenAt,
    expires_at: session.expiresAt,
    ip_prefix: session.ipPrefix,
  });
}

/** The session of an id that has not come to its end; null when there is none. */
export async function readSession(on: Db | Tx, idHash: Sha256, now: Date): Promise<StoredSession | null> {
  const row = await selectOne<SessionRow>(
    on,
    `SELECT id_hash, institution, data, csrf_hash, created_at, seen_at, expires_at, ip_prefix
     FROM sessions WHERE id_hash = ? AND expires_at > ?`,
    [idHash, now.toISOString()],
  );
  if (row === null) return null;
  return {
    idHash: row.id_hash,
    institution: row.institution,
    holder: holder.parse(JSON.parse(row.data)),
    csrfHash: row.csrf_hash,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    ipPrefix: row.ip_prefix,
  };
}

export const markSeen = (on: Db | Tx, idHash: Sha256, now: Date): Promise<number> =>
  execute(on, 'UPDATE sessions SET seen_at = ? WHERE id_hash = ?', [now.toISOString(), idHash]);

export const deleteSession = (on: Db | Tx, idHash: Sha256): Promise<number> =>
  execute(on, 'DELETE FROM sessions WHERE id_hash = ?', [idHash]);

export const deleteExpiredSessions = (on: Db | Tx, now: Date): Promise<number> =>
  execute(on, 'DELETE FROM sessions WHERE expires_at <= ?', [now.toISOString()]);

interface SessionRow {
  readonly id_hash: string;
  readonly institution: string;
  readonly data: string;
  readonly csrf_hash: string;
  readonly created_at: string;
  readonly seen_at: string;
  readonly expires_at: string;
  readonly ip_prefix: string | null;
}
