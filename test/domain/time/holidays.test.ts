import { expect } from 'chai';
import { holidaysOf, easterOf, publicHolidays } from '../../../domain/time/holidays.ts';
import { dayNumber, isLocalDate, weekdayOf } from '../../../domain/time/civil.ts';

const years = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** As published by the State for these years: Easter Monday, Ascension Day, Whit Monday; the others do not move. */
const moving = {
  2024: ['04-01', '05-09', '05-20'],
  2025: ['04-21', '05-29', '06-09'],
  2026: ['04-06', '05-14', '05-25'],
  2027: ['03-29', '05-06', '05-17'],
  2028: ['04-17', '05-25', '06-05'],
  2029: ['04-02', '05-10', '05-21'],
  2030: ['04-22', '05-30', '06-10'],
};
const goodFridays = {
  2024: '03-29',
  2025: '04-18',
  2026: '04-03',
  2027: '03-26',
  2028: '04-14',
  2029: '03-30',
  2030: '04-19',
};
const unmoved = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
const dated = (year: string, days: readonly string[]): string[] => days.map((day) => `${year}-${day}`).sort();

/**
 * Easter by golden number, epact and Sunday letter, after Clavius (Knuth, The Art of Computer Programming, 1.3.2,
 * exercise 14): another way than the one tested.
 */
function easterByEpact(year: number): string {
  const golden = (year % 19) + 1;
  const century = Math.floor(year / 100) + 1;
  const leapsLeftOut = Math.floor((3 * century) / 4) - 12;
  const moon = Math.floor((8 * century + 5) / 25) - 5;
  const sunday = Math.floor((5 * year) / 4) - leapsLeftOut - 10;
  let epact = (((11 * golden + 20 + moon - leapsLeftOut) % 30) + 30) % 30;
  if ((epact === 25 && golden > 11) || epact === 24) epact += 1;
  let full = 44 - epact;
  if (full < 21) full += 30;
  const day = full + 7 - ((sunday + full) % 7);
  return new Date(Date.UTC(year, 2, day)).toISOString().slice(0, 10);
}

describe('public holidays', () => {
  it('have Easter where it was and will be', () => {
    expect(years(2024, 2030).map(easterOf)).to.deep.equal([
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2027-03-28',
      '2028-04-16',
      '2029-04-01',
      '2030-04-21',
    ]);
    // The earliest and the latest there can be.
    expect([easterOf(1818), easterOf(2285), easterOf(1943), easterOf(2038)]).to.deep.equal([
      '1818-03-22',
      '2285-03-22',
      '1943-04-25',
      '2038-04-25',
    ]);
  });

  it('have the Easter of another way to reckon it, a Sunday, in every Gregorian year', () => {
    for (const year of years(1583, 9999)) {
      const easter = easterOf(year);
      if (easter !== easterByEpact(year) || weekdayOf(dayNumber(easter)) !== 7)
        expect(easter).to.equal(easterByEpact(year));
    }
  });

  it('refuse years that have no Easter of this calendar', () => {
    for (const year of [1582, 10_000, 2026.5, NaN]) expect(() => easterOf(year)).to.throw(RangeError, '1583 to 9999');
  });

  it('are those of France, 2024 to 2030', () => {
    for (const [year, days] of Object.entries(moving))
      expect(publicHolidays('france', Number(year)), year).to.deep.equal(dated(year, [...unmoved, ...days]));
  });

  it('are two more in Alsace and Moselle', () => {
    for (const [year, goodFriday] of Object.entries(goodFridays)) {
      const there = publicHolidays('alsace-moselle', Number(year));
      const more = there.filter((day) => !publicHolidays('france', Number(year)).includes(day));
      expect(more, year).to.deep.equal(dated(year, [goodFriday, '12-26']));
      expect(there, year).to.have.lengthOf(13).and.deep.equal(there.toSorted());
    }
  });

  it('are told once where two fall on one day (Ascension Day on 1 and on 8 May)', () => {
    expect(publicHolidays('france', 2008)).to.have.lengthOf(10).and.include('2008-05-01');
    expect(publicHolidays('alsace-moselle', 1997)).to.have.lengthOf(12).and.include('1997-05-08');
  });
});

describe('holidays that are declared', () => {
  it('are a list as it stands', () => {
    expect(holidaysOf(['2027-01-01', '2026-12-24'], 2026, 2026)).to.deep.equal(['2027-01-01', '2026-12-24']);
    expect(holidaysOf([], 2026, 2030)).to.deep.equal([]);
  });

  it('are a region’s of each year, in order', () => {
    const days = holidaysOf('france', 2024, 2036);
    expect(days).to.have.lengthOf(143).and.deep.equal(days.toSorted());
    expect([days[0], days.at(-1)]).to.deep.equal(['2024-01-01', '2036-12-25']);
    expect(days.every(isLocalDate)).to.equal(true);
  });

  it('are a region’s with days more and days less', () => {
    const of = 'alsace-moselle';
    const also = ['2026-12-24', '2026-05-15', '2026-12-25'];
    const days = holidaysOf({ of, also, except: ['2026-05-25', '2027-05-17'] }, 2026, 2026);
    expect(days).to.include.members(also).and.not.include('2026-05-25');
    expect(days)
      .to.have.lengthOf(13 - 1 + 2)
      .and.deep.equal(days.toSorted());
  });
});
