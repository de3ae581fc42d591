import type { AskedEffect } from '../../domain/mobility/deciding.ts';
import type { MailRequest, Recipient } from '../../domain/mobility/mail.ts';
import { sharesOf } from '../../domain/mobility/shares.ts';
import type { Tx } from '../connect.ts';
import { holdersOf, type HeldFor } from '../identity/holders.ts';

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
export async function shareRoles(tx: Tx, file: HeldFor, effects: readonly AskedEffect[], now: Date): Promise<Shared> {
  const roles = effects.flatMap(roleMail);
  const holders = await holdersOf(tx, file, roles, now);
  const shares = new Map(
    roles.map(({ effect, mail }, n) => [effect, sharesOf(effect, mail, holders[n] ?? [])] as const),
  );
  const isShared = ({ effect }: AskedEffect): boolean => (shares.get(effect) ?? []).length > 0;
  return {
    pending: effects.flatMap((asked) => (isShared(asked) ? (shares.get(asked.effect) ?? []) : [asked])),
    settled: effects.filter(isShared),
  };
}

type RoleMail = Recipient & { to: 'role' } & Pick<AskedEffect, 'effect'> & { readonly mail: MailRequest };

const roleMail = ({ effect, request }: AskedEffect): RoleMail[] =>
  request.kind === 'mail' && request.mail.recipient.to === 'role'
    ? [{ ...request.mail.recipient, effect, mail: request.mail }]
    : [];
