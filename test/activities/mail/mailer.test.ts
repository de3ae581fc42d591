import { expect } from 'chai';
import { claim } from '../../../activities/mail/outbox.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Transport } from '../../../activities/mail/transport.ts';
import { connect, inTransaction } from '../../../db/connect.ts';
import { makeKeys } from '../../../db/keys.ts';
import { settleOutbox } from '../../../db/records/outbox.ts';
import { execute, executeAll, select } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { type Catcher } from './catcher.ts';
import { alone, hello, NOON, url, postOffice } from './post-office.ts';

describe('the mailer', () => {
  forEachDatabase((_kind, database) => {
    const office = postOffice(database);
    const { mailer, file, put, rowOf, ids, idOf, master } = office;

    it('sends what is due, in the reader’s language, and marks it', async () => {
      const reference = await file({ language: 'fr-CA', id: 'unknown-here' });
      const effect = await put(reference, hello);
      const later = await put(reference, hello, NOON + 1000);
      expect(await mailer().drain()).to.equal(1);
      const [{ envelope, mail, raw }] = office.catcher.caught as [Catcher['caught'][number]];
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

    it('takes up the oldest of each mobility, however many wait of one', async () => {
      const big = await file();
      for (let n = 0; n < 30; n += 1) await put(big, hello, NOON - 5000 + n);
      const others = [];
      for (let n = 0; n < 3; n += 1) others.push(await put(await file(), hello, NOON - 1000 + n));
      const wanted = { most: 3, busy: [], report: true };
      const taken = await claim(database.db(), new Date(NOON).toISOString(), wanted);
      expect(taken.map((row) => row.reference)).to.deep.equal([
        big,
        ...others.slice(0, 2).map((effect) => effect.split('/')[0]),
      ]);
      expect(taken[0]?.due_at).to.equal(new Date(NOON - 5000).toISOString());
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
        await office.stopAll();
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
      office.clock += 61_000;
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
      const smtpUrl = `smtp://127.0.0.1:${String(office.catcher.port)}`;
      const child = spawn(
        process.execPath,
        [script, database.url(), master.bytes.toString('hex'), smtpUrl, new Date(office.clock).toISOString()],
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
      office.clock += 61_000;
      expect(await one.drain()).to.equal(1);
      expect(ids()).to.deep.equal([idOf(effect), idOf(effect)]);
      const links = office.catcher.caught.map(({ mail }) => /\/link#(\S+)/.exec(mail.text ?? '')?.[1]);
      expect(links[0]).to.be.a('string').and.to.equal(links[1]);
      const rows = await select(database.db(), 'SELECT token_hash FROM links WHERE effect = ?', [effect]);
      expect(rows).to.have.length(1);
    }).timeout(20_000);

    it('waits while the mail server is down, and sends when it is back', async () => {
      const effect = await put(await file(), hello);
      await office.catcher.stop();
      const one = mailer();
      expect(await one.drain()).to.equal(0);
      expect(await rowOf(effect)).to.include({
        status: 'pending',
        tries: 1,
        due_at: new Date(NOON + 5000).toISOString(),
      });
      await office.catcher.startAgain();
      office.clock += 4999;
      expect(await one.drain()).to.equal(0);
      office.clock += 1;
      expect(await one.drain()).to.equal(1);
      expect(office.reports).to.deep.equal([]);
      expect(await rowOf(effect)).to.include({ status: 'sent', last_error: null });
    });

    it('gives up after the last try, and tells the file until it listens', async () => {
      const effect = await put(await file(), hello);
      office.catcher.refusals.set('*', { responseCode: 451, message: 'come back later' });
      let deaf = true;
      const one = mailer({
        onUndelivered: (_reference, institution, id, failure) => {
          if (deaf) return Promise.reject(new Error('no answer'));
          office.reports.push({ effect: id, institution, ...failure });
          return Promise.resolve();
        },
      });
      for (const [tries, wait] of [5, 30, 120, 600, 3600].entries()) {
        await one.drain();
        expect(await rowOf(effect)).to.include({
          status: 'pending',
          tries: tries + 1,
          due_at: new Date(office.clock + wait * 1000).toISOString(),
        });
        office.clock += wait * 1000;
      }
      await one.drain();
      expect(await rowOf(effect)).to.include({ status: 'undelivered', tries: 6 });
      deaf = false;
      await one.drain();
      expect(office.reports, 'before it is time to tell again').to.deep.equal([]);
      office.clock += 30_000;
      await one.drain();
      expect(office.reports).to.have.length(1);
      expect(office.reports[0]).to.include({ effect, institution: 'caen', code: 'mail-server-busy' });
      expect((await rowOf(effect)).status).to.equal('failed');
      office.clock += 86_400_000;
      await one.drain();
      expect(office.reports, 'told once').to.have.length(1);
    });

    it('gives up at once what is refused for good, and sends it when staff retry', async () => {
      const effect = await put(await file(), hello);
      office.catcher.refusals.set('ana@porto.example', {
        responseCode: 550,
        message: '5.1.1 <ana@porto.example> unknown',
      });
      const one = mailer();
      expect(await one.drain()).to.equal(0);
      expect(office.reports).to.have.length(1);
      expect(office.reports[0]).to.include({ effect, code: 'refused-by-mail-server' });
      expect(office.reports[0]?.message).to.include('550 5.1.1');
      const row = await rowOf(effect);
      expect(row).to.include({ status: 'failed', tries: 1 });
      expect(row.last_error).to.not.include('ana');
      expect(JSON.stringify(office.said)).to.not.match(/ana@|Silva/);
      office.catcher.refusals.clear();
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
    });

    it('keeps going for others while one is refused or hangs', async () => {
      const [bad, good] = [
        await put(await file({ email: 'bad@x.example' }), hello, NOON - 1),
        await put(await file(), hello),
      ];
      office.catcher.refusals.set('bad@x.example', { responseCode: 550, message: 'no' });
      await mailer({ onUndelivered: () => new Promise((resolve) => setTimeout(resolve, 300)) }).drain();
      expect((await rowOf(bad)).status).to.equal('failed');
      expect((await rowOf(good)).status).to.equal('sent');
    });

    it('keeps everything and says so once when there is no mail server', async () => {
      const effect = await put(await file(), hello);
      const one = mailer({ settings: { ...alone, smtpUrl: null }, transport: null });
      expect([await one.drain(), await one.drain()]).to.deep.equal([0, 0]);
      expect(await rowOf(effect)).to.include({ status: 'pending', tries: 0 });
      expect(office.said).to.have.length(1);
      expect(JSON.stringify(office.said)).to.include('SMTP_URL');
    });

    it('does not break on a mail it cannot read, and tells the file', async () => {
      const reference = await file();
      const effect = await put(reference, hello);
      await execute(database.db(), 'UPDATE outbox SET body = ? WHERE id = ?', [Buffer.from('broken'), effect]);
      const one = mailer();
      for (let n = 0; n < 6; n += 1) {
        await one.drain();
        office.clock += 3600_000;
      }
      expect(office.reports).to.have.length(1);
      expect(office.reports[0]).to.include({ effect, code: 'mail-not-made' });
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
  });
});
