import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Mailer, MailerDeps } from '../../../activities/mail/mailer.ts';
import { digestId } from '../../../activities/mail/message-id.ts';
import { connect, inTransaction } from '../../../db/connect.ts';
import { eraseMobility } from '../../../db/erasure/erase-mobility.ts';
import { makeKeys } from '../../../db/keys.ts';
import { putInOutbox, settleOutbox } from '../../../db/records/outbox.ts';
import { execute, executeAll, insert, select, selectOne } from '../../../db/sql.ts';
import { hashOf } from '../../../domain/hash.ts';
import type { MailRequest, Recipient } from '../../../domain/mobility/mail.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { Caught } from './catcher.ts';
import { alone, NOON, postOffice, url } from './post-office.ts';

const HOUR = 3_600_000;
/** Tuesday 3 March 2026, 09:30 in Caen. */
const MORNING = Date.parse('2026-03-03T08:30:00.000Z');
const claire: Recipient = { to: 'somebody', person: 'claire' };
const ana: Recipient = { to: 'person' };
const waits = (recipient = claire): MailRequest => ({
  template: 'waits-for-you',
  recipient,
  tasks: [{ fr: 'Validation', en: 'Approval' }],
});
const reminder = (recipient: Recipient, task = 'details', more: Partial<MailRequest> = {}): MailRequest => ({
  template: 'reminder',
  recipient,
  task,
  tasks: [{ fr: 'Vos informations', en: 'Your details' }],
  date: '2026-06-03',
  ...more,
});

