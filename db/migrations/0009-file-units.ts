import { id, reference, table } from '../schema.ts';
import type { Migration } from '../schema.ts';

/**
 * The units that each file touches, derived like the other lists: who may see a file is told without opening it, and the
 * board shows what may be seen. Files that are there get the unit in charge and those whose roles hold what waits; what
 * was decided elsewhere before follows when something happens to them, or when the records are made again.
 */
export const fileUnits: Migration = {
  name: '0009-file-units',
  async up(on) {
    await table(on, 'file_units', { reference: reference(), unit: id() }, { primary: ['reference', 'unit'] });
    const { queryInterface, transaction } = on;
    await queryInterface.sequelize.query(
      `INSERT INTO file_units (reference, unit)
       SELECT f.reference, f.unit FROM (
         SELECT reference, unit FROM mobilities WHERE unit IS NOT NULL
         UNION SELECT reference, unit FROM tasks WHERE unit IS NOT NULL) f
       WHERE NOT EXISTS (SELECT 1 FROM file_units there WHERE there.reference = f.reference AND there.unit = f.unit)`,
      transaction === undefined ? {} : { transaction },
    );
  },
};
