import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { connect } from '../../../db/connect.ts';
import type { Db } from '../../../db/connect.ts';
import { makeKey } from '../../../db/crypto.ts';
import { makeKeys, type Keys } from '../../../db/keys.ts';
import { readInstitution } from '../../../db/institutions/read.ts';
import { GENESIS } from '../../../db/records/chain.ts';
import { nominate, type Nominated, type Nomination } from '../../../db/records/nominate.ts';
import { newestProcedure } from '../../../db/records/procedures.ts';
import { load } from '../../../db/records/read.ts';
import { execute, select } from '../../../db/sql.ts';
import { hashOf } from '../../../domain/hash.ts';
import { codeOf } from '../../support/code-of.ts';
import { forEachDatabase } from '../../support/database.ts';
import { applyExample } from '../../support/institutions.ts';

const stay = { start: '2026-09-01', end: '2027-06-30' };
let someone = 0;
/** Somebody nobody has heard of. */
const nominee = (more: Partial<Nomination> = {}): Nomination => ({
  given: 'Ana',
  family: 'Silva',
  email: `ana${String((someone += 1))}@porto.example`,
  home: { name: 'Universidade do Porto', country: 'PT' },
  stay,
  ...more,
});

describe('nominating', () => {
  forEachDatabase((_kind, database) => {
    const master = makeKey(randomBytes(32));
    let keys: Keys;
    before(async () => {
      await applyExample(database.db(), 'caen');
      keys = makeKeys(master);
    });

    async function nominated(
      nominations: readonly Nomination[],
      {
        db = database.db(),
        at = '2026-03-02T10:00:00.000Z',
        with: own = keys,
      }: { db?: Db; at?: string; with?: Keys } = {},
    ): Promise<Nominated[]> {
      const institution = await readInstitution(db, 'caen');
      const procedure = await newestProcedure(db, 'caen', 'erasmus-study');
      return nominate(db, own, {
        institution: institution!,
        procedure: procedure!.pin,
        by: 'caen-ines',
        at,
        nominations,
      });
    }
    const numberOf = ({ reference }: Nominated): number => Number(reference.slice(-6));

    it('opens a file that a run can be born from', async () => {
      const [one] = await nominated([
        nominee({
          given: 'Rui',
          birthDate: '2004-05-06',
          esi: 'urn:schac:personalUniqueCode:int:esi:pt:1',
          unit: 'sciences',
        }),
      ]);
      expect(one?.reference).to.match(/^CAEN-2026-\d{6}$/);
      const loaded = await load(database.db(), keys, one!.reference);
      expect(loaded).to.deep.include({ institution: 'caen', state: null, head: { rev: 0, hash: GENESIS } });
      const birth = loaded?.birth;
      expect(birth).to.deep.include({
        id: null,
        actor: { kind: 'system', institution: 'caen' },
        facts: {},
        notAfter: '9999-12-31T23:59:59.999Z',
        bodyHash: hashOf(birth?.act),
      });
      expect(birth?.act).to.deep.include({ type: 'create', reference: one!.reference, institution: 'caen' });
      const detail = birth?.act.type === 'create' ? birth.act.birth : undefined;
      expect(detail).to.deep.include({ root: 'university', unit: 'sciences', stay });
      expect(detail?.person).to.deep.include({
        id: one!.person,
        given: 'Rui',
        language: 'en',
        birthDate: '2004-05-06',
        esi: 'urn:schac:personalUniqueCode:int:esi:pt:1',
      });
      expect(
        await select(database.db(), 'SELECT status, workflow_started_at, person FROM heads WHERE reference = ?', [
          one!.reference,
        ]),
      ).to.deep.equal([{ status: 'new', workflow_started_at: null, person: one!.person }]);
    });

    it('says the birth in no row: only encrypted', async () => {
      const [one] = await nominated([nominee({ given: 'Unmistakable' })]);
      const [row] = await select<{ birth: Buffer }>(database.db(), 'SELECT birth FROM heads WHERE reference = ?', [
        one!.reference,
      ]);
      expect(Buffer.from(row!.birth).includes('Unmistakable')).to.equal(false);
    });

    it('numbers on, year by year by the institution’s clocks', async () => {
      const [a, b] = await nominated([nominee(), nominee()]);
      expect(numberOf(b!)).to.equal(numberOf(a!) + 1);
      const [later] = await nominated([nominee()], { at: '2029-12-31T23:30:00.000Z' });
      expect(later?.reference).to.equal('CAEN-2030-000001');
    });

    it('opens no second file for the same person, procedure and first day', async () => {
      const one = nominee();
      const [first] = await nominated([one]);
      const [again, spelt, other] = await nominated([
        one,
        { ...one, family: 'SILVA', email: one.email.toUpperCase() },
        { ...one, stay: { start: '2027-09-01', end: '2028-06-30' } },
      ]);
      expect(again).to.deep.equal({ ...first, added: false });
      expect(spelt).to.deep.equal({ ...first, added: false });
      expect(other).to.include({ added: true, person: first?.person });
    });

    it('knows a person again by their European Student Identifier, whatever else changed', async () => {
      const esi = 'urn:schac:personalUniqueCode:int:esi:pt:2';
      const [a, b] = await nominated([
        nominee({ esi }),
        nominee({ esi, family: 'Silva Costa', stay: { start: '2028-02-01', end: '2028-06-30' } }),
      ]);
      expect(b).to.include({ person: a?.person, added: true });
    });

    it('keeps apart who shares an address, or a name with another identifier or birth date', async () => {
      const one = nominee({ esi: 'urn:schac:personalUniqueCode:int:esi:pt:3', birthDate: '2004-01-01' });
      const people = (
        await nominated([
          one,
          { ...one, esi: 'urn:schac:personalUniqueCode:int:esi:pt:4' },
          { ...nominee(), email: one.email, given: 'Eva' },
          nominee({ ...withoutEsi(one), birthDate: '2003-01-01' }),
        ])
      ).map(({ person }) => person);
      expect(new Set(people).size).to.equal(4);
    });

    it('fills in what was not known of a person, and replaces nothing', async () => {
      const one = nominee();
      const esi = 'urn:schac:personalUniqueCode:int:esi:pt:5';
      const [first] = await nominated([one]);
      await nominated([{ ...one, esi, birthDate: '2004-02-29', language: 'fr' }]);
      expect(
        await select(database.db(), 'SELECT esi, birth_date, language FROM people WHERE id = ?', [first!.person]),
      ).to.deep.equal([{ esi, birth_date: '2004-02-29', language: 'en' }]);
    });

    it('opens a new file where the one before was erased', async () => {
      const one = nominee();
      const [first] = await nominated([one]);
      await execute(database.db(), 'DELETE FROM data_keys WHERE reference = ?', [first!.reference]);
      const [again] = await nominated([one], { with: makeKeys(master) });
      expect(again?.added).to.equal(true);
      expect(again?.reference).not.to.equal(first?.reference);
    });

    it('writes nothing when one of them is impossible', async () => {
      const count = async (): Promise<unknown> => select(database.db(), 'SELECT COUNT(*) AS n FROM heads');
      const before = await count();
      expect(await codeOf(nominated([nominee(), nominee({ unit: 'astrology' })]))).to.equal('unknown-unit');
      expect(
        await codeOf(nominated([nominee(), nominee({ stay: { start: '2027-01-01', end: '2026-01-01' } })])),
      ).to.equal('wrong-stay');
      expect(await codeOf(nominated([nominee({ stay: { start: '2026-02-30', end: '2026-06-01' } })]))).to.equal(
        'wrong-stay',
      );
      expect(await count()).to.deep.equal(before);
    });

    it('records who nominated', async () => {
      const [one] = await nominated([nominee()], { at: '2026-04-01T10:00:00.000Z' });
      const [row] = await select<{ imported_by: string; report: string }>(
        database.db(),
        "SELECT imported_by, report FROM imports WHERE kind = 'nominations' AND imported_at = '2026-04-01T10:00:00.000Z'",
      );
      expect(row?.imported_by).to.equal('caen-ines');
      expect(JSON.parse(row!.report)).to.deep.include({ references: [one!.reference] });
    });

    it('gives two who write at once different numbers, and the same person one file', async function () {
      this.timeout(30_000);
      const other = await connect(database.url());
      try {
        const same = Array.from({ length: 10 }, () => nominee());
        const own = (): Nomination[] => Array.from({ length: 10 }, () => nominee());
        const writers = [database.db(), other, database.db(), other].map((db) =>
          nominated([...same, ...own()], { db, at: '2031-03-02T10:00:00.000Z', with: makeKeys(master) }),
        );
        const all = (await Promise.all(writers)).flat();
        const references = new Set(all.map(({ reference }) => reference));
        expect(references.size).to.equal(50);
        expect(all.filter(({ added }) => added)).to.have.length(50);
        expect(new Set(all.map(({ person }) => person)).size).to.equal(50);
        expect([...references].toSorted().at(-1)).to.equal('CAEN-2031-000050');
      } finally {
        await other.close();
      }
    });

    it('leaves nothing of a nomination whose transaction failed', async () => {
      const broken: Keys = { ...keys, dataKey: () => Promise.reject(new Error('no key today')) };
      const one = nominee();
      await nominated([one], { with: broken }).then(
        () => expect.fail('it should have failed'),
        (error: unknown) => expect(error).to.have.property('message', 'no key today'),
      );
      expect(await select(database.db(), 'SELECT id FROM people WHERE email = ?', [one.email])).to.deep.equal([]);
    });
  });
});

function withoutEsi(nomination: Nomination): Nomination {
  const { esi, ...rest } = nomination;
  return esi === undefined ? nomination : rest;
}
