import { expect } from 'chai';
import { inTransaction } from '../../../db/connect.ts';
import { applyInstitution, type Applied } from '../../../db/institutions/apply.ts';
import { loadInstitution } from '../../../db/institutions/load.ts';
import { newestProcedure, publishProcedure } from '../../../db/records/procedures.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';
import { forEachDatabase } from '../../support/database.ts';
import { exampleFolder } from '../../support/institutions.ts';
import { exampleProcedure } from '../../support/procedures.ts';

const AT = '2026-11-23T10:00:00.000Z';
const first = exampleProcedure('caen', 'erasmus-study');
const titled = (en: string): Procedure => ({ ...first, title: { ...first.title, en } });

describe('procedures from files beside those from the API', function () {
  this.timeout(60_000);

  forEachDatabase((_kind, database) => {
    const apply = async (procedure: Procedure): Promise<Applied> => {
      const loaded = await loadInstitution(exampleFolder('caen'));
      const wanted = { ...loaded, procedures: [{ procedure, source: procedure.title['en'] ?? '' }] };
      return applyInstitution(database.db(), wanted, { at: AT, by: null, demo: false });
    };
    const overApi = (procedure: Procedure): Promise<unknown> =>
      inTransaction(database.db(), (tx) =>
        publishProcedure(tx, 'caen', procedure, '', AT, 'caen-admin', { origin: 'api', note: 'x', authors: [] }),
      );
    const newest = async (): Promise<string> => {
      const found = await newestProcedure(database.db(), 'caen', 'erasmus-study');
      return `${String(found?.pin.version)} ${found?.procedure.title['en'] ?? ''}`;
    };
    const codes = ({ problems }: Applied): string[] => problems.map(({ severity, code }) => `${severity} ${code}`);

    it('follow one another by number, and what the API published is not undone by an older file', async () => {
      expect((await apply(titled('One'))).added).to.include('procedure erasmus-study (version 1)');
      await overApi(titled('Two'));
      const older = await apply(titled('One'));
      expect(codes(older)).to.deep.equal(['warning file-outdated']);
      expect(older.problems[0]?.message).to.include('Version 2').and.include('version 1');
      expect(older.unchanged).to.include('procedure erasmus-study (version 2)');
      expect(await newest()).to.equal('2 Two');
      expect(codes(await apply(titled('Two')))).to.deep.equal([]);
      const newer = await apply(titled('Three'));
      expect(codes(newer)).to.deep.equal(['warning follows-api']);
      expect(newer.changed).to.include('procedure erasmus-study (version 3)');
      expect(newer.applied).to.equal(true);
      // Between files alone, the file is right, also when it goes back.
      expect(codes(await apply(titled('One')))).to.deep.equal([]);
      expect(await newest()).to.equal('4 One');
    });
  });
});
