import type { Recipient } from './mail.ts';
import type { Holder } from './state.ts';

/** Where a holder is written to. */
export function recipientOf(holder: Holder): Recipient {
  switch (holder.by) {
    case 'person':
      return { to: 'person' };
    case 'role':
      return { to: 'role', role: holder.role, unit: holder.unit };
    case 'member': {
      const { person, role, unit } = holder;
      return { to: 'somebody', person, ...(role === undefined || unit === undefined ? {} : { as: { role, unit } }) };
    }
    case 'partner':
      return { to: 'address', name: holder.name, email: holder.email };
  }
}
