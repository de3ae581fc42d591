import type { EffectId } from '../../domain/ids.ts';
import type { AskedEffect } from '../../domain/mobility/deciding.ts';
import type { MailRequest } from '../../domain/mobility/mail.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { sharesOf, type RoleRecipient } from '../../domain/mobility/shares.ts';
import type { Tx } from '../connect.ts';
import { holdersOf } from '../identity/holders.ts';

export interface Shared {
  /** To be done. */
  readonly pending: readonly AskedEffect[];
  /** Done as soon as they are asked for: each has its shares. */
  readonly settled: readonly AskedEffect[];
}

/**
 * Puts one mail for each holder in the place of a role's. One whose role nobody holds stays as it is: the mailer makes
 * an incident of it, and shares it out once staff try again.
 */
export async function shareRoles(tx: Tx, file: Mobility, effects: readonly AskedEffect[], now: Date): Promise<Shared> {
  const mails = effects.flatMap(roleMail);
  const holders = await holdersOf(
    tx,
    file,
    mails.map(({ role }) => role),
    now,
  );
  const shares = new Map(
    mails.map(({ effect, mail, role }, n) => [effect, sharesOf(effect, mail, role, holders[n] ?? [])] as const),
  );
  const isShared = ({ effect }: AskedEffect): boolean => (shares.get(effect) ?? []).length > 0;
  return {
    pending: effects.flatMap((asked) => (isShared(asked) ? (shares.get(asked.effect) ?? []) : [asked])),
    settled: effects.filter(isShared),
  };
}

interface RoleMail {
  readonly effect: EffectId;
  readonly mail: MailRequest;
  readonly role: RoleRecipient;
}

const roleMail = ({ effect, request }: AskedEffect): RoleMail[] =>
  request.kind === 'mail' && request.mail.recipient.to === 'role'
    ? [{ effect, mail: request.mail, role: request.mail.recipient }]
    : [];
