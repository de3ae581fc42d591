import { expect } from 'chai';
import fc from 'fast-check';
import { offsetsOf } from '../../../db/zones.ts';
import { dueOn } from '../../../domain/mobility/clocks.ts';
import {
  addWorkingDays,
  instantOf,
  isWorkingDay,
  localDateOf,
  localTimeOf,
  type Calendar,
} from '../../../domain/time/calendar.ts';
import { addDays, dateOfDay, dayNumber } from '../../../domain/time/civil.ts';
import { holidaysOf } from '../../../domain/time/holidays.ts';
import { instantAt, millisOf } from '../../../domain/time/instants.ts';

const MINUTE = 60_000;
const calendarOf = (zone: string): Calendar => ({
  version: '1',
  zone,
  offsets: offsetsOf(zone, 2025, 2030),
  holidays: holidaysOf('france', 2025, 2030),
  closures: [],
  quiet: { from: '21:00', until: '07:00' },
});

/** What happens in a zone on one day: civil times and their instants, and how long the day is. */
interface Change {
  readonly date: string;
  readonly hours: number;
  readonly times: Readonly<Record<string, string>>;
}
const changes: Readonly<Record<string, readonly Change[]>> = {
  // The last Sundays of March and October.
  'Europe/Paris': [
    {
      date: '2026-03-29',
      hours: 23,
      times: { '01:59': '00:59', '02:00': '01:00', '02:30': '01:00', '03:00': '01:00', '03:01': '01:01' },
    },
    {
      date: '2026-10-25',
      hours: 25,
      times: { '01:59': '-00:01', '02:00': '00:00', '02:59': '00:59', '03:00': '02:00' },
    },
    { date: '2027-03-28', hours: 23, times: { '02:30': '01:00' } },
    { date: '2027-10-31', hours: 25, times: { '02:30': '00:30', '03:00': '02:00' } },
    { date: '2028-03-26', hours: 23, times: { '02:30': '01:00' } },
    { date: '2028-10-29', hours: 25, times: { '02:30': '00:30' } },
  ],
  // The second Sunday of March, the first of November.
  'America/New_York': [
    { date: '2026-03-08', hours: 23, times: { '01:59': '06:59', '02:30': '07:00', '03:00': '07:00' } },
    { date: '2026-11-01', hours: 25, times: { '00:59': '04:59', '01:30': '05:30', '02:00': '07:00' } },
  ],
  // South of the equator summer begins in October.
  'Australia/Sydney': [
    { date: '2026-04-05', hours: 25, times: { '02:30': '-08:30', '03:00': '-07:00' } },
    { date: '2026-10-04', hours: 23, times: { '02:30': '-08:00', '03:00': '-08:00' } },
  ],
  // By half an hour.
  'Australia/Lord_Howe': [
    { date: '2026-04-05', hours: 24.5, times: { '01:45': '-09:15', '02:00': '-08:30' } },
    { date: '2026-10-04', hours: 23.5, times: { '02:15': '-08:30', '02:30': '-08:30' } },
  ],
  // At midnight, so that the day before ends an hour early.
  'America/Nuuk': [
    { date: '2026-03-28', hours: 23, times: { '22:59': '24:59', '23:00': '25:00', '23:59': '25:00' } },
    { date: '2026-10-24', hours: 25, times: { '22:59': '23:59', '23:30': '24:30' } },
  ],
  'Asia/Kathmandu': [
    { date: '2026-03-29', hours: 24, times: { '00:00': '-05:45', '05:45': '00:00', '23:59': '18:14' } },
  ],
  UTC: [{ date: '2026-10-25', hours: 24, times: { '00:00': '00:00', '02:30': '02:30' } }],
};
/** `-00:01` is a minute before the date begins in UTC, `24:59` an hour less a minute after it ends. */
const hourOf = (date: string, hour: string): string => {
  const [, sign, h, m] = /^(-?)(\d\d):(\d\d)$/.exec(hour) ?? [];
  const minutes = (Number(h) * 60 + Number(m)) * (sign === '-' ? -1 : 1);
  return instantAt(Date.parse(`${date}T00:00:00.000Z`) + minutes * MINUTE);
};

describe('days on which clocks change', () => {
  for (const [zone, days] of Object.entries(changes)) {
    const calendar = calendarOf(zone);
    it(`have the right instants, and the right end (${zone})`, () => {
      for (const { date, hours, times } of days) {
        for (const [time, hour] of Object.entries(times))
          expect(instantOf(calendar, date, time), `${date} ${time}`).to.equal(hourOf(date, hour));
        // What is due on a day is due until its last moment, however long the day is.
        const { at } = dueOn(calendar, date);
        expect(localDateOf(calendar, at)).to.equal(addDays(date, 1));
        expect(localDateOf(calendar, instantAt(millisOf(at) - 1))).to.equal(date);
        const begin = dueOn(calendar, addDays(date, -1)).at;
        expect((millisOf(at) - millisOf(begin)) / 3_600_000, `hours of ${date}`).to.equal(hours);
      }
    });
  }

  it('are counted as any other when working days are', () => {
    const paris = calendarOf('Europe/Paris');
    // From the Friday before each change of 2026 to the Monday after.
    expect(addWorkingDays(paris, '2026-03-27', 1)).to.equal('2026-03-30');
    expect(addWorkingDays(paris, '2026-10-26', -1)).to.equal('2026-10-23');
    // Over Easter Monday, and over Armistice Day.
    expect(addWorkingDays(paris, '2026-03-27', 6)).to.equal('2026-04-07');
    expect(addWorkingDays(paris, '2026-10-23', 13)).to.equal('2026-11-12');
  });
});

