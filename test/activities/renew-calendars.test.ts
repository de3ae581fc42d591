import { expect } from 'chai';
import { renewCalendars, startRenewing, type RenewDeps } from '../../activities/renew-calendars.ts';
import { readInstitution } from '../../db/institutions/read.ts';
import { execute, select } from '../../db/sql.ts';
import { addWorkingDays, instantOf, isWorkingDay, type Calendar } from '../../domain/time/calendar.ts';
import { forEachDatabase } from '../support/database.ts';
import { applyExample } from '../support/institutions.ts';

describe('calendars, as years pass', () => {
  forEachDatabase((_kind, database) => {
    const said: unknown[] = [];
    const deps = (at: string): RenewDeps => {
      const log = (...line: unknown[]): void => void said.push(line);
      return { db: database.db(), log: { info: log, warn: log }, now: () => new Date(at) };
    };
    const calendar = async (id: string): Promise<Calendar> => (await readInstitution(database.db(), id))!.calendar;
    const rows = (): Promise<unknown> => select(database.db(), 'SELECT id, settings, applied_at FROM institutions');

    beforeEach(async () => {
      await execute(database.db(), 'DELETE FROM institutions');
      for (const id of ['caen', 'nordhavn']) await applyExample(database.db(), id);
      said.length = 0;
    });

    it('stay as they are within the year', async () => {
      const before = await rows();
      await renewCalendars(deps('2026-12-31T23:59:59.999Z'));
      expect(await rows()).to.deep.equal(before);
      expect(said).to.deep.equal([]);
    });

    it('have the changes of clocks and the public holidays of the years to come, though nobody applies anything', async () => {
      // Eleven years on, the first calendar knows neither summer nor Bastille Day.
      const first = await calendar('caen');
      expect(instantOf(first, '2037-07-01', '12:00')).to.equal('2037-07-01T11:00:00.000Z');
      expect(isWorkingDay(first, '2037-07-14')).to.equal(true);
      await renewCalendars(deps('2037-01-01T00:00:00.000Z'));
      const later = await calendar('caen');
      expect(later.version).to.not.equal(first.version);
      expect(instantOf(later, '2037-07-01', '12:00')).to.equal('2037-07-01T10:00:00.000Z');
      expect(addWorkingDays(later, '2037-07-13', 1)).to.equal('2037-07-15');
      expect({ ...later, version: '', offsets: [], holidays: [] }).to.deep.equal({
        ...first,
        version: '',
        offsets: [],
        holidays: [],
      });
      // Dates that are listed are no rule, and stay.
      const listed = await calendar('nordhavn');
      expect(listed.holidays).to.include('2026-12-08').and.have.lengthOf(26);
      expect(listed.offsets.at(-1)?.from).to.match(/^2047-10/);
    });

    it('are what applying the institution in that year would make', async () => {
      await renewCalendars(deps('2028-06-01T00:00:00.000Z'));
      for (const id of ['caen', 'nordhavn']) {
        const { changed, added, removed } = await applyExample(database.db(), id, '2028-06-02T00:00:00.000Z');
        expect({ changed, added, removed }, id).to.deep.equal({ changed: [], added: [], removed: [] });
      }
    });

    it('of an institution that was applied before holidays had rules keep the dates that they have', async () => {
      const [{ settings }] = (await select(database.db(), "SELECT settings FROM institutions WHERE id = 'caen'")) as [
        { settings: string },
      ];
      const { holidays: _rule, ...older } = JSON.parse(settings) as { holidays: unknown; calendar: Calendar };
      await execute(database.db(), "UPDATE institutions SET settings = ? WHERE id = 'caen'", [JSON.stringify(older)]);
      await renewCalendars(deps('2030-01-01T00:00:00.000Z'));
      const later = await calendar('caen');
      expect(later.holidays).to.deep.equal(older.calendar.holidays);
      expect(later.offsets.at(-1)?.from).to.match(/^2040-10/);
    });

    it('that cannot be made hold up no other', async () => {
      await execute(database.db(), "UPDATE institutions SET settings = '{}' WHERE id = 'caen'");
      const before = await calendar('nordhavn');
      await renewCalendars(deps('2031-01-01T00:00:00.000Z'));
      expect((await calendar('nordhavn')).version).to.not.equal(before.version);
      expect(JSON.stringify(said)).to.include('"institution":"caen"').and.include('A calendar cannot be made anew');
    });

    it('are made anew when the worker starts, until it stops', async () => {
      const { version } = await calendar('caen');
      const renewing = startRenewing(deps('2033-01-01T00:00:00.000Z'));
      for (let wait = 0; wait < 100 && said.length < 2; wait += 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
      await renewing.stop();
      expect((await calendar('caen')).version).to.not.equal(version);
    });
  });
});
