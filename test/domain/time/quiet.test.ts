import { expect } from 'chai';
import fc from 'fast-check';
import { offsetsOf } from '../../../db/zones.ts';
import { localTimeOf, type Calendar } from '../../../domain/time/calendar.ts';
import { instantAt, millisOf } from '../../../domain/time/instants.ts';
import { afterQuiet } from '../../../domain/time/quiet.ts';

const calendarOf = (zone: string, from: string, until: string, year = 2026): Calendar => ({
  version: '1',
  zone,
  offsets: offsetsOf(zone, year, year + 1),
  holidays: [],
  closures: [],
  quiet: { from, until },
});
const paris = calendarOf('Europe/Paris', '21:00', '07:00');

describe('quiet hours', () => {
  it('leave the day alone', () => {
    for (const at of ['2026-11-23T06:00:00.000Z', '2026-11-23T12:34:56.789Z', '2026-11-23T19:59:59.999Z'])
      expect(afterQuiet(paris, at)).to.equal(at);
  });

  it('last until the morning, from the evening before and from the same night', () => {
    for (const at of [
      '2026-11-23T20:00:00.000Z',
      '2026-11-23T22:59:59.999Z',
      '2026-11-23T23:00:00.000Z',
      '2026-11-24T05:59:59.999Z',
    ])
      expect(afterQuiet(paris, at), at).to.equal('2026-11-24T06:00:00.000Z');
  });

  it('end by the clocks of the morning on the days of both changes', () => {
    expect(afterQuiet(paris, '2026-03-28T20:00:00.000Z')).to.equal('2026-03-29T05:00:00.000Z');
    expect(afterQuiet(paris, '2026-03-29T04:59:00.000Z')).to.equal('2026-03-29T05:00:00.000Z');
    expect(afterQuiet(paris, '2026-10-24T19:00:00.000Z')).to.equal('2026-10-25T06:00:00.000Z');
    expect(afterQuiet(paris, '2026-10-25T05:59:00.000Z')).to.equal('2026-10-25T06:00:00.000Z');
  });

  it('may lie within one day, or be none', () => {
    const noon = calendarOf('Europe/Paris', '12:00', '14:00');
    expect(afterQuiet(noon, '2026-11-23T11:00:00.000Z')).to.equal('2026-11-23T13:00:00.000Z');
    expect(afterQuiet(noon, '2026-11-23T13:00:00.000Z')).to.equal('2026-11-23T13:00:00.000Z');
    expect(afterQuiet(noon, '2026-11-23T22:00:00.000Z')).to.equal('2026-11-23T22:00:00.000Z');
    for (const time of ['00:00', '12:00'])
      expect(afterQuiet(calendarOf('Europe/Paris', time, time), '2026-11-23T11:00:00.000Z')).to.equal(
        '2026-11-23T11:00:00.000Z',
      );
  });

  it('end after the gap when the clocks jump over their end', () => {
    const early = calendarOf('Europe/Paris', '21:00', '02:30');
    expect(afterQuiet(early, '2026-03-29T00:59:00.000Z')).to.equal('2026-03-29T01:00:00.000Z');
    // The Azores have no midnight on that day.
    const midnight = calendarOf('Atlantic/Azores', '20:00', '00:00');
    expect(afterQuiet(midnight, '2026-03-28T23:00:00.000Z')).to.equal('2026-03-29T01:00:00.000Z');
  });

  it('are kept both times when the clocks show them twice', () => {
    const early = calendarOf('Europe/Paris', '21:00', '02:30');
    expect(afterQuiet(early, '2026-10-25T00:10:00.000Z')).to.equal('2026-10-25T00:30:00.000Z');
    expect(afterQuiet(early, '2026-10-25T00:40:00.000Z')).to.equal('2026-10-25T00:40:00.000Z');
    expect(afterQuiet(early, '2026-10-25T01:10:59.000Z')).to.equal('2026-10-25T01:30:00.000Z');
  });

  it('end with the second midnight when the clocks went back over the first', () => {
    // Newfoundland, 7 November 2010: at 00:01 the clocks went back to 23:01.
    const midnight = calendarOf('America/St_Johns', '21:00', '00:00', 2010);
    expect(afterQuiet(midnight, '2010-11-07T02:00:00.000Z')).to.equal('2010-11-07T02:30:00.000Z');
    expect(afterQuiet(midnight, '2010-11-07T03:00:00.000Z')).to.equal('2010-11-07T03:30:00.000Z');
  });

  it('end on the day after one that does not exist', () => {
    const apia = calendarOf('Pacific/Apia', '21:00', '07:00', 2011);
    // 29 December 2011, 22:00; it is followed by 31 December.
    expect(afterQuiet(apia, '2011-12-30T08:00:00.000Z')).to.equal('2011-12-30T17:00:00.000Z');
  });

  const zones = ['Europe/Paris', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Nuuk'];
  const time = fc.integer({ min: 0, max: 1439 }).map((m) => new Date(m * 60_000).toISOString().slice(11, 16));
  for (const zone of zones)
    it(`are over at an instant not before, at which the clocks show none of them, and no sooner (${zone})`, () => {
      const { offsets } = calendarOf(zone, '00:00', '00:00');
      // Half of the instants are near a change.
      const far = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2027, 11, 31) / 60_000 });
      const near = fc
        .tuple(fc.constantFrom(...offsets), fc.integer({ min: -1500, max: 1500 }))
        .map(([{ from }, minutes]) => millisOf(from) / 60_000 + minutes);
      fc.assert(
        fc.property(fc.oneof(far, near), time, time, (minute, from, until) => {
          const calendar: Calendar = { ...calendarOf('UTC', from, until), zone, offsets };
          const isQuiet = (at: string): boolean => {
            const shown = localTimeOf(calendar, at);
            return from <= until ? from <= shown && shown < until : shown >= from || shown < until;
          };
          // Clocks that show the minutes before the quiet hours again do not end them.
          const wentBack = (since: string, now: string): boolean =>
            offsets.some((o, n) => since < o.from && o.from <= now && o.minutes < (offsets[n - 1]?.minutes ?? 0));
          const at = instantAt(minute * 60_000);
          const end = afterQuiet(calendar, at);
          expect(isQuiet(end), `${end} is quiet`).to.equal(false);
          expect(afterQuiet(calendar, end)).to.equal(end);
          const wait = (millisOf(end) - millisOf(at)) / 60_000;
          // Hours that are nearly the whole day last for two where their end is jumped over.
          expect(wait).to.be.within(0, 2 * 1440);
          for (let m = 0; m < wait; m += 1) {
            const before = instantAt((minute + m) * 60_000);
            if (!isQuiet(before) && !wentBack(at, before)) expect.fail(`${before} is not quiet, ${end} was told`);
          }
        }),
        { numRuns: 300 },
      );
    });
});
