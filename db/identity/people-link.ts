import type { InstitutionId } from '../../domain/ids.ts';
import { inTransaction, type Db } from '../connect.ts';
import { execute, select } from '../sql.ts';
import { makeLink } from './links.ts';
import { lockPerson, type Known } from './people.ts';
import { mustFindByEmail } from './people-find.ts';
import { randomToken } from './token.ts';

const LIFE_MS = 7 * 24 * 60 * 60_000;

export interface AttachLink {
  readonly person: Known;
  /** Opens a session as the person: for their eyes alone. */
  readonly token: string;
  readonly expiresAt: Date;
  /** Earlier links of this kind that were not used and no longer open. */
  readonly withdrawn: number;
}

/**
 * Makes the one-time link by which the person with an address ties their login to themselves, good for seven days.
 * @throws PeopleProblem
 */
export const makeAttachLink = (db: Db, institution: InstitutionId, email: string, now: Date): Promise<AttachLink> =>
  inTransaction(db, async (tx) => {
    const person = await mustFindByEmail(tx, institution, email);
    await lockPerson(tx, institution, person.id);
    // Looked for first and ended by their key: an UPDATE over all links would lock those that are being used.
    const open = await select<{ token_hash: string }>(
      tx,
      `SELECT token_hash FROM links
       WHERE institution = ? AND person = ? AND purpose = 'attach' AND used_at IS NULL AND withdrawn_at IS NULL`,
      [institution, person.id],
    );
    const withdrawn = await execute(
      tx,
      'UPDATE links SET withdrawn_at = ? WHERE token_hash IN (?) AND used_at IS NULL',
      [now.toISOString(), open.map(({ token_hash }) => token_hash)],
    );
    const token = randomToken();
    const expiresAt = new Date(now.getTime() + LIFE_MS);
    const link = { purpose: 'attach', token, institution, person: person.id, email: person.email, expiresAt } as const;
    await makeLink(tx, link, now);
    return { person, token, expiresAt, withdrawn };
  });
