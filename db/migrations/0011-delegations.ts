import { date, id, instant, longText, optional, table } from '../schema.ts';
import type { Migration } from '../schema.ts';

/**
 * Roles that somebody lends for some days; without a unit, wherever the lender has the role. Rows stay for ever: who
 * made one and who ended it. An operator of this machine, who makes or ends one by command, is nobody in particular.
 */
export const delegations: Migration = {
  name: '0011-delegations',
  async up(on) {
    await table(
      on,
      'delegations',
      {
        id: id(),
        institution: id(),
        lender: id(),
        person: id(),
        role: id(),
        unit: optional(id()),
        valid_from: date(),
        valid_until: date(),
        reason: longText(),
        made_at: instant(),
        made_by: optional(id()),
        ended_at: optional(instant()),
        ended_by: optional(id()),
      },
      {
        primary: ['id'],
        indexes: [
          ['person', 'valid_until'],
          ['lender', 'role'],
          ['institution', 'made_at', 'id'],
        ],
      },
    );
  },
};
