import { id, instant, reference, table, text } from '../schema.ts';
import type { Migration } from '../schema.ts';

/**
 * The units that each file touches, derived like the other lists: who may see a file is told without opening it, and the
 * board of a unit is read through one index, in its order. Files that are there get the unit in charge and those whose
 * roles hold what waits; what was decided elsewhere before follows when something happens to them, or when the records
 * are made again.
 */
export const fileUnits: Migration = {
  name: '0009-file-units',
  async up(on) {
    await table(
      on,
      'file_units',
      { reference: reference(), unit: id(), institution: id(), status: text(32), updated_at: instant() },
      {
        primary: ['reference', 'unit'],
        indexes: [['institution', 'unit', 'status', 'updated_at', 'reference']],
      },
    );
    const { queryInterface, transaction } = on;
    await queryInterface.sequelize.query(
      `INSERT INTO file_units (reference, unit, institution, status, updated_at)
       SELECT f.reference, f.unit, m.institution, m.status, m.updated_at FROM (
         SELECT reference, unit FROM mobilities WHERE unit IS NOT NULL
         UNION SELECT reference, unit FROM tasks WHERE unit IS NOT NULL) f
       JOIN mobilities m ON m.reference = f.reference
       WHERE NOT EXISTS (SELECT 1 FROM file_units there WHERE there.reference = f.reference AND there.unit = f.unit)`,
      transaction === undefined ? {} : { transaction },
    );
  },
};
