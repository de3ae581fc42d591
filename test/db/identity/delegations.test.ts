import { expect } from 'chai';
import { actorFor } from '../../../db/identity/actor.ts';
import { delegate, type DelegationWish } from '../../../db/identity/delegate.ts';
import { currentOf, delegationById } from '../../../db/identity/delegations.ts';
import { holdersOf } from '../../../db/identity/holders.ts';
import { undelegate } from '../../../db/identity/undelegate.ts';
import { inTransaction } from '../../../db/connect.ts';
import { removePerson } from '../../../db/erasure/erase-person.ts';
import { execute, select } from '../../../db/sql.ts';
import type { ActiveGrant } from '../../../domain/authority/actor.ts';
import { codeOf } from '../../support/code-of.ts';
import { forEachDatabase } from '../../support/database.ts';
import { calendar } from '../../support/mobility.ts';
import { addGrant, addPerson, seedInstitutions } from './seed.ts';

const NOON = '2026-11-23T12:00:00.000Z';

describe('delegations in the records', () => {
  forEachDatabase((_kind, database) => {
    const actor = async (person: string, now = NOON) => {
      const found = await actorFor(database.db(), { institution: 'caen', person, identified: 'demo' }, new Date(now));
      if (found === null) throw new Error(`${person} is not there`);
      return found;
    };
    const grants = async (person: string, now = NOON): Promise<readonly ActiveGrant[]> =>
      (await actor(person, now)).grants;
    const lend = async (by: string | null, more: Partial<DelegationWish> = {}, now = NOON) =>
      delegate(
        database.db(),
        { institution: 'caen', to: 'dan@example.org', role: 'officer', until: '2026-11-30', reason: 'Leave', ...more },
        by === null ? null : await actor(by, now),
        new Date(now),
      );
    const end = async (id: string, by: string | null, now = NOON) =>
      undelegate(database.db(), { institution: 'caen', id }, by === null ? null : await actor(by, now), new Date(now));
    const told = async (role: string, unit: string, now = NOON, person = 'nobody') =>
      (
        await holdersOf(
          database.db(),
          { institution: 'caen', person: { id: person, given: '', family: '', email: '', language: 'en' }, calendar },
          [{ role, unit }],
          new Date(now),
        )
      )[0];

    before(async () => {
      const db = database.db();
      await seedInstitutions(db);
      await execute(db, "UPDATE roles SET permissions = '[\"administer\"]' WHERE role = 'coordinator'");
      for (const id of ['ines', 'dan', 'eve', 'boss', 'dean']) await addPerson(db, id, { kind: 'staff' });
      await addPerson(db, 'anna');
      await addPerson(db, 'far', { institution: 'other', kind: 'staff' });
      await addGrant(db, 'ines', 'officer', 'university');
      await addGrant(db, 'boss', 'coordinator', 'university');
      await addGrant(db, 'dean', 'coordinator', 'sciences');
    });
    afterEach(async () => {
      await execute(database.db(), 'DELETE FROM delegations');
    });

    it('lend the whole role, beside whose it is, from the first to the last day by the clocks of the institution', async () => {
      await lend('ines', { from: '2026-11-24' });
      expect(await grants('dan')).to.deep.equal([]);
      expect(await grants('dan', '2026-11-23T23:00:00.000Z')).to.deep.equal([
        {
          role: 'officer',
          permissions: ['see-files', 'nominate'],
          units: ['sciences', 'university'],
          onBehalfOf: { person: 'ines', name: 'ines Test' },
        },
      ]);
      expect(await grants('dan', '2026-11-30T22:59:59.999Z')).to.have.length(1);
      expect(await grants('dan', '2026-11-30T23:00:00.000Z')).to.deep.equal([]);
      expect((await grants('ines', '2026-11-25T12:00:00.000Z'))[0]).not.to.have.property('onBehalfOf');
    });

    it('lend one unit where one is named, and no more than the lender has', async () => {
      await lend('ines', { unit: 'sciences' });
      expect((await grants('dan'))[0]?.units).to.deep.equal(['sciences']);
      await lend('dean', { role: 'coordinator', to: 'eve@example.org', unit: 'university' });
      expect((await grants('eve'))[0]?.units).to.deep.equal(['sciences']);
    });

    it('are never lent further, and give nothing once the lender has nothing', async () => {
      await lend('ines');
      expect(await codeOf(lend('dan', { to: 'eve@example.org' }))).to.equal('role-not-held');
      await execute(
        database.db(),
        `INSERT INTO delegations (id, institution, lender, person, role, valid_from, valid_until, reason, made_at)
         VALUES ('chained', 'caen', 'dan', 'eve', 'officer', '2026-11-01', '2026-11-30', '', '2026-11-01T08:00:00.000Z')`,
      );
      expect(await grants('eve')).to.deep.equal([]);
      await execute(database.db(), "UPDATE grants SET valid_until = '2026-11-22' WHERE person = 'ines'");
      expect(await grants('dan')).to.deep.equal([]);
      expect(await told('officer', 'sciences')).to.deep.equal([]);
      await execute(database.db(), "UPDATE grants SET valid_until = NULL WHERE person = 'ines'");
    });

    it('are told beside the holder what waits for the role, but not of the lender’s or their own file', async () => {
      await lend('ines', { unit: 'sciences' });
      expect(await told('officer', 'sciences')).to.deep.equal(['dan', 'ines']);
      expect(await told('officer', 'university')).to.deep.equal(['ines']);
      expect(await told('officer', 'sciences', NOON, 'ines')).to.deep.equal([]);
      expect(await told('officer', 'sciences', NOON, 'dan')).to.deep.equal(['ines']);
      expect(await told('officer', 'sciences', '2026-12-01T12:00:00.000Z')).to.deep.equal(['ines']);
    });

    it('are made by an administrator of the units for others, by a role of their own, and by nobody else', async () => {
      const of = { lender: 'ines@example.org' };
      const { delegation } = await lend('boss', of);
      expect(delegation).to.include({ lender: 'ines', person: 'dan', madeBy: 'boss', madeAt: NOON, endedAt: null });
      await end(delegation.id, null);
      expect(await codeOf(lend('eve', of))).to.equal('forbidden');
      expect(await codeOf(lend('eve', { lender: 'no@example.org' }))).to.equal('forbidden');
      expect(await codeOf(lend('dean', of))).to.equal('forbidden');
      expect((await lend('dean', { ...of, unit: 'sciences' })).added).to.equal(true);
      await lend('boss', { to: 'eve@example.org', role: 'coordinator' });
      expect(await grants('eve')).to.have.length(1);
      expect(await codeOf(lend('eve', { ...of, from: '2026-11-29' }))).to.equal('forbidden');
      expect((await lend(null, { ...of, to: 'eve@example.org' })).delegation.madeBy).to.equal(null);
    });

    it('are refused where they make no sense, and nothing is written', async () => {
      await addPerson(database.db(), 'twin-1', { email: 'twin@example.org', kind: 'staff' });
      await addPerson(database.db(), 'twin-2', { email: 'twin@example.org', kind: 'staff' });
      for (const [by, more, code] of [
        ['ines', { to: 'ines@example.org' }, 'delegation-to-oneself'],
        ['boss', { lender: 'ines@example.org', to: 'boss@example.org' }, 'delegation-to-oneself'],
        ['ines', { to: 'anna@example.org' }, 'not-staff'],
        ['ines', { to: 'far@example.org' }, 'unknown-person'],
        ['ines', { to: 'twin@example.org' }, 'several-people'],
        ['ines', { role: 'coordinator' }, 'role-not-held'],
        ['ines', { unit: 'moon' }, 'role-not-held'],
        ['ines', { until: '2026-11-22' }, 'wrong-days'],
        ['ines', { from: '2026-11-01', until: '2026-11-22' }, 'wrong-days'],
        ['ines', { from: '2026-11-23', until: '2027-11-28' }, 'wrong-days'],
      ] as const)
        expect(await codeOf(lend(by, more)), JSON.stringify(more)).to.equal(code);
      expect(await currentOf(database.db(), 'caen', '2026-11-23')).to.deep.equal([]);
      await lend('ines', { from: '2026-11-23', until: '2027-11-27' });
    });

    it('are one when made twice, also at once; other days over the same ones are refused', async () => {
      const made = await Promise.all([lend('ines'), lend('ines'), lend('ines')]);
      expect(made.map(({ added }) => added).filter(Boolean)).to.have.length(1);
      expect(new Set(made.map(({ delegation }) => delegation.id)).size).to.equal(1);
      for (const more of [{ until: '2026-12-31' }, { unit: 'sciences' }, { from: '2026-11-30', until: '2026-12-02' }])
        expect(await codeOf(lend('ines', more)), JSON.stringify(more)).to.equal('delegation-overlaps');
      expect((await lend('ines', { from: '2026-12-01', until: '2026-12-02' })).added).to.equal(true);
      expect((await lend('ines', { to: 'eve@example.org' })).added).to.equal(true);
    });

    it('are ended by lender, receiver or administrator, once; who and when is kept', async () => {
      for (const by of ['ines', 'dan', 'boss', null]) {
        const { id } = (await lend('ines')).delegation;
        expect(await codeOf(end(id, 'eve'))).to.equal('not-found');
        expect(await codeOf(end(id, 'dean'))).to.equal('not-found');
        expect((await end(id, by)).ended).to.equal(true);
        expect((await end(id, 'ines', '2026-11-24T12:00:00.000Z')).ended).to.equal(false);
        expect(await delegationById(database.db(), 'caen', id)).to.include({ endedAt: NOON, endedBy: by });
        expect(await grants('dan')).to.deep.equal([]);
      }
      const { id } = (await lend('ines')).delegation;
      expect(await codeOf(end(id, 'ines', '2026-12-01T12:00:00.000Z'))).to.equal('delegation-over');
      expect(await delegationById(database.db(), 'other', id)).to.equal(null);
    });

    it('keep their person from being erased while they last; after that only the reason goes', async () => {
      await addPerson(database.db(), 'leo', { kind: 'staff' });
      const { id } = (await lend('ines', { to: 'leo@example.org' })).delegation;
      const erase = (at: string) => inTransaction(database.db(), (tx) => removePerson(tx, 'caen', 'leo', at));
      expect(await erase(NOON)).to.equal('has-roles');
      expect(await erase('2026-12-05T12:00:00.000Z')).to.equal('removed');
      expect(await select(database.db(), "SELECT id FROM people WHERE id = 'leo'")).to.deep.equal([]);
      expect(await delegationById(database.db(), 'caen', id)).to.include({
        person: 'leo',
        personName: '',
        lenderName: 'ines Test',
        reason: '',
      });
    });
  });
});
