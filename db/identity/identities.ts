import { createHash } from 'node:crypto';
import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import type { Db, Tx } from '../connect.ts';
import { execute, insertIgnore, select, selectOne } from '../sql.ts';

/** A login at a provider, known in an institution by issuer and subject. */
export interface Login {
  readonly institution: InstitutionId;
  readonly issuer: string;
  readonly subject: string;
}

/** What a provider said about somebody, and when. */
export interface Claims {
  readonly source: string;
  readonly at: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export type AttachedBy = 'esi' | 'link' | 'demo';

/** Whose login it is in the institution; null when it is nobody's yet. */
export async function personOfLogin(on: Db | Tx, { institution, issuer, subject }: Login): Promise<PersonId | null> {
  const row = await selectOne<{ person: string }>(
    on,
    'SELECT person FROM identities WHERE institution = ? AND issuer = ? AND subject = ?',
    [institution, issuer, subject],
  );
  return row?.person ?? null;
}

/** The subjects that a person already has at an issuer. */
export async function subjectsOf(on: Db | Tx, person: PersonId, issuer: string): Promise<string[]> {
  const rows = await select<{ subject: string }>(
    on,
    'SELECT subject FROM identities WHERE person = ? AND issuer = ? ORDER BY attached_at',
    [person, issuer],
  );
  return rows.map(({ subject }) => subject);
}

/** Records that a login is a person's. @returns false when it is somebody's already */
export const insertIdentity = (
  on: Db | Tx,
  login: Login,
  person: PersonId,
  by: AttachedBy,
  claims: Claims,
): Promise<boolean> =>
  insertIgnore(on, 'identities', {
    // Of the login itself, so that the primary key says "already" as the unique key does.
    id: createHash('sha256')
      .update(JSON.stringify([login.institution, login.issuer, login.subject]))
      .digest('hex'),
    institution: login.institution,
    person,
    issuer: login.issuer,
    subject: login.subject,
    claims: JSON.stringify(claims),
    attached_at: claims.at,
    attached_by: by,
  });

/** Keeps what the provider said at the newest login. */
export const updateClaims = (on: Db | Tx, { institution, issuer, subject }: Login, claims: Claims): Promise<number> =>
  execute(on, 'UPDATE identities SET claims = ? WHERE institution = ? AND issuer = ? AND subject = ?', [
    JSON.stringify(claims),
    institution,
    issuer,
    subject,
  ]);

/**
 * Lets a demo person log in at the local provider. Of the embedded default only; doing it again changes nothing.
 * @param subject the provider's name for the person
 */
export async function attachDemoIdentity(
  on: Db | Tx,
  { person, ...login }: Login & { readonly person: PersonId },
  now: Date,
): Promise<void> {
  await insertIdentity(on, login, person, 'demo', { source: login.issuer, at: now.toISOString(), values: {} });
}
