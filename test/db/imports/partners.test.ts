import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { importPartners, type PartnersImport } from '../../../db/imports/partners.ts';
import type { ImportReport } from '../../../db/imports/report.ts';
import { bytesSource } from '../../../db/imports/source.ts';
import { execute, insert, select } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';

const at = '2026-11-23T19:00:00.000Z';
const list = (...rows: readonly string[]) =>
  bytesSource(
    'partners.csv',
    Buffer.from(`erasmus_code,pic,oid,name,street,postcode,city,country\n${rows.join('\n')}\n`),
  );
const krakow = 'PL KRAKOW01,999642045,E10208742,UNIWERSYTET JAGIELLOŃSKI,ul. Gołębia 24,31-007,Kraków,PL';
const dublin = 'IRLDUBLIN01,999974165,#N/D,Trinity College,College Green,D2,Dublin,IE';
const athens = 'G ATHINE 01,999643985,,Ethniko,,,Athina,EL';
const real = '../shared/data/erasmus-institutions.csv';

forEachDatabase((_kind, database) => {
  describe('importing partner institutions', function () {
    this.timeout(30_000);
    let institution = '';
    let count = 0;
    beforeEach(async () => {
      count += 1;
      institution = `host${count}`;
      const row = { id: institution, code: `HOST${count}`, name: '{"fr":"Hôte"}', settings: '{}', applied_at: at };
      await insert(database.db(), 'institutions', row);
    });
    const run = (file: PartnersImport['file'], dryRun = false): Promise<ImportReport> =>
      importPartners(database.db(), { institution, file, by: null, at, dryRun });
    const stored = () =>
      select<Record<string, unknown>>(database.db(), 'SELECT * FROM partners WHERE institution = ? ORDER BY id', [
        institution,
      ]);

    it('stores them with one spelling of codes and countries', async () => {
      expect(await run(list(krakow, dublin, athens))).to.include({ added: 3, applied: true });
      const rows = await stored();
      expect(rows.map(({ id, erasmus_code, oid, country }) => [id, erasmus_code, oid, country])).to.deep.equal([
        ['g-athine01', 'G  ATHINE01', null, 'GR'],
        ['irl-dublin01', 'IRLDUBLIN01', null, 'IE'],
        ['pl-krakow01', 'PL KRAKOW01', 'E10208742', 'PL'],
      ]);
      expect(rows[2]).to.include({ name_folded: 'uniwersytet jagiellonski', city: 'Kraków', pic: '999642045' });
    });

    it('changes what changed, keeps addresses that staff entered and partners the list no longer names', async () => {
      await run(list(krakow, dublin));
      await execute(database.db(), 'UPDATE partners SET email = ? WHERE institution = ? AND id = ?', [
        'in@uj.example',
        institution,
        'pl-krakow01',
      ]);
      const report = await run(list(krakow.replace('UNIWERSYTET', 'Uniwersytet')));
      expect(report).to.include({ added: 0, changed: 1, unchanged: 0, retired: 0 });
      const rows = await stored();
      expect(rows).to.have.length(2);
      expect(rows[1]).to.include({ email: 'in@uj.example', name: 'Uniwersytet JAGIELLOŃSKI' });
      expect(await run(list(krakow.replace('UNIWERSYTET', 'Uniwersytet'), dublin))).to.include({ unchanged: 2 });
    });

    it('refuses rows that are not right, doubled ones too', async () => {
      const report = await run(
        list(
          krakow,
          krakow,
          ',1,,x,,,,PL',
          'KRAKOW,,,x,,,,PL',
          'PL A01,12,,x,,,,PL',
          'PL A01,,X1,x,,,,PL',
          'PL A01,,,,,,,PL',
          'PL A01,,,x,,,,Poland',
        ),
      );
      expect(report.added).to.equal(1);
      expect(report.refused.map(({ line, field }) => `${line} ${field}`)).to.deep.equal([
        '3 erasmus_code',
        '4 erasmus_code',
        '5 erasmus_code',
        '6 pic',
        '7 oid',
        '8 name',
        '9 country',
      ]);
    });

    it('writes nothing in a dry run', async () => {
      expect(await run(list(krakow), true)).to.include({ added: 1, applied: false });
      expect(await stored()).to.deep.equal([]);
    });

    it('takes the list of the 5,423 institutions', async function () {
      if (!existsSync(real)) this.skip();
      const report = await run(real);
      expect([report.added, report.refused]).to.deep.equal([5423, []]);
      expect(await run(real)).to.include({ added: 0, changed: 0, unchanged: 5423 });
    });
  });
});
