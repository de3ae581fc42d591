import { addColumn, addIndex, date, optional, text, whole } from '../schema.ts';
import type { Migration } from '../schema.ts';

/**
 * What the mailer knows of a mail that may be gathered: whose it is (a hash), on which local day they get it, and
 * whether it goes with others in one mail. All empty for other mails, and until the mailer has looked at one.
 */
export const gatheredMails: Migration = {
  name: '0008-gathered-mails',
  async up(on) {
    await addColumn(on, 'outbox', 'reader', optional(text(64)));
    await addColumn(on, 'outbox', 'told_on', optional(date()));
    await addColumn(on, 'outbox', 'gathered', optional(whole()));
    await addIndex(on, 'outbox', ['reader', 'told_on']);
  },
};