describe('civil times of every zone that this machine knows', function () {
  this.timeout(120_000);
  const date = fc.integer({ min: dayNumber('2025-01-02'), max: dayNumber('2030-12-30') }).map(dateOfDay);
  const time = fc.integer({ min: 0, max: 1439 }).map((m) => new Date(m * MINUTE).toISOString().slice(11, 16));

  it('have the first instant at which Intl shows them, or the first after those that are jumped over', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    expect(zones).to.have.lengthOf.above(300);
    let jumped = 0;
    for (const zone of zones) {
      const calendar = calendarOf(zone);
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
      const check = (day: string, hour: string): void => {
        const wanted = `${day} ${hour}`;
        const at = millisOf(instantOf(calendar, day, hour));
        const shown = format.format(at);
        if (shown === wanted) {
          // The same time is not shown earlier: clocks go back by two hours at most.
          for (const back of [20, 30, 60, 120])
            if (format.format(at - back * MINUTE) === wanted) expect.fail(`${zone}: ${wanted} is earlier`);
        } else {
          jumped += 1;
          const before = format.format(at - MINUTE);
          if (!(before < wanted && wanted < shown)) expect.fail(`${zone}: ${wanted} became ${shown}, after ${before}`);
        }
        const back = `${localDateOf(calendar, instantAt(at))} ${localTimeOf(calendar, instantAt(at))}`;
        if (back !== shown) expect.fail(`${zone}: ${shown} is told as ${back}`);
      };
      for (const { from } of calendar.offsets.slice(1))
        for (let minutes = -180; minutes <= 180; minutes += 45) {
          const [day = '', hour = ''] = format.format(millisOf(from) + minutes * MINUTE).split(' ');
          check(day, hour);
          // Where the change jumps forward, those just before the time it leads to are shown by nothing.
          if (minutes === 0) for (let m = 1; m <= 120; m += 15) check(...earlier(day, hour, m));
        }
      fc.assert(fc.property(date, time, check), { numRuns: 40 });
    }
    expect(jumped).to.be.above(1000);
  });

  it('have instants in their own order', () => {
    const zones = [
      'Europe/Paris',
      'America/New_York',
      'America/Nuuk',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kathmandu',
    ];
    for (const zone of zones) {
      const calendar = calendarOf(zone);
      const near = fc
        .tuple(fc.constantFrom(...calendar.offsets), fc.integer({ min: -300, max: 300 }))
        .map(([{ from }, minutes]) => new Date(Date.parse(from) + minutes * MINUTE).toISOString());
      const civil: fc.Arbitrary<readonly [string, string]> = fc.oneof(
        fc.tuple(date, time),
        near.map((text): [string, string] => [text.slice(0, 10), text.slice(11, 16)]),
      );
      fc.assert(
        fc.property(civil, civil, (a, b) => {
          const inOrder = a.join(' ') <= b.join(' ');
          const [first, second] = [instantOf(calendar, ...a), instantOf(calendar, ...b)];
          expect(inOrder ? first <= second : second <= first).to.equal(true);
        }),
        { numRuns: 500 },
      );
    }
  });
});

describe('working days, whatever the calendar', () => {
  const day = fc.integer({ min: dayNumber('2025-06-01'), max: dayNumber('2029-06-01') }).map(dateOfDay);
  const closure = fc
    .tuple(day, fc.integer({ min: 0, max: 40 }))
    .map(([from, n]) => ({ from, until: addDays(from, n) }));
  const calendar = fc
    .record({ holidays: fc.array(day, { maxLength: 40 }), closures: fc.array(closure, { maxLength: 8 }) })
    .map((off): Calendar => ({ ...calendarOf('UTC'), ...off }));
  const count = fc.integer({ min: 1, max: 120 });

  it('are those that one counts on the fingers', () => {
    fc.assert(
      fc.property(calendar, day, count, fc.constantFrom(1, -1), (c, start, n, step) => {
        let left = n;
        let at = start;
        while (left > 0) {
          at = addDays(at, step);
          const weekend = [0, 6].includes(new Date(`${at}T00:00:00Z`).getUTCDay());
          const off = c.holidays.includes(at) || c.closures.some(({ from, until }) => from <= at && at <= until);
          if (!weekend && !off) left -= 1;
          expect(isWorkingDay(c, at)).to.equal(!weekend && !off);
        }
        expect(addWorkingDays(c, start, step * n)).to.equal(at);
      }),
    );
  });

  it('add up, and lead back to a working day', () => {
    fc.assert(
      fc.property(calendar, day, count, count, (c, start, a, b) => {
        expect(addWorkingDays(c, addWorkingDays(c, start, a), b)).to.equal(addWorkingDays(c, start, a + b));
        const working = addWorkingDays(c, start, 0);
        expect(isWorkingDay(c, working)).to.equal(true);
        expect(addWorkingDays(c, addWorkingDays(c, working, a), -a)).to.equal(working);
        // From a day off, back and on again comes to the next working day.
        expect(addWorkingDays(c, addWorkingDays(c, start, -1), 1)).to.equal(working);
      }),
    );
  });
});

function earlier(day: string, hour: string, minutes: number): readonly [string, string] {
  const text = new Date(Date.parse(`${day}T${hour}:00Z`) - minutes * MINUTE).toISOString();
  return [text.slice(0, 10), text.slice(11, 16)];
}
