import { expect } from 'chai';
import { models } from '../../../db/models/index.ts';
import { inTransaction } from '../../../db/connect.ts';
import { forEachDatabase } from '../../support/database.ts';

describe('models', () => {
  forEachDatabase((_kind, database) => {
    it('have exactly the columns of their tables', async () => {
      const columns = async (name: string): Promise<string[]> => {
        const table: unknown = await database.db().sequelize.getQueryInterface().describeTable(name);
        return Object.keys(Object(table) as object).sort();
      };
      const { institutions, units, roles, people, grants, procedures } = models(database.db());
      expect(Object.keys(institutions.getAttributes()).sort()).to.deep.equal(await columns('institutions'));
      expect(Object.keys(units.getAttributes()).sort()).to.deep.equal(await columns('units'));
      expect(Object.keys(roles.getAttributes()).sort()).to.deep.equal(await columns('roles'));
      expect(Object.keys(people.getAttributes()).sort()).to.deep.equal(await columns('people'));
      expect(Object.keys(grants.getAttributes()).sort()).to.deep.equal(await columns('grants'));
      expect(Object.keys(procedures.getAttributes()).sort()).to.deep.equal(await columns('procedures'));
    });

    it('write and read in a transaction', async () => {
      const { people, units } = models(database.db());
      const anna = {
        id: 'p1',
        institution: 'caen',
        given: 'Zoë 😀',
        family: "O'Brien",
        email: 'z@example.org',
        email_folded: 'z@example.org',
        esi: null,
        birth_date: '2004-02-29',
        language: 'fr',
        kind: 'student',
        created_at: '2026-11-23T19:00:00.000Z',
      };
      await inTransaction(database.db(), async ({ transaction }) => {
        await people.create(anna, { transaction });
        await units.bulkCreate(
          [
            { institution: 'caen', id: 'root', parent: null, name: '{}' },
            { institution: 'caen', id: 'law', parent: 'root', name: '{}' },
          ],
          { transaction },
        );
        await people.update({ given: 'Zoé' }, { where: { id: 'p1' }, transaction });
      });
      expect((await people.findOne({ where: { family: "O'Brien" } }))?.get()).to.deep.equal({ ...anna, given: 'Zoé' });
      expect(await units.count({ where: { institution: 'caen' } })).to.equal(2);
      expect(await units.destroy({ where: { parent: 'root' } })).to.equal(1);
    });

    it('are one set for a database, and another for another', () => {
      expect(models(database.db())).to.equal(models(database.db()));
    });
  });
});
