import { expect } from 'chai';
import fc from 'fast-check';
import {
  addDays,
  compareDates,
  dateOfDay,
  dayNumber,
  daysBetween,
  isLocalDate,
  localDate,
  weekdayOf,
} from '../../../domain/time/civil.ts';
import { instantAt, isInstant, laterBy, millisOf } from '../../../domain/time/instants.ts';

const anyDay = fc.integer({ min: -719162, max: 2932896 });

describe('civil dates', () => {
  it('takes days that exist, in one form only', () => {
    for (const good of ['2026-11-23', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])
      expect(isLocalDate(good), good).to.equal(true);
    const bad = ['', '2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '0000-01-01'];
    const oddly = [
      '2026-1-1',
      ' 2026-01-01',
      '2026-01-01\n',
      '2026-01-01T00:00',
      '20260101',
      '٢٠٢٦-٠١-٠١',
      '-2026-01-01',
    ];
    for (const text of [...bad, ...oddly]) expect(isLocalDate(text), JSON.stringify(text)).to.equal(false);
  });

  it('makes a date of its parts, or nothing', () => {
    expect(localDate(2026, 3, 9)).to.equal('2026-03-09');
    expect(localDate(2026, 2, 30)).to.equal(undefined);
    expect(localDate(2026, 1.5, 1)).to.equal(undefined);
    expect(localDate(NaN, 1, 1)).to.equal(undefined);
    expect(localDate(10000, 1, 1)).to.equal(undefined);
  });

  it('agrees with the proleptic Gregorian calendar of Date on every day', () => {
    fc.assert(
      fc.property(anyDay, (n) => {
        const written = new Date(n * 86_400_000).toISOString().slice(0, 10);
        expect(dateOfDay(n)).to.equal(written);
        expect(dayNumber(written)).to.equal(n);
        expect(weekdayOf(dayNumber(written)) % 7).to.equal(new Date(n * 86_400_000).getUTCDay());
      }),
      { numRuns: 5000 },
    );
  });

  it('adds days over months, leap days and centuries', () => {
    expect(addDays('2026-12-31', 1)).to.equal('2027-01-01');
    expect(addDays('2024-03-01', -1)).to.equal('2024-02-29');
    expect(addDays('2100-02-28', 1)).to.equal('2100-03-01');
    expect(daysBetween('2026-09-01', '2027-06-30')).to.equal(302);
    expect(daysBetween('2027-06-30', '2026-09-01')).to.equal(-302);
    expect(weekdayOf(dayNumber('2026-11-23'))).to.equal(1);
    expect(weekdayOf(dayNumber('2026-11-22'))).to.equal(7);
    expect(['2027-01-01', '2026-01-02', '2026-01-01'].sort(compareDates)).to.deep.equal([
      '2026-01-01',
      '2026-01-02',
      '2027-01-01',
    ]);
  });

  it('refuses what is not a date, and results outside the years 1 to 9999', () => {
    expect(() => addDays('2026-02-30', 1)).to.throw(RangeError, '2026-02-30');
    expect(() => addDays('9999-12-31', 1)).to.throw(RangeError, '9999');
    expect(() => addDays('0001-01-01', -1)).to.throw(RangeError);
    expect(() => addDays('2026-01-01', 0.5)).to.throw(RangeError);
    expect(() => addDays('2026-01-01', NaN)).to.throw(RangeError);
  });
});

describe('instants', () => {
  it('reads and writes milliseconds as Date does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62135596800000, max: 253402300799999 }), (millis) => {
        expect(instantAt(millis)).to.equal(new Date(millis).toISOString());
        expect(millisOf(instantAt(millis))).to.equal(millis);
      }),
      { numRuns: 5000 },
    );
  });

  it('takes one form only', () => {
    expect(isInstant('2026-11-23T19:00:00.000Z')).to.equal(true);
    for (const bad of [
      '2026-11-23T19:00:00Z',
      '2026-11-23T24:00:00.000Z',
      '2026-02-30T00:00:00.000Z',
      '2026-11-23T19:00:00.000+01:00',
      '2026-11-23',
      '',
    ])
      expect(isInstant(bad), bad).to.equal(false);
    expect(() => millisOf('2026-11-23')).to.throw(RangeError, '2026-11-23');
    expect(() => instantAt(1.5)).to.throw(RangeError);
  });

  it('counts seconds on and back', () => {
    expect(laterBy('2026-12-31T23:59:59.500Z', 0.5)).to.equal('2027-01-01T00:00:00.000Z');
    expect(laterBy('2027-01-01T00:00:00.000Z', -60)).to.equal('2026-12-31T23:59:00.000Z');
  });
});
