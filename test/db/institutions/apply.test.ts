import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { applyInstitution, type Applied } from '../../../db/institutions/apply.ts';
import { readInstitution } from '../../../db/institutions/read.ts';
import { connect } from '../../../db/connect.ts';
import { newestProcedure } from '../../../db/records/procedures.ts';
import { insert, select } from '../../../db/sql.ts';
import { instantOf } from '../../../domain/time/calendar.ts';
import { forEachDatabase } from '../../support/database.ts';
import { applyExample, exampleFolder } from '../../support/institutions.ts';

/** Demo people do not hold every role in every unit: that is only warned of. */
const errorsOf = ({ problems }: Pick<Applied, 'problems'>): Applied['problems'] =>
  problems.filter(({ severity }) => severity === 'error');

describe('applying an institution', () => {
  forEachDatabase((_kind, database) => {
    let folder = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'smile-institution-'));
    });
    after(() => rm(folder, { recursive: true, force: true }));

    const options = { at: '2026-03-03T10:00:00.000Z', by: null, demo: false } as const;
    /** Applies the example of Caen under another name, changed. */
    async function applied(
      name: string,
      change: (yaml: string) => string = (yaml) => yaml,
      changeProcedure: (yaml: string) => string = (yaml) => yaml,
    ): Promise<Applied> {
      const copy = join(folder, name);
      await cp(exampleFolder('caen'), copy, { recursive: true });
      const file = join(copy, 'institution.yaml');
      const yaml = (await readFile(file, 'utf8'))
        .replace('institution: caen', `institution: ${name}`)
        .replace('code: CAEN', `code: ${name.toUpperCase()}`);
      await writeFile(file, change(yaml));
      const procedure = join(copy, 'procedures', 'erasmus-study.yaml');
      await writeFile(procedure, changeProcedure(await readFile(procedure, 'utf8')));
      return applyInstitution(database.db(), { folder: copy }, options);
    }

    it('makes all of it, and finds the same unchanged the next time', async () => {
      const first = await applyExample(database.db(), 'caen');
      expect(first).to.deep.include({ institution: 'caen', applied: true, changed: [], unchanged: [], removed: [] });
      expect(errorsOf(first)).to.deep.equal([]);
      expect(first.added).to.include.members([
        'institution caen',
        'unit sciences',
        'role registry',
        'procedure erasmus-study (version 1)',
        'person caen-ines',
        'login caen-ines',
      ]);
      const second = await applyExample(database.db(), 'caen', '2026-03-04T10:00:00.000Z');
      expect({ added: second.added, changed: second.changed, removed: second.removed }).to.deep.equal({
        added: [],
        changed: [],
        removed: [],
      });
      expect(second.unchanged).to.include('procedure erasmus-study (version 1)');
      expect(await select(database.db(), "SELECT applied_at FROM institutions WHERE id = 'caen'")).to.deep.equal([
        { applied_at: '2026-03-02T10:00:00.000Z' },
      ]);
    });

    it('is read back as the rest of us needs it', async () => {
      await applyExample(database.db(), 'caen');
      const caen = await readInstitution(database.db(), 'caen');
      expect(caen).to.deep.include({
        id: 'caen',
        code: 'CAEN',
        root: 'university',
        country: 'FR',
        erasmusCode: 'F  CAEN01',
        languages: ['fr', 'en'],
      });
      expect(caen?.name).to.deep.equal({ fr: 'Université de Caen Normandie', en: 'University of Caen Normandy' });
      expect(caen?.units.find(({ id }) => id === 'sciences')).to.deep.equal({
        id: 'sciences',
        parent: 'university',
        name: { fr: 'UFR des Sciences', en: 'Faculty of Sciences' },
      });
      expect(caen?.faculties).to.include({ '907': 'languages', '13': 'sciences' });
      expect(caen?.grading?.partners.map(({ table }) => table.id)).to.deep.equal(['pt-20', 'nl-10']);
      const { calendar } = caen!;
      expect(calendar.version).to.match(/^[0-9a-f]{64}$/);
      expect(instantOf(calendar, '2026-07-01', '12:00')).to.equal('2026-07-01T10:00:00.000Z');
      expect(instantOf(calendar, '2035-01-01', '12:00')).to.equal('2035-01-01T11:00:00.000Z');
      // Facts, though a rule was declared.
      expect(calendar.holidays)
        .to.have.lengthOf(13 * 11)
        .and.include.members(['2024-01-01', '2026-04-06', '2036-12-25']);
      expect(Object.keys(calendar).toSorted()).to.deep.equal([
        'closures',
        'holidays',
        'offsets',
        'quiet',
        'version',
        'zone',
      ]);
      expect(await readInstitution(database.db(), 'nowhere')).to.equal(undefined);
    });

    it('covers units by those above them', async () => {
      await applyExample(database.db(), 'nordhavn');
      const rows = await select<{ ancestor: string }>(
        database.db(),
        "SELECT ancestor FROM unit_covers WHERE institution = 'nordhavn' AND unit = 'biology' ORDER BY ancestor",
      );
      expect(rows.map(({ ancestor }) => ancestor)).to.deep.equal(['biology', 'ocean', 'university']);
    });

    it('makes demo people only when told, with ids that stay', async () => {
      await applied('nodemo');
      expect(await select(database.db(), "SELECT id FROM people WHERE institution = 'nodemo'")).to.deep.equal([]);
      await applyExample(database.db(), 'caen');
      const [claire] = await select(
        database.db(),
        "SELECT p.kind, g.role, g.unit, i.issuer, i.subject FROM people p JOIN grants g ON g.person = p.id JOIN identities i ON i.person = p.id WHERE p.id = 'caen-claire'",
      );
      expect(claire).to.deep.equal({
        kind: 'staff',
        role: 'programme-coordinator',
        unit: 'sciences',
        issuer: 'http://127.0.0.1:4000',
        subject: 'claire',
      });
    });

    it('lets a demo person’s login follow the provider to another address', async () => {
      await applyExample(database.db(), 'caen');
      await applyInstitution(
        database.db(),
        { folder: exampleFolder('caen') },
        { ...options, demo: true, issuer: 'http://127.0.0.1:4001' },
      );
      expect(await select(database.db(), "SELECT issuer FROM identities WHERE person = 'caen-ines'")).to.deep.equal([
        { issuer: 'http://127.0.0.1:4001' },
      ]);
    });

    it('publishes a new version of a procedure only when it changed', async () => {
      await applied('versions');
      const again = await applied('versions', undefined, (yaml) => `# only a comment\n${yaml}`);
      expect(again.unchanged).to.include('procedure erasmus-study (version 1)');
      const changed = await applied('versions', undefined, (yaml) => yaml.replace('days: 90', 'days: 80'));
      expect(changed.changed).to.deep.equal(['procedure erasmus-study (version 2)']);
      expect((await newestProcedure(database.db(), 'versions', 'erasmus-study'))?.pin.version).to.equal(2);
    });

    it('shows a change at once to who applied it', async () => {
      await applied('shown');
      expect((await readInstitution(database.db(), 'shown'))?.accent).to.equal('#b3202a');
      const { changed } = await applied('shown', (yaml) => yaml.replace('#b3202a', '#123456'));
      expect(changed).to.deep.equal(['institution shown']);
      expect((await readInstitution(database.db(), 'shown'))?.accent).to.equal('#123456');
    });

    it('takes away a unit that nobody needs, and refuses to where somebody does', async () => {
      const withExtra = (yaml: string): string =>
        yaml.replace(
          '  - { unit: sciences,',
          '  - { unit: extra, parent: university, name: { fr: E, en: E } }\n  - { unit: sciences,',
        );
      await applied('units', withExtra);
      await insert(database.db(), 'grants', {
        id: 'g-units',
        institution: 'units',
        person: 'p',
        role: 'registry',
        unit: 'extra',
      });
      const refused = await applied('units');
      expect(refused).to.include({ applied: false });
      expect(errorsOf(refused).map(({ code }) => code)).to.deep.equal(['unit-in-use']);
      await database.db().sequelize.query("DELETE FROM grants WHERE id = 'g-units'");
      expect((await applied('units')).removed).to.deep.equal(['unit extra']);
      expect(
        await select(database.db(), "SELECT unit FROM unit_covers WHERE institution = 'units' AND unit = 'extra'"),
      ).to.deep.equal([]);
    });

    it('does nothing at all when a procedure is wrong', async () => {
      const refused = await applied('broken', undefined, (yaml) => yaml.replace('by: registry', 'by: registrar'));
      const { applied: done, added } = refused;
      const problems = errorsOf(refused);
      expect({ done, added }).to.deep.equal({ done: false, added: [] });
      expect(problems[0]).to.include({ severity: 'error', code: 'unknown-role' });
      expect(problems[0]?.file).to.match(/erasmus-study\.yaml$/);
      expect(await readInstitution(database.db(), 'broken')).to.equal(undefined);
    });

    it('refuses a zone that this machine does not know, and a folder that is not there', async () => {
      const { problems } = await applied('zone', (yaml) => yaml.replace('Europe/Paris', 'Europe/Pariis'));
      expect(problems.map(({ code, path }) => ({ code, path }))).to.deep.equal([
        { code: 'unknown-zone', path: 'calendar/zone' },
      ]);
      const missing = await applyInstitution(database.db(), { folder: join(folder, 'nowhere') }, options);
      expect(missing.problems.map(({ code }) => code)).to.deep.equal(['file-missing']);
    });

    it('refuses the code of another institution, and another code once references have the first', async () => {
      await applied('one');
      const taken = await applied('two', (yaml) => yaml.replace('code: TWO', 'code: ONE'));
      expect(errorsOf(taken).map(({ code }) => code)).to.deep.equal(['code-taken']);
      await insert(database.db(), 'reference_counters', { institution: 'one', year: 2026, next: 2 });
      const inUse = await applied('one', (yaml) => yaml.replace('code: ONE', 'code: UNO'));
      expect(errorsOf(inUse).map(({ code }) => code)).to.deep.equal(['code-in-use']);
    });

    it('may be applied by two processes at once', async () => {
      const other = await connect(database.url());
      try {
        const copy = join(folder, 'twice');
        await cp(exampleFolder('caen'), copy, { recursive: true });
        const file = join(copy, 'institution.yaml');
        await writeFile(
          file,
          (await readFile(file, 'utf8'))
            .replace('institution: caen', 'institution: twice')
            .replace('code: CAEN', 'code: TWICE'),
        );
        const both = await Promise.all(
          [database.db(), other].map((db) => applyInstitution(db, { folder: copy }, options)),
        );
        expect(both.map((one) => one.applied)).to.deep.equal([true, true]);
        expect(both.map((one) => one.added.length > 0).toSorted()).to.deep.equal([false, true]);
        expect(
          await select(
            database.db(),
            "SELECT version FROM procedures WHERE institution = 'twice' AND id = 'erasmus-study'",
          ),
        ).to.deep.equal([{ version: 1 }]);
      } finally {
        await other.close();
      }
    });
  });
});
