import { expect } from 'chai';
import { actorFor } from '../../../db/identity/actor.ts';
import { execute } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { addGrant, addPerson, seedInstitutions } from './seed.ts';

describe('the actor in the records', () => {
  forEachDatabase((_, database) => {
    const find = (person: string, institution = 'caen', now = '2026-11-23T12:00:00.000Z') =>
      actorFor(database.db(), { institution, person, identified: 'demo' }, new Date(now));

    before(async () => {
      await seedInstitutions(database.db());
      await addPerson(database.db(), 'ines', { kind: 'staff' });
      await addPerson(database.db(), 'anna');
      await addGrant(database.db(), 'ines', 'officer', 'university');
      await addGrant(database.db(), 'ines', 'coordinator', 'sciences', ['2026-11-24', '2026-11-30']);
    });

    it('has the permissions of each role, at the unit of the grant and below', async () => {
      expect(await find('ines')).to.deep.equal({
        kind: 'person',
        institution: 'caen',
        person: 'ines',
        name: 'ines Test',
        identified: 'demo',
        // A permission that this version does not know is left out.
        grants: [{ role: 'officer', permissions: ['see-files', 'nominate'], units: ['sciences', 'university'] }],
      });
    });

    it('may nothing without a grant, and is nobody in another institution', async () => {
      expect((await find('anna'))?.grants).to.deep.equal([]);
      expect(await find('ines', 'other')).to.equal(null);
      expect(await find('nobody')).to.equal(null);
    });

    it('holds a grant from its first to its last day, by the clocks of the institution', async () => {
      const roles = async (now: string): Promise<string[]> =>
        ((await find('ines', 'caen', now))?.grants ?? []).map((g) => g.role);
      expect(await roles('2026-11-23T22:59:59.999Z')).to.deep.equal(['officer']);
      expect(await roles('2026-11-23T23:00:00.000Z')).to.have.members(['officer', 'coordinator']);
      expect(await roles('2026-11-30T22:59:59.999Z')).to.have.members(['officer', 'coordinator']);
      expect(await roles('2026-11-30T23:00:00.000Z')).to.deep.equal(['officer']);
    });

    it('loses what is taken away at once', async () => {
      await execute(database.db(), 'DELETE FROM grants WHERE person = ?', ['ines']);
      expect((await find('ines'))?.grants).to.deep.equal([]);
    });
  });
});
