import { expect } from 'chai';
import { forgetInstitution } from '../../../db/institutions/read.ts';
import { execute } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { calendar } from '../../support/mobility.ts';
import { hello, NOON, postOffice } from './post-office.ts';

describe('mail in the quiet hours', () => {
  forEachDatabase((_kind, database) => {
    const office = postOffice(database);
    const { mailer, file, put, rowOf, ids, idOf } = office;
    const MORNING = '2026-03-03T06:00:00.000Z';

    it('waits until they end, as new as it was, and then goes out once', async () => {
      const at = Date.parse('2026-03-02T20:00:00.000Z');
      office.clock = at - 1;
      const before = await put(await file(), hello, at - 1);
      expect(await mailer().drain()).to.equal(1);
      const reference = await file();
      const effects = [
        await put(reference, hello, at - 1000),
        await put(reference, hello, at),
        await put(await file(), hello, at),
      ];
      office.clock = at;
      expect(await mailer().drain()).to.equal(0);
      for (const effect of effects)
        expect(await rowOf(effect)).to.deep.equal({
          status: 'pending',
          tries: 0,
          due_at: MORNING,
          last_error: null,
          sent_at: null,
        });
      office.clock = Date.parse(MORNING) - 1;
      expect(await mailer().drain()).to.equal(0);
      office.clock = Date.parse(MORNING);
      expect(await mailer().drain()).to.equal(3);
      expect(ids().toSorted()).to.deep.equal([before, ...effects].map(idOf).toSorted());
      expect(office.reports).to.deep.equal([]);
    });

    it('waits for those that the institution has now, not for those that the file was born with', async () => {
      const effect = await put(await file(), hello);
      const quiet = { from: '11:00', until: '15:00' };
      await execute(database.db(), 'UPDATE institutions SET settings = ?, applied_at = ?', [
        JSON.stringify({ calendar: { ...calendar, quiet } }),
        '2026-01-02T00:00:00.000Z',
      ]);
      forgetInstitution(database.db(), 'caen');
      try {
        expect(await mailer().drain()).to.equal(0);
        expect(await rowOf(effect)).to.include({ status: 'pending', due_at: '2026-03-02T14:00:00.000Z' });
      } finally {
        await execute(database.db(), 'UPDATE institutions SET settings = ?', [JSON.stringify({ calendar })]);
        forgetInstitution(database.db(), 'caen');
      }
    });

    it('goes out at any hour where SMILE is tried', async () => {
      office.clock = Date.parse('2026-03-02T23:00:00.000Z');
      const effect = await put(await file(), hello, NOON);
      expect(await mailer({ settings: { ...office.settings(), mailQuiet: false } }).drain()).to.equal(1);
      expect(ids()).to.deep.equal([idOf(effect)]);
    });
  });
});
