import { expect } from 'chai';
import { whenToSend, type Asked } from '../../../activities/mail/when.ts';
import type { MailTemplate } from '../../../domain/mobility/mail.ts';
import { afterQuiet } from '../../../domain/time/quiet.ts';
import { calendar } from '../../support/mobility.ts';

/** Winter: the clocks of Caen show an hour more. */
const MONDAY_NOON = '2026-03-02T11:00:00.000Z';
const when = (template: MailTemplate, more: Partial<Asked> = {}) =>
  whenToSend({
    template,
    to: 'staff',
    calendar,
    now: MONDAY_NOON,
    pace: { gather: '09:30', quiet: true },
    toldToday: false,
    ...more,
  });
const TUESDAY = { kind: 'gathered', on: '2026-03-03', at: '2026-03-03T08:30:00.000Z' };

const ALONE = [
  'invitation',
  'tasks-opened',
  'sign-link',
  'sent-back',
  'document-again',
  'information-asked',
  'refused',
  'withdrawn',
  'lapsed',
  'signature-declined',
  'document-issued',
  'completed',
] as const satisfies MailTemplate[];

describe('when a mail goes', () => {
  for (const template of ALONE)
    it(`at once: ${template}`, () => {
      for (const to of ['person', 'staff', 'partner'] as const)
        expect(when(template, { to, toldToday: true })).to.deep.equal({ kind: 'now' });
    });

  for (const template of ['reminder', 'deadline-missed', 'escalated'] as const)
    it(`in the next mail of gathered things: ${template}`, () => {
      for (const to of ['person', 'staff'] as const) expect(when(template, { to })).to.deep.equal(TUESDAY);
      expect(when(template, { to: 'partner' }), 'a partner').to.deep.equal({ kind: 'now' });
    });

  it('the same day while its time is to come, as of reminders planned at nine', () => {
    const on = { kind: 'gathered', on: '2026-03-02', at: '2026-03-02T08:30:00.000Z' };
    expect(when('reminder', { now: '2026-03-02T08:00:00.000Z' })).to.deep.equal(on);
    expect(when('reminder', { now: '2026-03-01T23:00:01.000Z' }), 'at night it need not be asked again').to.deep.equal(
      on,
    );
    expect(when('reminder', { now: on.at }), 'at that very instant').to.deep.equal(TUESDAY);
  });

  it('for staff the first that newly waits goes at once, the others of the day are gathered', () => {
    expect(when('waits-for-you')).to.deep.equal({ kind: 'now' });
    expect(when('waits-for-you', { toldToday: true })).to.deep.equal(TUESDAY);
  });

  it('for staff on working days, for the person in mobility on any', () => {
    const now = '2026-03-06T12:00:00.000Z'; // Friday
    expect(when('reminder', { now })).to.include({ on: '2026-03-09' });
    expect(when('reminder', { now, to: 'person' })).to.include({ on: '2026-03-07' });
    const saturday = '2026-03-07T12:00:00.000Z';
    expect(when('waits-for-you', { now: saturday }), 'not even the first').to.include({ on: '2026-03-09' });
    expect(when('sent-back', { now: saturday, to: 'person' })).to.deep.equal({ kind: 'now' });
    const closed = { ...calendar, holidays: ['2026-03-09'], closures: [{ from: '2026-03-10', until: '2026-03-11' }] };
    expect(when('reminder', { now, calendar: closed })).to.include({ on: '2026-03-12' });
  });

  it('of an institution that is closed for ever, some day all the same', () => {
    const shut = { ...calendar, closures: [{ from: '2026-01-01', until: '2099-12-31' }] };
    expect(when('reminder', { calendar: shut })).to.have.property('kind', 'gathered');
  });

  it('never at night, unless nights are off', () => {
    const night = '2026-03-02T21:30:00.000Z';
    const morning = { kind: 'later', at: '2026-03-03T06:00:00.000Z' };
    for (const template of ALONE) expect(when(template, { now: night })).to.deep.equal(morning);
    expect(when('reminder', { now: night, to: 'partner' })).to.deep.equal(morning);
    expect(when('waits-for-you', { now: night }), 'the first, asked again in the morning').to.deep.equal(morning);
    expect(when('sent-back', { now: night, pace: { gather: null, quiet: false } })).to.deep.equal({ kind: 'now' });
    expect(when('reminder', { pace: { gather: '23:00', quiet: true } }), 'a time within the night').to.deep.equal({
      kind: 'gathered',
      on: '2026-03-02',
      at: '2026-03-03T06:00:00.000Z',
    });
    const fridayNight = '2026-03-06T21:30:00.000Z';
    expect(when('waits-for-you', { now: fridayNight }), 'the night before a Saturday').to.include({ on: '2026-03-09' });
  });

  it('each by itself when nothing is gathered', () => {
    for (const template of ['reminder', 'waits-for-you', 'escalated'] as const)
      expect(when(template, { pace: { gather: null, quiet: true }, toldToday: true })).to.deep.equal({ kind: 'now' });
  });
});

describe('quiet hours', () => {
  for (const [what, at, end] of [
    ['by day', '2026-03-02T11:00:00.000Z', '2026-03-02T11:00:00.000Z'],
    ['just before', '2026-03-02T19:59:59.999Z', '2026-03-02T19:59:59.999Z'],
    ['in the evening', '2026-03-02T20:00:00.000Z', '2026-03-03T06:00:00.000Z'],
    ['after midnight', '2026-03-03T02:00:00.000Z', '2026-03-03T06:00:00.000Z'],
    ['at their end', '2026-03-03T06:00:00.000Z', '2026-03-03T06:00:00.000Z'],
    ['when the clocks go forward', '2026-03-28T23:00:00.000Z', '2026-03-29T05:00:00.000Z'],
  ] as const)
    it(`are over: ${what}`, () => {
      expect(afterQuiet(calendar, at)).to.equal(end);
    });

  it('within one day, or none', () => {
    const noon = { ...calendar, quiet: { from: '12:00', until: '14:00' } };
    expect(afterQuiet(noon, '2026-03-02T11:30:00.000Z')).to.equal('2026-03-02T13:00:00.000Z');
    expect(afterQuiet(noon, '2026-03-02T21:30:00.000Z')).to.equal('2026-03-02T21:30:00.000Z');
    const none = { ...calendar, quiet: { from: '08:00', until: '08:00' } };
    expect(afterQuiet(none, '2026-03-02T21:30:00.000Z')).to.equal('2026-03-02T21:30:00.000Z');
  });
});
