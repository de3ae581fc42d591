import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { importCatalogue, type CatalogueImport } from '../../../db/imports/catalogue.ts';
import type { ImportReport } from '../../../db/imports/report.ts';
import { bytesSource } from '../../../db/imports/source.ts';
import { insert, select, selectOne } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';

const at = '2026-11-23T19:00:00.000Z';
const courseHeader =
  'code_elp,libelle,langue_enseignement,s1,s2,ects,vol_elp,ouvert_mobilite,formation_code,objectif,description';
const file = (name: string, header: string) => (rows: readonly string[]) =>
  bytesSource(`${name}.csv`, Buffer.from([header, ...rows, ''].join('\n')));
const faculties = file('faculties', 'code,libelle,libelle_long,acronyme');
const programmes = file('programmes', 'code,libelle,acronyme,type_diplome,niveau_etude,code_composante');
const courses = file('courses', courseHeader);
const real = ['../shared/data/caen-catalogue', '../../shared/data/caen-catalogue'].find((path) => existsSync(path));

const sciences = faculties(['SCI,Sciences,"UFR des Sciences",SC', 'LET,Lettres,,LET']);
const licences = programmes(['L1M,Licence 1 Mathématiques,,L,1,SCI', 'L1L,Licence 1 Lettres,,L,1,LET']);
const algebra = 'ALG,Algèbre linéaire,Français,1,,6.00,48.00,true,L1M,,<p>Vecteurs &amp; matrices</p>';
const poetry = 'POE,Poésie,Anglais,,1,"2,5",,false,L1L,,';
const tally = ({ added, changed, unchanged, retired, refused }: ImportReport) => ({
  added,
  changed,
  unchanged,
  retired,
  refused: refused.map((one) => `${one.file} ${one.line} ${one.field}`),
});