describe('the mail of what was gathered', function () {
  this.timeout(60_000);
  forEachDatabase((_kind, database) => {
    const office = postOffice(database);
    const { file, put, rowOf, ids, idOf, keys, master } = office;
    const settings = (): MailerDeps['settings'] => ({
      ...alone,
      mailGather: '09:30',
      smtpUrl: `smtp://127.0.0.1:${String(office.catcher.port)}`,
    });
    const mailer = (more: Partial<MailerDeps> = {}): Mailer => office.mailer({ settings: settings(), ...more });
    /** By a mailer that works alone, unless one is given: only then is its count all that was sent. */
    const drainAt = async (at: number, one?: Mailer): Promise<number> => {
      if (one === undefined) await office.stopAll();
      office.clock = at;
      return (one ?? mailer()).drain();
    };
    const statuses = async (effects: readonly string[]): Promise<string[]> =>
      (await Promise.all(effects.map(rowOf))).map(({ status }) => status);
    const only = (): Caught => {
      expect(office.catcher.caught).to.have.length(1);
      return office.catcher.caught[0] as Caught;
    };
    const digestOf = (who: string, day: string): string =>
      digestId(hashOf(['caen', 'staff', who]), day, 'smile.example.org');
    const several = async (count: number, mail: MailRequest, files = count): Promise<string[]> => {
      const effects: string[] = [];
      for (let n = 0; n < files; n += 1) {
        const reference = await file();
        for (let m = 0; m < count / files; m += 1) effects.push(await put(reference, mail));
      }
      return effects;
    };

    it('is one a day for each reader; of what newly waits the first goes at once', async () => {
      const [first = ''] = await several(1, waits());
      const [overdue = ''] = await several(
        1,
        reminder(claire, 'details', { template: 'deadline-missed', date: '2026-03-01' }),
      );
      const [soon = ''] = await several(1, reminder(claire));
      const [theirs = ''] = await several(1, reminder(ana));
      const one = mailer();
      expect(await one.drain()).to.equal(1);
      const others = await several(2, waits());
      expect(await one.drain()).to.equal(0);
      expect(ids()).to.deep.equal([idOf(first)]);
      expect(await drainAt(MORNING - 1, one), 'before its time').to.equal(0);
      expect(await drainAt(MORNING, one)).to.equal(2);
      expect(await statuses([first, ...others, overdue, soon, theirs])).to.deep.equal(Array(6).fill('sent'));
      const [, ...mails] = office.catcher.caught;
      const toClaire = mails.find(({ envelope }) => envelope.includes('claire@caen.example'));
      const toAna = mails.find(({ envelope }) => envelope.includes('ana@porto.example'));
      expect(toClaire?.mail.messageId).to.equal(digestOf('claire', '2026-03-03'));
      expect(toClaire?.mail.subject).to.equal('University of Caen: 4 things wait for you, 1 overdue');
      const text = toClaire?.mail.text ?? '';
      const places = ['Overdue', overdue, 'Due soon', soon, 'New'].map((part) =>
        text.indexOf(part.split('/')[0] ?? ''),
      );
      expect(places, text)
        .to.deep.equal([...places].sort((a, b) => a - b))
        .and.to.not.include(-1);
      for (const effect of [...others, overdue, soon]) {
        const link = `${url}/mobilities/${effect.split('/')[0] ?? ''}`;
        expect(text.split(link)).to.have.length(2);
        expect(toClaire?.mail.html).to.include(`href="${link}"`);
      }
      expect(text).to.include('was due on Sunday 1 March 2026').and.to.include('by Wednesday 3 June 2026');
      expect(text)
        .to.not.include(first.split('/')[0] ?? '')
        .and.to.not.include(theirs.split('/')[0] ?? '');
      expect(text).to.include(`${url}/\n`);
      expect(toAna?.mail.text)
        .to.include('Your details')
        .and.to.include(theirs.split('/')[0] ?? '');
      expect(await drainAt(MORNING + 30 * 24 * HOUR, one), 'nothing is left').to.equal(0);
    });

    it('speaks its reader’s language, and lets nothing in that people wrote', async () => {
      const reference = await file({ given: '<b>Ana</b>\r\nBcc: evil@x.example', family: 'x' });
      await put(reference, reminder({ to: 'somebody', person: 'ines' }));
      await mailer().drain();
      expect(await drainAt(MORNING)).to.equal(1);
      const { mail, raw, envelope } = only();
      expect(envelope).to.deep.equal(['ines@caen.example']);
      expect(mail.subject?.replaceAll('\u00a0', ' ')).to.equal('Université de Caen : 1 chose vous attend');
      expect(mail.text).to.include('Bientôt à échéance').and.to.include('Vos informations');
      expect(mail.text).to.include('jusqu’au mercredi 3 juin 2026');
      expect(`${mail.text ?? ''}${mail.subject ?? ''}`).to.not.match(/\b(wait|due|file|you)\b/i);
      expect(mail.html).to.include('<html lang="fr">').and.to.not.include('<b>');
      expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).to.not.match(/^Bcc:/im);
      expect(raw).to.match(/^Auto-Submitted: auto-generated\r?$/m);
    });

    it('goes to staff on working days, to the person on any', async () => {
      const friday = Date.parse('2026-03-06T12:00:00.000Z');
      office.clock = friday;
      await put(await file(), reminder(claire), friday);
      await put(await file(), reminder(ana), friday);
      const one = mailer();
      await one.drain();
      expect(await drainAt(Date.parse('2026-03-07T08:30:00.000Z'), one)).to.equal(1);
      expect(only().envelope).to.deep.equal(['ana@porto.example']);
      expect(await drainAt(Date.parse('2026-03-09T08:30:00.000Z'), one)).to.equal(1);
    });

    it('leaves what is urgent alone, but for the night', async () => {
      const night = Date.parse('2026-03-02T21:30:00.000Z');
      const sentBack = { template: 'sent-back', recipient: ana, tasks: [{ en: 'Papers' }] } as const;
      const now = await put(await file(), sentBack);
      const late = await put(await file(), sentBack, night);
      const one = mailer();
      expect(await one.drain()).to.equal(1);
      expect(await drainAt(night, one)).to.equal(0);
      expect(await rowOf(late)).to.deep.include({ status: 'pending', tries: 0, due_at: '2026-03-03T06:00:00.000Z' });
      expect(await drainAt(Date.parse('2026-03-03T06:00:00.000Z'), one)).to.equal(1);
      expect(ids()).to.deep.equal([now, late].map(idOf));
    });

    it('says a thing once, however often it was asked for, and the gravest of it', async () => {
      const reference = await file();
      const effects = [
        await put(reference, reminder(claire)),
        await put(reference, reminder(claire)),
        await put(reference, reminder(claire, 'details', { template: 'escalated' })),
        await put(reference, reminder(claire, 'details', { template: 'deadline-missed' })),
      ];
      await mailer().drain();
      expect(await drainAt(MORNING)).to.equal(1);
      expect(only().mail.subject).to.include('1 thing waits for you, 1 overdue');
      expect(only().mail.text?.split(`${url}/mobilities/${reference}`)).to.have.length(2);
      expect(only().mail.text).to.include('please see that it is done');
      expect(await statuses(effects)).to.deep.equal(Array(4).fill('sent'));
    });

    it('does not remind of the same thing twice within four hours', async () => {
      const reference = await file();
      const by = { settings: { ...settings(), mailGather: null } };
      const partner = { to: 'address', name: 'Rui', email: 'rui@porto.example' } as const;
      const one = office.mailer(by);
      for (const recipient of [ana, claire, partner]) {
        office.clock = NOON;
        const first = await put(reference, reminder(recipient));
        expect(await one.drain()).to.equal(1);
        const again = await put(reference, reminder(recipient));
        const other = await put(reference, reminder(recipient, 'details', { template: 'deadline-missed' }));
        expect(await drainAt(NOON + 4 * HOUR - 1, one), 'another thing to say').to.equal(1);
        expect(await statuses([other])).to.deep.equal(['sent']);
        expect(await statuses([first, again])).to.deep.equal(['sent', 'settled']);
        const later = await put(reference, reminder(recipient));
        expect(await drainAt(NOON + 4 * HOUR, one)).to.equal(1);
        expect(await statuses([later])).to.deep.equal(['sent']);
      }
      // What was told by itself an hour ago is not told again with others.
      await office.stopAll();
      office.clock = MORNING - 2 * HOUR;
      const gathered = await put(reference, reminder(claire), office.clock);
      await mailer().drain();
      expect((await rowOf(gathered)).due_at).to.equal(new Date(MORNING).toISOString());
      const single = await put(reference, reminder(claire), office.clock);
      await execute(
        database.db(),
        `UPDATE outbox SET status = 'sent', sent_at = ?, told_on = '2026-03-03', gathered = 0,
           reader = '${hashOf(['caen', 'staff', 'claire'])}' WHERE id = ?`,
        [new Date(MORNING - HOUR).toISOString(), single],
      );
      const caught = office.catcher.caught.length;
      expect(await drainAt(MORNING)).to.equal(0);
      expect((await rowOf(gathered)).status).to.equal('settled');
      expect(office.catcher.caught).to.have.length(caught);
    });

    it('leaves out what is done, and is not sent when nothing is left', async () => {
      const [running, over, missed] = [
        ...(await several(1, reminder(claire))),
        ...(await several(1, reminder(claire, 'learning-agreement'))),
        ...(await several(1, reminder(claire, 'learning-agreement', { template: 'deadline-missed' }))),
      ] as [string, string, string];
      await execute(database.db(), "UPDATE outbox SET status = 'settled' WHERE id IN (?)", [[running]]);
      const gather = async (effects: string[]): Promise<void> => {
        // Past the mailer's first look, which would settle them at once.
        await execute(
          database.db(),
          `UPDATE outbox SET reader = ?, told_on = '2026-03-03', gathered = 1, due_at = ?, status = 'pending' WHERE id IN (?)`,
          [hashOf(['caen', 'staff', 'claire']), new Date(MORNING).toISOString(), effects],
        );
      };
      await gather([over, missed]);
      expect(await drainAt(MORNING)).to.equal(0);
      expect(await statuses([over, missed])).to.deep.equal(['settled', 'settled']);
      expect(office.catcher.caught).to.deep.equal([]);
      await gather([running, over]);
      expect(await drainAt(MORNING)).to.equal(1);
      expect(only().mail.subject).to.include('1 thing');
      expect(await statuses([running, over])).to.deep.equal(['sent', 'settled']);
    });

    it('says nothing of an erased file, and nothing to who has lost the role', async () => {
      await insert(database.db(), 'grants', {
        id: 'claire-today',
        institution: 'caen',
        person: 'claire',
        role: 'tutor',
        unit: 'sciences',
        valid_from: null,
        valid_until: null,
      });
      const as = { role: 'tutor', unit: 'sciences' };
      const [kept = ''] = await several(1, reminder(claire));
      const [lost = ''] = await several(1, reminder({ to: 'somebody', person: 'claire', as }));
      const [erased = ''] = await several(1, reminder(claire));
      await mailer().drain();
      const folder = mkdtempSync(join(tmpdir(), 'digest-'));
      await eraseMobility(database.db(), keys, {
        reference: erased.split('/')[0] ?? '',
        reason: 'asked',
        at: new Date(NOON).toISOString(),
        erasedFile: join(folder, 'erased.jsonl'),
      });
      rmSync(folder, { recursive: true });
      await execute(database.db(), "DELETE FROM grants WHERE id = 'claire-today'");
      expect(await drainAt(MORNING)).to.equal(1);
      expect(await statuses([kept, lost])).to.deep.equal(['sent', 'settled']);
      expect(only().mail.text).to.include(kept.split('/')[0]);
      for (const effect of [lost, erased]) expect(only().mail.text).to.not.include(effect.split('/')[0]);
    });

    it('is sent once, however many mailers there are', async () => {
      const second = await connect(database.url());
      try {
        const people = ['claire', 'ines', 'elsewhere'];
        const effects: string[] = [];
        for (let n = 0; n < 12; n += 1) {
          const reference = await file();
          for (const person of people) effects.push(await put(reference, waits({ to: 'somebody', person })));
        }
        const both = [mailer(), mailer({ db: second, keys: makeKeys(master) })];
        const drain = (): Promise<number[]> => Promise.all(both.map((one) => one.drain()));
        const sum = (sent: number[]): number => sent.reduce((a, b) => a + b, 0);
        expect(sum(await drain()), 'the first to each').to.equal(3);
        office.clock = MORNING;
        expect(sum(await drain()), 'the rest').to.equal(3);
        expect(new Set(ids()).size).to.equal(6);
        expect(office.catcher.caught).to.have.length(6);
        expect(await statuses(effects)).to.deep.equal(Array(36).fill('sent'));
        for (const { mail } of office.catcher.caught.slice(3)) expect(mail.subject).to.match(/\b11\b/);
        await office.stopAll();
      } finally {
        await second.close();
      }
    });

    it('holds what comes too late for it until the next', async () => {
      const [early = '', late = ''] = await several(2, reminder(claire));
      await mailer().drain();
      await execute(database.db(), 'UPDATE outbox SET due_at = ? WHERE id = ?', [
        new Date(MORNING + 1000).toISOString(),
        late,
      ]);
      expect(await drainAt(MORNING)).to.equal(1);
      expect(await drainAt(MORNING + 1000)).to.equal(0);
      expect(await statuses([early, late])).to.deep.equal(['sent', 'pending']);
      expect((await rowOf(late)).due_at).to.equal('2026-03-04T08:30:00.000Z');
      expect(await drainAt(MORNING + 24 * HOUR)).to.equal(1);
      expect(ids()).to.deep.equal([digestOf('claire', '2026-03-03'), digestOf('claire', '2026-03-04')]);
    });

    it('goes on when more comes while it is on its way, which goes with the next', async () => {
      const [early = '', late = ''] = await several(2, reminder(claire));
      await mailer().drain();
      await office.stopAll();
      await execute(database.db(), 'UPDATE outbox SET due_at = ? WHERE id = ?', ['2026-03-03T08:30:01.000Z', late]);
      office.clock = MORNING;
      const others: number[] = [];
      const first = mailer({
        transport: {
          async sendMail() {
            office.clock += 1000;
            others.push(await mailer().drain());
          },
        },
      });
      expect(await first.drain()).to.equal(1);
      expect(others).to.deep.equal([0]);
      expect(office.catcher.caught, 'by anybody else').to.deep.equal([]);
      expect(await statuses([early, late])).to.deep.equal(['sent', 'pending']);
      expect((await rowOf(late)).due_at).to.equal('2026-03-04T08:30:00.000Z');
    });

    it('is one after days without a mailer', async () => {
      await put(await file(), reminder(claire));
      const one = mailer();
      await one.drain();
      office.clock = MORNING + HOUR; // The next day's, gathered while the first waits: nobody drained at 09:30.
      const [row] = await select<{ id: string }>(
        database.db(),
        "SELECT id FROM outbox WHERE gathered = 1 AND status = 'pending'",
      );
      const other = await put(await file(), reminder(claire), office.clock);
      await execute(
        database.db(),
        `UPDATE outbox SET reader = ?, told_on = '2026-03-04', gathered = 1, due_at = ? WHERE id = ?`,
        [hashOf(['caen', 'staff', 'claire']), new Date(MORNING + 24 * HOUR).toISOString(), other],
      );
      expect(await drainAt(MORNING + 72 * HOUR, one)).to.equal(1);
      expect(await statuses([row?.id ?? '', other])).to.deep.equal(['sent', 'sent']);
      expect(only().mail.messageId).to.equal(digestOf('claire', '2026-03-03'));
    });

    it('is sent again as the same mail after a crash between sending and marking', async () => {
      const effects = await several(3, reminder(claire));
      const one = mailer();
      await one.drain();
      await one.stop();
      office.clock = MORNING;
      const script = fileURLToPath(new URL('crash.ts', import.meta.url));
      const child = spawn(
        process.execPath,
        [
          script,
          database.url(),
          master.bytes.toString('hex'),
          settings().smtpUrl ?? '',
          new Date(MORNING).toISOString(),
        ],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect(signal).to.equal('SIGKILL');
      expect(await statuses(effects)).to.deep.equal(Array(3).fill('pending'));
      expect(await drainAt(MORNING + HOUR / 60), 'while the lease of the dead lasts').to.equal(0);
      expect(await drainAt(MORNING + HOUR)).to.equal(1);
      expect(ids()).to.deep.equal(Array(2).fill(digestOf('claire', '2026-03-03')));
      expect(office.catcher.caught[0]?.mail.subject).to.equal(office.catcher.caught[1]?.mail.subject);
      expect(await statuses(effects)).to.deep.equal(Array(3).fill('sent'));
    });

    it('waits for the mail server, and is then the same mail', async () => {
      const effects = await several(2, reminder(claire));
      const one = mailer();
      await one.drain();
      await office.catcher.stop();
      expect(await drainAt(MORNING, one)).to.equal(0);
      for (const effect of effects)
        expect(await rowOf(effect)).to.include({ tries: 1, due_at: new Date(MORNING + 5000).toISOString() });
      await office.catcher.startAgain();
      const night = Date.parse('2026-03-03T22:00:00.000Z');
      expect(await drainAt(night, one), 'not at night').to.equal(0);
      for (const effect of effects)
        expect(await rowOf(effect)).to.include({ tries: 1, due_at: '2026-03-04T06:00:00.000Z' });
      expect(await drainAt(night + 8 * HOUR, one)).to.equal(1);
      expect(ids()).to.deep.equal([digestOf('claire', '2026-03-03')]);
      expect(await statuses(effects)).to.deep.equal(['sent', 'sent']);
    });

    it('that cannot be delivered is told to each file; what staff try again goes by itself', async () => {
      const effects = await several(2, reminder(claire));
      const one = mailer();
      await one.drain();
      office.catcher.refusals.set('claire@caen.example', { responseCode: 550, message: 'no' });
      expect(await drainAt(MORNING, one)).to.equal(0);
      expect(office.reports.map(({ effect, code }) => [effect, code]).sort()).to.deep.equal(
        effects.map((effect) => [effect, 'refused-by-mail-server']).sort(),
      );
      expect(await statuses(effects)).to.deep.equal(['failed', 'failed']);
      office.catcher.refusals.clear();
      const [effect = ''] = effects;
      await inTransaction(database.db(), (tx) =>
        executeAll(
          tx,
          settleOutbox([
            {
              seq: 1,
              at: new Date(office.clock).toISOString(),
              v: 1,
              by: { kind: 'system', name: 'x' },
              event: { type: 'effect-retried', effect, reason: 'x' },
            },
          ]),
        ),
      );
      expect(await one.drain()).to.equal(1);
      expect(ids()).to.deep.equal([idOf(effect)]);
      expect(await statuses(effects)).to.deep.equal(['sent', 'failed']);
    });

    it('goes without what cannot be read, whose file is told', async () => {
      // Of one file the first is looked at, and takes the others with it; of another, the very first cannot be read.
      const [good = '', bad = ''] = await several(2, reminder(claire), 1);
      const [worse = ''] = await several(1, reminder(claire));
      const one = mailer();
      await one.drain();
      for (const effect of [bad, worse])
        await execute(database.db(), 'UPDATE outbox SET body = ? WHERE id = ?', [Buffer.from('broken'), effect]);
      expect(await drainAt(MORNING, one)).to.equal(1);
      expect(await statuses([good])).to.deep.equal(['sent']);
      for (const effect of [bad, worse])
        expect(await rowOf(effect), 'tried by itself at once').to.include({ status: 'pending', tries: 1 });
      for (let n = 1; n < 7; n += 1) await drainAt(MORNING + n * HOUR, one);
      expect(office.reports.map(({ effect, code }) => [effect, code]).sort()).to.deep.equal(
        [bad, worse].map((effect) => [effect, 'mail-not-made']).sort(),
      );
      expect(office.catcher.caught).to.have.length(1);
    });

    it('names a hundred things of five thousand, and holds nobody up', async () => {
      const effects: string[] = [];
      for (let n = 0; n < 10; n += 1) {
        const reference = await file();
        const key = await keys.existingKey(database.db(), reference);
        const asked = Array.from({ length: 500 }, (_, m) => ({
          effect: `${reference}/${String(5000 + m)}/1`,
          request: { kind: 'mail', mail: waits() } as const,
        }));
        effects.push(...asked.map(({ effect }) => effect));
        await inTransaction(database.db(), (tx) =>
          executeAll(tx, putInOutbox(key, reference, asked, new Date(MORNING).toISOString())),
        );
      }
      await execute(
        database.db(),
        "UPDATE outbox SET reader = ?, told_on = '2026-03-03', gathered = 1 WHERE status = 'pending'",
        [hashOf(['caen', 'staff', 'claire'])],
      );
      const other = await put(await file(), { template: 'completed', recipient: ana }, MORNING);
      const began = performance.now();
      expect(await drainAt(MORNING)).to.equal(2);
      expect(performance.now() - began, 'well within a lease').to.be.below(30_000);
      expect((await rowOf(other)).status).to.equal('sent');
      const digest = office.catcher.caught.find(({ mail }) => mail.messageId?.startsWith('<digest.'));
      expect(digest?.mail.subject).to.include('5000 things wait for you');
      expect(digest?.mail.text?.match(/\/mobilities\//g)).to.have.length(100);
      expect(digest?.mail.text).to.include('And 4900 things more');
      const left = await selectOne<{ n: number }>(
        database.db(),
        "SELECT COUNT(*) AS n FROM outbox WHERE status <> 'sent' AND id IN (?)",
        [effects],
      );
      expect(left?.n).to.equal(0);
    });
  });
});
