import type { EffectId, InstitutionId, ItemId, PersonId, Reference, Sha256, TaskId } from '../../domain/ids.ts';
import type { Db, Tx } from '../connect.ts';
import { execute, insertIgnore, selectOne } from '../sql.ts';
import { hashOfToken } from './token.ts';

/** What a link is for: signing without an account, tying a login to a person, or logging in by mail. */
export type LinkPurpose =
  | { readonly purpose: 'sign'; readonly reference: Reference; readonly task: TaskId; readonly item: ItemId }
  | { readonly purpose: 'attach' | 'login'; readonly person: PersonId; readonly reference?: Reference };

export type NewLink = LinkPurpose & {
  readonly token: string;
  readonly institution: InstitutionId;
  /** The address that the link is sent to. */
  readonly email: string;
  readonly expiresAt: Date;
  /** The mail that carries it. */
  readonly effect?: EffectId;
};

export type LinkStatus = 'open' | 'used' | 'expired' | 'withdrawn';

export type Link = LinkPurpose & {
  readonly hash: Sha256;
  readonly institution: InstitutionId;
  readonly email: string;
  readonly expiresAt: Date;
  readonly status: LinkStatus;
};

/** Keeps a link; one with the same token is there already when its mail is sent again, and stays as it is. */
export async function makeLink(on: Db | Tx, link: NewLink, now: Date): Promise<void> {
  await insertIgnore(on, 'links', {
    token_hash: hashOfToken(link.token),
    institution: link.institution,
    purpose: link.purpose,
    reference: link.reference ?? null,
    task: link.purpose === 'sign' ? link.task : null,
    item: link.purpose === 'sign' ? link.item : null,
    person: link.purpose === 'sign' ? null : link.person,
    email: link.email,
    expires_at: link.expiresAt.toISOString(),
    used_at: null,
    withdrawn_at: null,
    created_at: now.toISOString(),
    effect: link.effect ?? null,
  });
}

/** The link of a token, in whatever state; null when there is none. */
export const readLink = (on: Db | Tx, token: string, now: Date): Promise<Link | null> =>
  readLinkByHash(on, hashOfToken(token), now);

/** The link that a session was opened by. */
export async function readLinkByHash(on: Db | Tx, hash: Sha256, now: Date): Promise<Link | null> {
  const row = await selectOne<LinkRow>(
    on,
    `SELECT token_hash, institution, purpose, reference, task, item, person, email, expires_at, used_at, withdrawn_at
     FROM links WHERE token_hash = ?`,
    [hash],
  );
  const purpose = row === null ? null : purposeOf(row);
  if (row === null || purpose === null) return null;
  return {
    ...purpose,
    hash: row.token_hash,
    institution: row.institution,
    email: row.email,
    expiresAt: new Date(row.expires_at),
    status: statusOf(row, now.toISOString()),
  };
}

/**
 * Uses an open link up.
 * @returns false when it is not open any more: of two uses at once, one alone gets true
 */
export async function useLink(on: Db | Tx, hash: Sha256, now: Date): Promise<boolean> {
  const at = now.toISOString();
  const used = await execute(
    on,
    'UPDATE links SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > ?',
    [at, hash, at],
  );
  return used === 1;
}

/**
 * Ends every unused link to an act, as when somebody else is to sign.
 * @param except the effect whose own link stays
 * @returns how many there were
 */
export const withdrawLinks = (
  on: Db | Tx,
  reference: Reference,
  task: TaskId,
  item: ItemId,
  now: Date,
  except: EffectId = '',
): Promise<number> =>
  execute(
    on,
    `UPDATE links SET withdrawn_at = ?
     WHERE reference = ? AND task = ? AND item = ? AND used_at IS NULL AND withdrawn_at IS NULL
       AND (effect IS NULL OR effect <> ?)`,
    [now.toISOString(), reference, task, item, except],
  );

interface LinkRow {
  readonly token_hash: string;
  readonly institution: string;
  readonly purpose: string;
  readonly reference: string | null;
  readonly task: string | null;
  readonly item: string | null;
  readonly person: string | null;
  readonly email: string;
  readonly expires_at: string;
  readonly used_at: string | null;
  readonly withdrawn_at: string | null;
}

function statusOf(row: LinkRow, now: string): LinkStatus {
  if (row.withdrawn_at !== null) return 'withdrawn';
  if (row.used_at !== null) return 'used';
  return row.expires_at > now ? 'open' : 'expired';
}

function purposeOf({ purpose, reference, task, item, person }: LinkRow): LinkPurpose | null {
  if (purpose === 'sign') {
    return reference === null || task === null || item === null ? null : { purpose, reference, task, item };
  }
  if ((purpose !== 'attach' && purpose !== 'login') || person === null) return null;
  return { purpose, person, ...(reference === null ? {} : { reference }) };
}
