import { expect } from 'chai';
import fc from 'fast-check';
import { offsetsOf } from '../../../db/zones.ts';
import {
  addWorkingDays,
  instantOf,
  isWorkingDay,
  localDateOf,
  localTimeOf,
  type Calendar,
} from '../../../domain/time/calendar.ts';
import { instantAt, millisOf } from '../../../domain/time/instants.ts';

const calendarOf = (zone: string, from = 2026, to = 2028): Calendar => ({
  version: '2026-1',
  zone,
  offsets: offsetsOf(zone, from, to),
  holidays: ['2026-12-25', '2027-01-01'],
  closures: [{ from: '2026-12-21', until: '2026-12-31' }],
  quiet: { from: '21:00', until: '07:00' },
});
const paris = calendarOf('Europe/Paris');
const azores = calendarOf('Atlantic/Azores');
const apia = calendarOf('Pacific/Apia', 2011, 2012);

describe('calendar: civil time to instants', () => {
  it('turns plain hours in winter and summer into UTC', () => {
    expect(instantOf(paris, '2026-11-23', '19:00')).to.equal('2026-11-23T18:00:00.000Z');
    expect(instantOf(paris, '2027-07-01', '00:00')).to.equal('2027-06-30T22:00:00.000Z');
  });

  it('takes the first instant after the gap (Europe/Paris, spring 2026 and 2027)', () => {
    expect(instantOf(paris, '2026-03-29', '01:59')).to.equal('2026-03-29T00:59:00.000Z');
    expect(instantOf(paris, '2026-03-29', '02:00')).to.equal('2026-03-29T01:00:00.000Z');
    expect(instantOf(paris, '2026-03-29', '02:30')).to.equal('2026-03-29T01:00:00.000Z');
    expect(instantOf(paris, '2026-03-29', '03:00')).to.equal('2026-03-29T01:00:00.000Z');
    expect(instantOf(paris, '2027-03-28', '02:59')).to.equal('2027-03-28T01:00:00.000Z');
    expect(localTimeOf(paris, '2027-03-28T01:00:00.000Z')).to.equal('03:00');
  });

  it('takes the earlier of two (Europe/Paris, autumn 2026 and 2027)', () => {
    expect(instantOf(paris, '2026-10-25', '02:30')).to.equal('2026-10-25T00:30:00.000Z');
    expect(instantOf(paris, '2026-10-25', '03:00')).to.equal('2026-10-25T02:00:00.000Z');
    expect(instantOf(paris, '2027-10-31', '02:00')).to.equal('2027-10-31T00:00:00.000Z');
    expect(localTimeOf(paris, '2026-10-25T00:30:00.000Z')).to.equal('02:30');
    expect(localTimeOf(paris, '2026-10-25T01:30:00.000Z')).to.equal('02:30');
  });

  it('has a midnight that does not exist (Atlantic/Azores)', () => {
    // At 00:00 on 29 March 2026 the clocks go to 01:00.
    expect(instantOf(azores, '2026-03-29', '00:00')).to.equal('2026-03-29T01:00:00.000Z');
    expect(instantOf(azores, '2026-03-29', '00:59')).to.equal('2026-03-29T01:00:00.000Z');
    expect(localDateOf(azores, '2026-03-29T00:59:59.999Z')).to.equal('2026-03-28');
    expect(localDateOf(azores, '2026-03-29T01:00:00.000Z')).to.equal('2026-03-29');
    expect(localTimeOf(azores, '2026-03-29T01:00:00.000Z')).to.equal('01:00');
    expect(instantOf(azores, '2026-10-25', '00:30')).to.equal('2026-10-25T00:30:00.000Z');
  });

  it('has a day that does not exist (Pacific/Apia, 30 December 2011)', () => {
    expect(instantOf(apia, '2011-12-29', '23:59')).to.equal('2011-12-30T09:59:00.000Z');
    for (const time of ['00:00', '12:00', '23:59'])
      expect(instantOf(apia, '2011-12-30', time), time).to.equal('2011-12-30T10:00:00.000Z');
    expect(instantOf(apia, '2011-12-31', '00:00')).to.equal('2011-12-30T10:00:00.000Z');
    expect(localDateOf(apia, '2011-12-30T09:59:59.999Z')).to.equal('2011-12-29');
    expect(localDateOf(apia, '2011-12-30T10:00:00.000Z')).to.equal('2011-12-31');
  });

  it('uses the first offset before the data and the last after it', () => {
    expect(instantOf(paris, '1999-01-01', '12:00')).to.equal('1999-01-01T11:00:00.000Z');
    expect(instantOf(paris, '2040-01-01', '12:00')).to.equal('2040-01-01T11:00:00.000Z');
    expect(localDateOf(paris, '1999-12-31T23:30:00.000Z')).to.equal('2000-01-01');
  });

  it('refuses times that are none, and a calendar without offsets', () => {
    for (const time of ['24:00', '9:00', '09:60', '', '09:00:00'])
      expect(() => instantOf(paris, '2026-01-01', time), time).to.throw(RangeError, 'time like 09:00');
    expect(() => instantOf(paris, '2026-02-30', '09:00')).to.throw(RangeError, '2026-02-30');
    expect(() => instantOf({ ...paris, offsets: [] }, '2026-01-01', '09:00')).to.throw(RangeError, 'no offsets');
    expect(() => localDateOf({ ...paris, offsets: [] }, '2026-01-01T00:00:00.000Z')).to.throw(RangeError);
  });

  for (const zone of ['Europe/Paris', 'Atlantic/Azores', 'Pacific/Apia', 'Africa/Casablanca', 'Asia/Kathmandu'])
    it(`shows what Intl shows, and comes back to the same minute (${zone})`, () => {
      const calendar = calendarOf(zone, 2010, 2030);
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
      const minute = fc.integer({ min: Date.UTC(2010, 0, 1) / 60_000, max: Date.UTC(2030, 11, 31) / 60_000 });
      fc.assert(
        fc.property(minute, (m) => {
          const at = instantAt(m * 60_000);
          const [date, time] = [localDateOf(calendar, at), localTimeOf(calendar, at)];
          expect(`${date} ${time}`).to.equal(format.format(m * 60_000));
          const back = instantOf(calendar, date, time);
          expect(back <= at).to.equal(true);
          expect(`${localDateOf(calendar, back)} ${localTimeOf(calendar, back)}`).to.equal(`${date} ${time}`);
          expect(millisOf(at) - millisOf(back)).to.be.oneOf([0, 3_600_000]);
        }),
        { numRuns: 1000 },
      );
    });
});