forEachDatabase((_kind, database) => {
  describe('importing a catalogue', function () {
    this.timeout(60_000);
    let institution = '';
    let count = 0;
    beforeEach(async () => {
      count += 1;
      institution = `uni${count}`;
      const row = { id: institution, code: `UNI${count}`, name: '{"fr":"Uni"}', settings: '{}', applied_at: at };
      await insert(database.db(), 'institutions', row);
    });
    const run = (wanted: Partial<CatalogueImport>): Promise<ImportReport> =>
      importCatalogue(database.db(), { institution, source: 'file', by: null, at, ...wanted });
    const stored = (code: string) =>
      selectOne<Record<string, unknown>>(
        database.db(),
        'SELECT * FROM catalogue_courses WHERE institution = ? AND code = ? ORDER BY source',
        [institution, code],
      );
    const counted = async (table: string): Promise<number> =>
      Number(
        (
          await selectOne<{ n: number }>(database.db(), `SELECT COUNT(*) AS n FROM ${table} WHERE institution = ?`, [
            institution,
          ])
        )?.n,
      );
    const whole = { faculties: sciences, programmes: licences, courses: courses([algebra, poetry]) };

    it('stores faculties, programmes and courses, each course with the faculty of its programme', async () => {
      expect(tally(await run(whole))).to.deep.equal({ added: 6, changed: 0, unchanged: 0, retired: 0, refused: [] });
      expect(await stored('ALG')).to.include({
        source: 'file',
        title: 'Algèbre linéaire',
        title_folded: 'algebre lineaire',
        faculty: 'SCI',
        programme: 'L1M',
        language: 'fr',
        s1: 1,
        s2: 0,
        ects_hundredths: 600,
        hours_hundredths: 4800,
        open_to_mobility: 1,
        objective: null,
        description: 'Vecteurs & matrices',
        retired_at: null,
      });
      expect(await stored('POE')).to.include({
        faculty: 'LET',
        language: 'en',
        ects_hundredths: 250,
        open_to_mobility: 0,
      });
      const words = await select<{ word: string }>(
        database.db(),
        'SELECT word FROM catalogue_words WHERE institution = ? ORDER BY word',
        [institution],
      );
      expect(words.map(({ word }) => word)).to.deep.equal(['algebre', 'lineaire', 'poesie']);
    });

    it('finds nothing to do in the same files again, and keeps a report of each import', async () => {
      await run(whole);
      expect(tally(await run(whole))).to.deep.equal({ added: 0, changed: 0, unchanged: 6, retired: 0, refused: [] });
      const kept = await select<{ report: string; file: string; kind: string }>(
        database.db(),
        'SELECT * FROM imports WHERE institution = ?',
        [institution],
      );
      expect(kept).to.have.length(2);
      expect(kept[0]).to.include({ kind: 'catalogue', file: 'faculties.csv, programmes.csv, courses.csv' });
      expect(kept.map(({ report }) => (JSON.parse(report) as { added: number }).added).sort()).to.deep.equal([0, 6]);
    });

    it('changes what changed, retires what vanished, and takes it back when it returns', async () => {
      await run(whole);
      const renamed = algebra.replace('Algèbre', 'Géométrie');
      expect(tally(await run({ courses: courses([renamed]) }))).to.include({
        added: 0,
        changed: 1,
        unchanged: 0,
        retired: 1,
      });
      expect((await stored('POE'))?.['retired_at']).to.equal(at);
      const words = await select<{ word: string }>(
        database.db(),
        'SELECT word FROM catalogue_words WHERE institution = ? ORDER BY word',
        [institution],
      );
      expect(words.map(({ word }) => word)).to.deep.equal(['geometrie', 'lineaire']);
      expect(tally(await run({ courses: courses([renamed]) }))).to.include({ unchanged: 1, retired: 0 });
      expect(tally(await run({ courses: courses([renamed, poetry]) }))).to.include({ changed: 1, unchanged: 1 });
      expect((await stored('POE'))?.['retired_at']).to.equal(null);
    });

    it('never touches the rows of another source', async () => {
      await run(whole);
      expect(tally(await run({ source: 'apogee', courses: courses([algebra.replace('6.00', '3.00')]) }))).to.include({
        added: 1,
        retired: 0,
      });
      expect(tally(await run({ source: 'apogee', courses: courses([poetry]) }))).to.include({ added: 1, retired: 1 });
      const rows = await select<{ source: string; code: string; retired_at: string | null }>(
        database.db(),
        'SELECT source, code, retired_at FROM catalogue_courses WHERE institution = ? ORDER BY source, code',
        [institution],
      );
      expect(
        rows.map((row) => `${row.source} ${row.code} ${row.retired_at === null ? 'live' : 'retired'}`),
      ).to.deep.equal(['apogee ALG retired', 'apogee POE live', 'file ALG live', 'file POE live']);
    });

    it('refuses single rows with file, line and column, and takes the others', async () => {
      const report = await run({
        ...whole,
        programmes: programmes(['L1M,Licence 1,,L,1,SCI', 'L9,Licence 9,,L,1,NOPE']),
        courses: courses([
          algebra,
          algebra,
          'C1,,Français,1,,6,,true,L1M,,',
          'C2,Titre,Français,1,,360.00,,true,L1M,,',
          'C3,Titre,Français,1,,-1,,true,L1M,,',
          'C4,Titre,Français,1,,2.10,,true,L1M,,',
          'C5,Titre,Français,peut-être,,6,,true,L1M,,',
          'C6,Titre,Français,1,,6,,true,NOPE,,',
          'C7,Titre,Français,1,,6,,true,L9,,',
          'C8,Titre,Français,1,,6,,true,,,',
          `C9,${'x'.repeat(100_000)},Français,1,,6,,true,L1M,,`,
          'too,short',
          'C10,"=SUM(A1)\nsuite",Klingon,1,1,60,,oui,L1M,,',
        ]),
      });
      expect(tally(report)).to.deep.equal({
        added: 5,
        changed: 0,
        unchanged: 0,
        retired: 0,
        refused: [
          'programmes.csv 3 code_composante',
          'courses.csv 3 code_elp',
          'courses.csv 4 libelle',
          'courses.csv 5 ects',
          'courses.csv 6 ects',
          'courses.csv 7 ects',
          'courses.csv 8 s1',
          'courses.csv 9 formation_code',
          'courses.csv 10 formation_code',
          'courses.csv 11 formation_code',
          'courses.csv 12 libelle',
          'courses.csv 13 ',
        ],
      });
      expect(report.refused[1]?.reason).to.contain('in line 2');
      expect(await stored('C10')).to.include({ title: '=SUM(A1)\nsuite', language: 'Klingon', ects_hundredths: 6000 });
    });

    it('leaves what is stored of a row that is now refused', async () => {
      await run(whole);
      const report = await run({ courses: courses([algebra.replace('6.00', '99'), poetry]) });
      expect(tally(report)).to.include({ changed: 0, unchanged: 1, retired: 0 });
      expect(await stored('ALG')).to.include({ ects_hundredths: 600, retired_at: null });
    });

    it('moves courses along when only their programme moves', async () => {
      await run(whole);
      await run({ programmes: programmes(['L1M,Licence 1 Mathématiques,,L,1,LET', 'L1L,Licence 1 Lettres,,L,1,LET']) });
      expect(await stored('ALG')).to.include({ faculty: 'LET' });
    });

    it('writes nothing in a dry run, and says the same as the run after it', async () => {
      const dry = await run({ ...whole, dryRun: true });
      expect(dry.applied).to.equal(false);
      expect(await counted('catalogue_courses')).to.equal(0);
      expect(await counted('imports')).to.equal(0);
      expect(tally(await run(whole))).to.deep.equal(tally(dry));
    });

    it('does nothing at all when one file as a whole is wrong', async () => {
      await run(whole);
      const one = courses([algebra.replace('Algèbre', 'Autre')]);
      const broken = {
        header: bytesSource('p.csv', Buffer.from('a,b\n1,2')),
        empty: programmes([]),
        quote: programmes(['X,"open,,,,SCI']),
      };
      for (const wrong of Object.values(broken)) {
        const report = await run({ faculties: sciences, programmes: wrong, courses: one });
        expect(report).to.include({ applied: false, added: 0, changed: 0, retired: 0 });
        expect(report.refused).to.have.length(1);
      }
      expect(await stored('ALG')).to.include({ title: 'Algèbre linéaire' });
      expect(await counted('imports')).to.equal(1);
    });

    it('refuses an institution that is not there', async () => {
      const report = await run({ ...whole, institution: 'nowhere' });
      expect(report).to.include({ applied: false });
      expect(report.refused[0]).to.include({ field: 'institution' });
    });

    it('lets two imports at once wait for each other', async () => {
      const both = await Promise.all([run(whole), run(whole)]);
      expect(both.map(({ added }) => added).sort()).to.deep.equal([0, 6]);
      expect(both.map(({ unchanged }) => unchanged).sort()).to.deep.equal([0, 6]);
    });

    it('takes the whole Caen catalogue in a few seconds', async function () {
      if (real === undefined) this.skip();
      const caen = {
        faculties: join(real, 'composante.csv'),
        programmes: join(real, 'formation.csv'),
        courses: join(real, 'cours.csv'),
      };
      const started = performance.now();
      const report = await run(caen);
      expect(report.added).to.equal(102 + 1041 + 11_139 - 6);
      expect(report.refused.map(({ field }) => field).sort()).to.deep.equal([
        'ects',
        ...Array<string>(5).fill('formation_code'),
      ]);
      expect(performance.now() - started).to.be.below(30_000);
      expect(tally(await run(caen))).to.include({ added: 0, changed: 0, unchanged: report.added, retired: 0 });
    });
  });
});
