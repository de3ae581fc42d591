import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startMailer, type Mailer, type MailerDeps } from '../../../activities/mail/mailer.ts';
import { makeTransport, type Transport } from '../../../activities/mail/transport.ts';
import { connect, inTransaction, type Db } from '../../../db/connect.ts';
import { randomKey } from '../../../db/crypto.ts';
import { readLink } from '../../../db/identity/links.ts';
import { makeKeys } from '../../../db/keys.ts';
import { commit } from '../../../db/records/commit.ts';
import { GENESIS } from '../../../db/records/chain.ts';
import { putInOutbox, settleOutbox } from '../../../db/records/outbox.ts';
import { readMobility } from '../../../db/records/read.ts';
import { execute, executeAll, insert, select, selectOne } from '../../../db/sql.ts';
import type { Birth } from '../../../domain/mobility/commands.ts';
import type { MailRequest } from '../../../domain/mobility/mail.ts';
import { forEachDatabase } from '../../support/database.ts';
import { approve, born, fillDetails, givePapers, stateOf, submitAgreement } from '../../support/journey.ts';
import {
  accepted,
  answerEffects,
  birthOf,
  officer,
  start,
  student,
  system,
  type Driven,
} from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { freshReference, unborn } from '../../support/records.ts';
import { startCatcher, type Catcher } from './catcher.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const NOON = Date.parse('2026-03-02T12:00:00.000Z');
const url = 'https://smile.example.org';
const mailFrom = 'SMILE <smile@example.org>';
const hello: MailRequest = { template: 'completed', recipient: { to: 'person' } };

interface Row {
  readonly status: string;
  readonly tries: number;
  readonly due_at: string;
  readonly last_error: string | null;
  readonly sent_at: string | null;
}