describe('calendar: working days', () => {
  it('leaves out weekends, holidays and closures', () => {
    expect(isWorkingDay(paris, '2026-11-23')).to.equal(true);
    for (const off of ['2026-11-22', '2026-11-21', '2027-01-01', '2026-12-21', '2026-12-31'])
      expect(isWorkingDay(paris, off), off).to.equal(false);
    expect(isWorkingDay(paris, '2026-12-18')).to.equal(true);
  });

  it('counts on and back over them', () => {
    expect(addWorkingDays(paris, '2026-11-20', 1)).to.equal('2026-11-23');
    expect(addWorkingDays(paris, '2026-12-18', 1)).to.equal('2027-01-04');
    expect(addWorkingDays(paris, '2027-01-04', -1)).to.equal('2026-12-18');
    expect(addWorkingDays(paris, '2026-11-23', 10)).to.equal('2026-12-07');
  });

  it('zero is the day itself, or the next working one', () => {
    expect(addWorkingDays(paris, '2026-11-23', 0)).to.equal('2026-11-23');
    expect(addWorkingDays(paris, '2026-11-21', 0)).to.equal('2026-11-23');
  });

  it('ends with an error when the institution never opens again, or the count is none', () => {
    const shut = { ...paris, closures: [{ from: '2026-01-01', until: '9999-12-31' }] };
    expect(() => addWorkingDays(shut, '2026-11-23', 1)).to.throw(RangeError, '50 years');
    expect(() => addWorkingDays(paris, '2026-11-23', 1e9)).to.throw(RangeError, '50 years');
    expect(() => addWorkingDays(paris, '2026-11-23', 1.5)).to.throw(RangeError, 'whole');
  });
});
