import { id, instant, longText, optional, reference, table, text, whole } from '../schema.ts';
import type { Migration } from '../schema.ts';

/**
 * What was erased, with its tombstone and when Temporal and the documents' folder are looked at again for it; and which
 * master key wraps new keys: none said as long as none was ever replaced.
 */
export const erasure: Migration = {
  name: '0007-erasure',
  async up(on) {
    await table(
      on,
      'erasures',
      {
        reference: reference(),
        institution: id(),
        at: instant(),
        tombstone: longText(),
        again_at: optional(instant()),
      },
      { primary: ['reference'], indexes: [['again_at']] },
    );
    await table(on, 'master_key', { n: whole(), key_id: text(16) }, { primary: ['n'] });
    // The row is there before anybody looks for it: one that is not there cannot be locked.
    await on.queryInterface.sequelize.query(
      "INSERT INTO master_key (n, key_id) SELECT 1, '' FROM (SELECT 1) one WHERE NOT EXISTS (SELECT 1 FROM master_key)",
      on.transaction === undefined ? {} : { transaction: on.transaction },
    );
  },
};