describe('the mailer', () => {
  forEachDatabase((_kind, database) => {
    const master = randomKey();
    const keys = makeKeys(master);
    let catcher: Catcher;
    let transport: ReturnType<typeof makeTransport>;
    let clock: number;
    let said: unknown[];
    let reports: { effect: string; institution: string; code: string; message: string }[];
    let running: Mailer[];
    let seq = 1000;

    const log = {
      info: (...line: unknown[]) => void said.push(line),
      warn: (...line: unknown[]) => void said.push(line),
      error: (...line: unknown[]) => void said.push(line),
    };
    function mailer(more: Partial<MailerDeps> = {}): Mailer {
      const started = startMailer({
        db: database.db(),
        keys,
        settings: { url, mailFrom, smtpUrl: `smtp://127.0.0.1:${String(catcher.port)}` },
        transport,
        now: () => new Date(clock),
        onUndelivered: (_reference, institution, effect, failure) => {
          reports.push({ effect, institution, ...failure });
          return Promise.resolve();
        },
        log,
        ...more,
      });
      running.push(started);
      return started;
    }

    /** A mobility in the records, with no mail waiting. */
    async function file(change: Partial<Birth['person']> = {}): Promise<string> {
      const reference = freshReference();
      const birth = birthOf(procedure);
      const command = await unborn(database.db(), keys, reference, procedure, birth);
      const driven = start(procedure);
      accepted(driven, system, command.act);
      // Past the door, which takes no such names: what stands in the records may be older than the door.
      driven.events.forEach((recorded, n) => {
        const { event } = recorded;
        if (event.type === 'mobility-created')
          driven.events[n] = { ...recorded, event: { ...event, person: { ...event.person, ...change } } };
      });
      await record(driven, reference);
      await execute(database.db(), "UPDATE outbox SET status = 'settled' WHERE reference = ?", [reference]);
      return reference;
    }
    async function record(driven: Driven, reference: string): Promise<void> {
      const { status } = await commit(database.db(), keys, {
        reference,
        expected: { rev: 0, hash: GENESIS },
        command: { id: null, bodyHash: '0'.repeat(64) },
        at: driven.now,
        decided: { events: driven.events, effects: driven.effects },
      });
      expect(status).to.equal('committed');
    }
    async function put(reference: string, mail: MailRequest, dueAt = NOON): Promise<string> {
      const effect = `${reference}/${String((seq += 1))}/1`;
      await inTransaction(database.db(), async (tx) => {
        const key = await keys.existingKey(tx, reference);
        const asked = [{ effect, request: { kind: 'mail', mail } }] as const;
        await executeAll(tx, putInOutbox(key, reference, asked, new Date(dueAt).toISOString()));
      });
      return effect;
    }
    const rowOf = async (effect: string): Promise<Row> => {
      const row = await selectOne<Row>(
        database.db(),
        'SELECT status, tries, due_at, last_error, sent_at FROM outbox WHERE id = ?',
        [effect],
      );
      if (row === null) throw new Error(`no row ${effect}`);
      return row;
    };
    const ids = (): (string | undefined)[] => catcher.caught.map(({ mail }) => mail.messageId);
    const idOf = (effect: string): string => `<${effect.replaceAll('/', '.')}@smile.example.org>`;

    before(async () => {
      const db = database.db();
      const at = '2026-01-01T00:00:00.000Z';
      const settings = JSON.stringify({ calendar: { zone: 'Europe/Paris' } });
      await insert(db, 'institutions', {
        id: 'caen',
        code: 'CAEN',
        name: JSON.stringify({ fr: 'Université de Caen', en: 'University of Caen' }),
        settings,
        applied_at: at,
      });
      for (const [ancestor, unit] of [
        ['university', 'university'],
        ['university', 'sciences'],
        ['sciences', 'sciences'],
        ['languages', 'languages'],
      ] as const)
        await insert(db, 'unit_covers', { institution: 'caen', ancestor, unit });
      await person(db, 'ines', 'fr');
      await person(db, 'claire', 'en');
      await person(db, 'gone', 'en');
      await person(db, 'elsewhere', 'en');
      await person(db, 'student-1', 'en');
      await grant(db, 'ines', 'university');
      await grant(db, 'claire', 'sciences');
      await grant(db, 'gone', 'university', '2026-03-01');
      await grant(db, 'elsewhere', 'languages');
      await grant(db, 'student-1', 'university');
    });
    beforeEach(async () => {
      clock = NOON;
      said = [];
      reports = [];
      running = [];
      catcher = await startCatcher();
      transport = makeTransport(`smtp://127.0.0.1:${String(catcher.port)}`);
    });
    afterEach(async () => {
      await Promise.all(running.map((one) => one.stop()));
      transport.close();
      await catcher.stop();
      await execute(database.db(), "UPDATE outbox SET status = 'settled'");
    });

    it('sends what is due, in the reader’s language, and marks it', async () => {
      const reference = await file({ language: 'fr-CA', id: 'unknown-here' });
      const effect = await put(reference, hello);
      const later = await put(reference, hello, NOON + 1000);
      expect(await mailer().drain()).to.equal(1);
      const [{ envelope, mail, raw }] = catcher.caught as [Catcher['caught'][number]];
      expect(envelope).to.deep.equal(['ana@porto.example']);
      expect(mail.messageId).to.equal(idOf(effect));
      expect(mail.subject).to.equal(`Votre mobilité est terminée (${reference})`);
      expect(mail.from?.text).to.include('smile@example.org');
      expect(mail.text).to.include(`${url}/mobilities/${reference}`);
      expect(raw).to.match(/^Auto-Submitted: auto-generated\r?$/m);
      expect(mail.html)
        .to.be.a('string')
        .and.to.not.match(/<img|<link|url\(/);
      expect(await rowOf(effect)).to.include({ status: 'sent', sent_at: new Date(NOON).toISOString() });
      expect(await rowOf(later)).to.include({ status: 'pending', tries: 0 });
    });

    it('finds new mail by itself', async () => {
      mailer();
      const effect = await put(await file(), hello);
      for (let wait = 0; wait < 40 && (await rowOf(effect)).status !== 'sent'; wait += 1)
        await new Promise((resolve) => setTimeout(resolve, 100));
      expect(ids()).to.deep.equal([idOf(effect)]);
    });

    it('takes what has been due longest first', async () => {
      const reference = await file();
      const second = await put(reference, hello, NOON - 1000);
      const third = await put(reference, hello, NOON);
      const first = await put(reference, hello, NOON - 2000);
      await mailer().drain();
      expect(ids()).to.deep.equal([first, second, third].map(idOf));
    });

    it('sends nothing twice when two mailers work at once', async () => {
      const second = await connect(database.url());
      try {
        const effects: string[] = [];
        for (let n = 0; n < 6; n += 1) {
          const reference = await file();
          for (let m = 0; m < 6; m += 1) effects.push(await put(reference, hello));
        }
        const sent = await Promise.all([mailer().drain(), mailer({ db: second, keys: makeKeys(master) }).drain()]);
        expect(ids().sort()).to.deep.equal(effects.map(idOf).sort());
        expect(sent[0] + sent[1]).to.equal(36);
        expect(Math.min(...sent), 'both took part').to.be.above(0);
        await Promise.all(running.map((one) => one.stop()));
      } finally {
        await second.close();
      }
    }).timeout(20_000);

    it('leaves a row alone while somebody holds its lease, and takes it up after', async () => {
      const effect = await put(await file(), hello);
      await execute(database.db(), "UPDATE outbox SET claimed_by = 'other', claimed_until = ? WHERE id = ?", [
        new Date(NOON + 60_000).toISOString(),
        effect,
      ]);
      const one = mailer();
      expect(await one.drain()).to.equal(0);
      clock += 61_000;
      expect(await one.drain()).to.equal(1);
    });

    it('does not overwrite what became of a row after its lease was lost', async () => {
      const effect = await put(await file(), hello);
      const slow: Transport = {
        sendMail: async () => {
          await execute(database.db(), "UPDATE outbox SET claimed_by = 'other' WHERE id = ?", [effect]);
        },
      };
      expect(await mailer({ transport: slow }).drain()).to.equal(0);
      expect((await rowOf(effect)).status).to.equal('pending');
    });

    it('sends again, as the same mail with the same link, after a crash between sending and marking', async () => {
      const reference = await file();
      const effect = await put(reference, { template: 'invitation', recipient: { to: 'person' }, link: 'attach' });
      const script = fileURLToPath(new URL('crash.ts', import.meta.url));
      const smtpUrl = `smtp://127.0.0.1:${String(catcher.port)}`;
      const child = spawn(
        process.execPath,
        [script, database.url(), master.bytes.toString('hex'), smtpUrl, new Date(clock).toISOString()],
        {
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect(signal).to.equal('SIGKILL');
      expect(ids()).to.deep.equal([idOf(effect)]);
      expect((await rowOf(effect)).status).to.equal('pending');
      const one = mailer();
      expect(await one.drain(), 'while the lease of the dead lasts').to.equal(0);
      clock += 61_000;
      expect(await one.drain()).to.equal(1);
      expect(ids()).to.deep.equal([idOf(effect), idOf(effect)]);
      const links = catcher.caught.map(({ mail }) => /\/link#(\S+)/.exec(mail.text ?? '')?.[1]);
      expect(links[0]).to.be.a('string').and.to.equal(links[1]);
      const rows = await select(database.db(), 'SELECT token_hash FROM links WHERE effect = ?', [effect]);
      expect(rows).to.have.length(1);
    }).timeout(20_000);

    it('waits while the mail server is down, and sends when it is back', async () => {
      const effect = await put(await file(), hello);
      await catcher.stop();
      const one = mailer();
      expect(await one.drain()).to.equal(0);
      expect(await rowOf(effect)).to.include({
        status: 'pending',
        tries: 1,
        due_at: new Date(NOON + 5000).toISOString(),
      });
      await catcher.startAgain();
      clock += 4999;
      expect(await one.drain()).to.equal(0);
      clock += 1;
      expect(await one.drain()).to.equal(1);
      expect(reports).to.deep.equal([]);
      expect(await rowOf(effect)).to.include({ status: 'sent', last_error: null });
    });

    it('gives up after the last try, and tells the file until it listens', async () => {
      const effect = await put(await file(), hello);
      catcher.refusals.set('*', { responseCode: 451, message: 'come back later' });
      let deaf = true;
      const one = mailer({
        onUndelivered: (_reference, institution, id, failure) => {
          if (deaf) return Promise.reject(new Error('no answer'));
          reports.push({ effect: id, institution, ...failure });
          return Promise.resolve();
        },
      });
      for (const [tries, wait] of [5, 30, 120, 600, 3600].entries()) {
        await one.drain();
        expect(await rowOf(effect)).to.include({
          status: 'pending',
          tries: tries + 1,
          due_at: new Date(clock + wait * 1000).toISOString(),
        });
        clock += wait * 1000;
      }
      await one.drain();
      expect(await rowOf(effect)).to.include({ status: 'undelivered', tries: 6 });
      deaf = false;
      await one.drain();
      expect(reports, 'before it is time to tell again').to.deep.equal([]);
      clock += 30_000;
      await one.drain();
      expect(reports).to.have.length(1);
      expect(reports[0]).to.include({ effect, institution: 'caen', code: 'mail-server-busy' });
      expect((await rowOf(effect)).status).to.equal('failed');
      clock += 86_400_000;
      await one.drain();
      expect(reports, 'told once').to.have.length(1);
    });

    it('gives up at once what is refused for good, and sends it when staff retry', async () => {
      const effect = await put(await file(), hello);
      catcher.refusals.set('ana@porto.example', { responseCode: 550, message: '5.1.1 <ana@porto.example> unknown' });
      const one = mailer();
      expect(await one.drain()).to.equal(0);
      expect(reports).to.have.length(1);
      expect(reports[0]).to.include({ effect, code: 'refused-by-mail-server' });
      expect(reports[0]?.message).to.include('550 5.1.1');
      const row = await rowOf(effect);
      expect(row).to.include({ status: 'failed', tries: 1 });
      expect(row.last_error).to.not.include('ana');
      expect(JSON.stringify(said)).to.not.match(/ana@|Silva/);
      catcher.refusals.clear();
      await inTransaction(database.db(), (tx) =>
        executeAll(
          tx,
          settleOutbox([
            {
              seq: 1,
              at: new Date(clock).toISOString(),
              v: 1,
              by: { kind: 'system', name: 'x' },
              event: { type: 'effect-retried', effect, reason: 'x' },
            },
          ]),
        ),
      );
      expect(await one.drain()).to.equal(1);
      expect(ids()).to.deep.equal([idOf(effect)]);
    });

    it('keeps going for others while one is refused or hangs', async () => {
      const [bad, good] = [
        await put(await file({ email: 'bad@x.example' }), hello, NOON - 1),
        await put(await file(), hello),
      ];
      catcher.refusals.set('bad@x.example', { responseCode: 550, message: 'no' });
      await mailer({ onUndelivered: () => new Promise((resolve) => setTimeout(resolve, 300)) }).drain();
      expect((await rowOf(bad)).status).to.equal('failed');
      expect((await rowOf(good)).status).to.equal('sent');
    });

    it('writes to everybody who holds the role there, each in their language, never to the file’s own person', async () => {
      const reference = await file();
      const effect = await put(reference, {
        template: 'waits-for-you',
        recipient: { to: 'role', role: 'coordinator', unit: 'sciences' },
        tasks: [{ fr: 'Validation', en: 'Approval' }],
      });
      expect(await mailer().drain()).to.equal(2);
      const mails = new Map(catcher.caught.map(({ envelope, mail }) => [envelope.join(), mail]));
      expect([...mails.keys()].sort()).to.deep.equal(['claire@caen.example', 'ines@caen.example']);
      expect(mails.get('ines@caen.example')?.text).to.include('Bonjour ines Martin,').and.to.include('Ana Silva');
      expect(mails.get('claire@caen.example')?.text).to.include('Hello claire Martin,').and.to.include('“Approval”');
      const stem = idOf(effect).split('@')[0] ?? '';
      expect(ids().sort()).to.deep.equal([`${stem}.1@smile.example.org>`, `${stem}.2@smile.example.org>`]);
      expect((await rowOf(effect)).status).to.equal('settled');
    });

    it('tells of the one holder whom it cannot reach, and writes once to the others', async () => {
      const effect = await put(await file(), {
        template: 'waits-for-you',
        recipient: { to: 'role', role: 'coordinator', unit: 'sciences' },
        tasks: [{ en: 'Approval' }],
      });
      catcher.refusals.set('ines@caen.example', { responseCode: 550, message: 'no' });
      const one = mailer();
      expect(await one.drain()).to.equal(1);
      expect(reports.map((r) => r.effect)).to.have.length(1);
      expect(reports[0]?.effect)
        .to.match(new RegExp(`^${effect.slice(0, -2)}/\\d+$`))
        .and.to.not.equal(effect);
      clock += 7200_000;
      await one.drain();
      expect(catcher.caught.map((c) => c.envelope.join())).to.deep.equal(['claire@caen.example']);
    });

    it('tells of a role that nobody holds', async () => {
      const effect = await put(await file(), {
        template: 'escalated',
        recipient: { to: 'role', role: 'nobody', unit: 'sciences' },
      });
      const another = await put(await file(), { template: 'escalated', recipient: { to: 'somebody', person: 'left' } });
      const wrong = await put(await file(), {
        template: 'document-issued',
        recipient: { to: 'address', name: 'x', email: 'a@b.c, evil@x.example' },
      });
      expect(await mailer().drain()).to.equal(0);
      expect(new Map(reports.map((r) => [r.effect, r.code]))).to.deep.equal(
        new Map([
          [effect, 'role-unheld'],
          [another, 'recipient-unknown'],
          [wrong, 'address-invalid'],
        ]),
      );
      expect(catcher.caught).to.deep.equal([]);
    });

    it('puts a link into an invitation that opens once, for that person', async () => {
      const reference = await file();
      const effect = await put(reference, {
        template: 'invitation',
        recipient: { to: 'person' },
        tasks: [procedure.title],
        link: 'attach',
      });
      await mailer().drain();
      const [{ mail }] = catcher.caught as [Catcher['caught'][number]];
      const token = /https:\/\/smile\.example\.org\/link#([\w-]{43})\s/.exec(mail.text ?? '')?.[1] ?? '';
      expect(mail.html).to.include(`href="${url}/link#${token}"`);
      const link = await readLink(database.db(), token, new Date(clock));
      expect(link).to.deep.include({
        purpose: 'attach',
        status: 'open',
        person: 'student-1',
        reference,
        email: 'ana@porto.example',
      });
      expect(link?.expiresAt.getTime()).to.equal(NOON + 30 * 86_400_000);
      const rows = await select<{ token_hash: string }>(database.db(), 'SELECT * FROM links WHERE effect = ?', [
        effect,
      ]);
      expect(JSON.stringify(rows)).to.not.include(token);
      expect(JSON.stringify(said)).to.not.include(token);
    });

    it('sends a signer the link to their act, but not when somebody else has taken their place', async () => {
      const driven = born(procedure);
      fillDetails(driven);
      givePapers(driven);
      submitAgreement(driven);
      approve(driven);
      answerEffects(driven);
      const task = stateOf(driven).tasks['agreement-signatures'];
      if (task?.kind !== 'signatures') throw new Error('no signatures');
      accepted(driven, student, {
        type: 'sign',
        task: task.task,
        signer: 'student',
        revision: task.data.revision,
        shown: task.data.shown?.sha256 ?? '',
      });
      accepted(driven, officer, {
        type: 'redirect-signer',
        task: task.task,
        signer: 'home',
        name: 'Nova Pessoa',
        email: 'nova@porto.example',
        reason: 'moved',
      });
      const { reference } = stateOf(driven);
      await unborn(database.db(), keys, reference, procedure, birthOf(procedure));
      await record(driven, reference);
      await mailer().drain();
      const invited = catcher.caught.filter(
        ({ mail }) => mail.text?.includes('/link#') === true && !mail.subject?.includes('file is open'),
      );
      expect(invited.map((c) => c.envelope.join())).to.deep.equal(['nova@porto.example']);
      const token = /\/link#(\S+)/.exec(invited[0]?.mail.text ?? '')?.[1] ?? '';
      expect(await readLink(database.db(), token, new Date(clock))).to.deep.include({
        purpose: 'sign',
        reference,
        task: 'agreement-signatures',
        item: 'home',
        email: 'nova@porto.example',
      });
      const links = await select<{ email: string }>(
        database.db(),
        "SELECT email FROM links WHERE purpose = 'sign' AND reference = ?",
        [reference],
      );
      expect(links).to.deep.equal([{ email: 'nova@porto.example' }]);
      const found = await readMobility(database.db(), keys, reference);
      expect(found?.state?.tasks['agreement-signatures']?.status).to.equal('open');
    });

    it('does not remind of what is done, or of a closed file', async () => {
      const reference = await file();
      const mail = {
        template: 'reminder',
        recipient: { to: 'person' },
        tasks: [{ en: 'Your details' }],
        date: '2026-06-03',
      } as const;
      const [running, over] = [
        await put(reference, { ...mail, task: 'details' }),
        await put(reference, { ...mail, task: 'learning-agreement' }),
      ];
      expect(await mailer().drain()).to.equal(1);
      expect([(await rowOf(running)).status, (await rowOf(over)).status]).to.deep.equal(['sent', 'settled']);
    });

    it('does not say that something waits which is done', async () => {
      const reference = await file();
      const mail = {
        template: 'waits-for-you',
        recipient: { to: 'somebody', person: 'claire' },
        tasks: [{ en: 'Papers' }],
      } as const;
      const [waits, done, other] = [
        await put(reference, { ...mail, task: 'papers', item: 'passport' }),
        await put(reference, { ...mail, task: 'learning-agreement' }),
        await put(reference, { ...mail, task: 'papers', item: 'none' }),
      ];
      expect(await mailer().drain()).to.equal(1);
      const rows = await Promise.all([waits, done, other].map(rowOf));
      expect(rows.map((row) => row.status)).to.deep.equal(['sent', 'settled', 'settled']);
    });

    it('lets nobody add a header or a recipient', async () => {
      const reference = await file({ given: 'Ana\r\nBcc: evil@x.example\r\n', family: '"<evil@x.example>,', id: 'x' });
      const words = 'Bcc: evil@x.example\r\n.\r\nMAIL FROM:<evil@x.example>\r\n<script>alert(1)</script>';
      await put(reference, {
        template: 'sent-back',
        recipient: { to: 'person' },
        tasks: [{ en: 'T\r\nBcc: evil@x.example' }],
        words,
      });
      await put(reference, {
        template: 'sign-link',
        recipient: { to: 'address', name: 'Rui"\r\nTo: evil@x.example <x@y>, ', email: 'rui@porto.example' },
        tasks: [{ en: 'T' }],
        words,
      });
      expect(await mailer().drain()).to.equal(2);
      expect(catcher.caught.map((c) => c.envelope)).to.deep.equal([['ana@porto.example'], ['rui@porto.example']]);
      for (const { raw, mail } of catcher.caught) {
        const headers = raw.slice(0, raw.indexOf('\r\n\r\n'));
        expect(headers).to.not.match(/^(Bcc|Cc):/im);
        expect(headers.match(/^To:/gim)).to.have.length(1);
        expect(mail.text).to.include('> MAIL FROM:<evil@x.example>');
        expect(mail.html).to.not.include('<script');
      }
    });

    it('keeps everything and says so once when there is no mail server', async () => {
      const effect = await put(await file(), hello);
      const one = mailer({ settings: { url, mailFrom, smtpUrl: null }, transport: null });
      expect([await one.drain(), await one.drain()]).to.deep.equal([0, 0]);
      expect(await rowOf(effect)).to.include({ status: 'pending', tries: 0 });
      expect(said).to.have.length(1);
      expect(JSON.stringify(said)).to.include('SMTP_URL');
    });

    it('does not break on a mail it cannot read, and tells the file', async () => {
      const reference = await file();
      const effect = await put(reference, hello);
      await execute(database.db(), 'UPDATE outbox SET body = ? WHERE id = ?', [Buffer.from('broken'), effect]);
      const one = mailer();
      for (let n = 0; n < 6; n += 1) {
        await one.drain();
        clock += 3600_000;
      }
      expect(reports).to.have.length(1);
      expect(reports[0]).to.include({ effect, code: 'mail-not-made' });
    });

    it('finishes what is on its way when it is stopped, and takes up nothing more', async () => {
      const first = await put(await file(), hello);
      const gate = Promise.withResolvers<undefined>();
      const one = mailer({ transport: { sendMail: () => gate.promise } });
      await new Promise((resolve) => setTimeout(resolve, 100));
      const stopped = one.stop();
      const late = await put(await file(), hello);
      gate.resolve(undefined);
      await stopped;
      expect((await rowOf(first)).status).to.equal('sent');
      expect((await rowOf(late)).status).to.equal('pending');
      expect(await one.drain()).to.equal(0);
    });

    async function person(db: Db, id: string, language: string): Promise<void> {
      await insert(db, 'people', {
        id,
        institution: 'caen',
        given: id,
        family: 'Martin',
        email: `${id}@caen.example`,
        email_folded: `${id}@caen.example`,
        esi: null,
        birth_date: null,
        language,
        kind: 'staff',
        created_at: '2026-01-01T00:00:00.000Z',
      });
    }
    const grant = (db: Db, person: string, unit: string, until: string | null = null): Promise<void> =>
      insert(db, 'grants', {
        id: `${person}-${unit}`,
        institution: 'caen',
        person,
        role: 'coordinator',
        unit,
        valid_from: null,
        valid_until: until,
      });
  });
});
