import { hashOf } from '../../domain/hash.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { Recipient } from '../../domain/mobility/mail.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Told } from './texts.ts';

export type OneRecipient = Exclude<Recipient, { to: 'role' }>;

/** Whose mail it is. */
export interface Whose {
  readonly to: Told['to'];
  /** Undefined for a partner, who is no person of ours. */
  readonly person: PersonId | undefined;
  /**
   * The same for all mails that may go in one: a hash, since the outbox stands in the clear. Somebody nominated twice
   * under two addresses gets a mail at each.
   */
  readonly key: string;
}

/** Who reads a mail of a file. */
export function whose({ institution, person }: Mobility, recipient: OneRecipient): Whose {
  if (recipient.to === 'address')
    return { to: 'partner', person: undefined, key: hashOf([institution, 'partner', recipient.email]) };
  const id = recipient.to === 'somebody' ? recipient.person : person.id;
  return id === person.id
    ? { to: 'person', person: id, key: hashOf([institution, 'person', id, person.email]) }
    : { to: 'staff', person: id, key: hashOf([institution, 'staff', id]) };
}
