import { expect } from 'chai';
import { actorFor } from '../../../db/identity/actor.ts';
import { readLink, useLink } from '../../../db/identity/links.ts';
import { grantRole, type GrantWish } from '../../../db/identity/people-grant.ts';
import { makeAttachLink } from '../../../db/identity/people-link.ts';
import { listStaff } from '../../../db/identity/people-list.ts';
import { revokeRole } from '../../../db/identity/people-revoke.ts';
import { hashOfToken } from '../../../db/identity/token.ts';
import { select } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { addPerson, seedInstitutions } from './seed.ts';

const at = '2026-11-23T12:00:00.000Z';
const now = new Date(at);
const days = (n: number): Date => new Date(now.getTime() + n * 24 * 60 * 60_000);

describe('people and their roles', () => {
  forEachDatabase((_, database) => {
    const wish = (email: string, more: Partial<GrantWish> = {}): GrantWish => ({
      institution: 'caen',
      email,
      role: 'officer',
      unit: 'sciences',
      language: 'fr',
      anyKind: false,
      ...more,
    });
    const named = (given: string): Partial<GrantWish> => ({ name: { given, family: 'Berg' } });
    const codeOf = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => undefined,
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
    const counted = async (): Promise<number[]> => [
      (await select(database.db(), 'SELECT id FROM people')).length,
      (await select(database.db(), 'SELECT id FROM grants')).length,
    ];

    before(() => seedInstitutions(database.db()));

    it('makes one person and one grant of ten wishes at once, which count at once', async () => {
      const before = await counted();
      const all = await Promise.all(
        Array.from({ length: 10 }, () => grantRole(database.db(), wish('eva@caen.example', named('Eva')), at)),
      );
      expect(all.filter(({ made }) => made)).to.have.length(1);
      expect(all.filter(({ added }) => added)).to.have.length(1);
      expect(new Set(all.map(({ person }) => person.id)).size).to.equal(1);
      expect(await counted()).to.deep.equal(before.map((n) => n + 1));
      const key = { institution: 'caen', person: all[0]!.person.id, identified: 'federated-login' } as const;
      const actor = await actorFor(database.db(), key, now);
      expect(actor?.grants.map(({ role, units }) => ({ role, units }))).to.deep.equal([
        { role: 'officer', units: ['sciences'] },
      ]);
      await revokeRole(database.db(), wish('eva@caen.example'));
      expect((await actorFor(database.db(), key, now))?.grants).to.deep.equal([]);
    });

    it('finds the person however the address is written, and replaces the days of a grant', async () => {
      const { person } = await grantRole(database.db(), wish('Zoé@caen.example', named('Zoé')), at);
      const dated = wish('zoé@CAEN.example', { ...named('ZOE'), from: '2026-09-01', until: '2027-08-31' });
      expect(await grantRole(database.db(), dated, at)).to.deep.equal({
        person,
        grant: { role: 'officer', unit: 'sciences', from: '2026-09-01', until: '2027-08-31' },
        made: false,
        added: false,
        changed: true,
      });
      expect(await grantRole(database.db(), dated, at)).to.include({ added: false, changed: false });
      const listed = (await listStaff(database.db(), 'caen')).find(({ id }) => id === person.id);
      expect(listed).to.deep.equal({
        ...person,
        kind: 'staff',
        roles: [{ role: 'officer', unit: 'sciences', from: '2026-09-01', until: '2027-08-31' }],
        login: false,
      });
    });

    it('refuses whom it does not recognise for sure, and writes nothing', async () => {
      await addPerson(database.db(), 'twin-1', { email: 'twin@caen.example', kind: 'staff' });
      await addPerson(database.db(), 'twin-2', { email: 'Twin@caen.example', kind: 'staff' });
      await addPerson(database.db(), 'guest', { email: 'guest@up.example' });
      await addPerson(database.db(), 'elsewhere', { institution: 'other', email: 'far@other.example', kind: 'staff' });
      const before = await counted();
      for (const [one, code] of [
        [wish('twin@caen.example'), 'several-people'],
        [wish('guest@up.example'), 'not-staff'],
        [wish('far@other.example'), 'name-missing'],
        [wish('eva@caen.example', named('Mallory')), 'other-name'],
        [wish('new@caen.example', { ...named('New'), role: 'king' }), 'unknown-role'],
        [wish('new@caen.example', { ...named('New'), unit: 'moon' }), 'unknown-unit'],
        [wish('new@caen.example', { ...named('New'), institution: 'nowhere' }), 'unknown-institution'],
      ] as const)
        expect(await codeOf(grantRole(database.db(), one, at)), code).to.equal(code);
      expect(await codeOf(revokeRole(database.db(), wish('twin@caen.example')))).to.equal('several-people');
      expect(await codeOf(makeAttachLink(database.db(), 'caen', 'far@other.example', now))).to.equal('unknown-person');
      expect(await counted()).to.deep.equal(before);
      expect(await grantRole(database.db(), wish('guest@up.example', { anyKind: true }), at)).to.include({
        added: true,
      });
    });

    it('makes a link for seven days, after which no earlier one opens', async () => {
      const other = await makeAttachLink(database.db(), 'caen', 'zoé@caen.example', now);
      const [first, second] = [
        await makeAttachLink(database.db(), 'caen', 'eva@caen.example', now),
        await makeAttachLink(database.db(), 'caen', 'eva@caen.example', now),
      ];
      const statusOf = async (token: string, when: Date): Promise<string | undefined> =>
        (await readLink(database.db(), token, when))?.status;
      expect([first.withdrawn, second.withdrawn]).to.deep.equal([0, 1]);
      expect(await statusOf(first.token, now)).to.equal('withdrawn');
      expect(await statusOf(other.token, now)).to.equal('open');
      expect(await statusOf(second.token, new Date(days(7).getTime() - 1))).to.equal('open');
      expect(await statusOf(second.token, days(7))).to.equal('expired');
      expect(await readLink(database.db(), second.token, now)).to.include({
        purpose: 'attach',
        person: second.person.id,
        email: 'eva@caen.example',
      });
      await useLink(database.db(), hashOfToken(second.token), now);
      await makeAttachLink(database.db(), 'caen', 'eva@caen.example', now);
      expect(await statusOf(second.token, now)).to.equal('used');
    });

    it('lists nobody of another institution, and no guest without a role', async () => {
      const ids = (await listStaff(database.db(), 'caen')).map(({ id }) => id);
      expect(ids).to.include.members(['guest', 'twin-1']).and.not.include('elsewhere');
      await revokeRole(database.db(), wish('guest@up.example'));
      expect((await listStaff(database.db(), 'caen')).map(({ id }) => id)).to.not.include('guest');
    });
  });
});
