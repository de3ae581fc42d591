import { expect } from 'chai';
import { readLink } from '../../../db/identity/links.ts';
import { readMobility } from '../../../db/records/read.ts';
import { select } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';
import { laterBy } from '../../../domain/time/instants.ts';
import { approve, born, fillDetails, givePapers, stateOf, submitAgreement } from '../../support/journey.ts';
import { accepted, answerEffects, birthOf, officer, student } from '../../support/mobility.ts';
import { unborn } from '../../support/records.ts';
import { type Catcher } from './catcher.ts';
import { hello, NOON, procedure, url, postOffice } from './post-office.ts';

describe('what mails say, and to whom', () => {
  forEachDatabase((_kind, database) => {
    const office = postOffice(database);
    const { mailer, file, record, put, rowOf, ids, idOf, keys } = office;

    it('writes to everybody who holds the role there, each in their language, never to the file’s own person', async () => {
      const reference = await file();
      const effect = await put(reference, {
        template: 'waits-for-you',
        recipient: { to: 'role', role: 'coordinator', unit: 'sciences' },
        tasks: [{ fr: 'Validation', en: 'Approval' }],
      });
      expect(await mailer().drain()).to.equal(2);
      const mails = new Map(office.catcher.caught.map(({ envelope, mail }) => [envelope.join(), mail]));
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
      office.catcher.refusals.set('ines@caen.example', { responseCode: 550, message: 'no' });
      const one = mailer();
      expect(await one.drain()).to.equal(1);
      expect(office.reports.map((r) => r.effect)).to.have.length(1);
      expect(office.reports[0]?.effect)
        .to.match(new RegExp(`^${effect.slice(0, -2)}/\\d+$`))
        .and.to.not.equal(effect);
      office.clock += 7200_000;
      await one.drain();
      expect(office.catcher.caught.map((c) => c.envelope.join())).to.deep.equal(['claire@caen.example']);
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
      expect(new Map(office.reports.map((r) => [r.effect, r.code]))).to.deep.equal(
        new Map([
          [effect, 'role-unheld'],
          [another, 'recipient-unknown'],
          [wrong, 'address-invalid'],
        ]),
      );
      expect(office.catcher.caught).to.deep.equal([]);
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
      const [{ mail }] = office.catcher.caught as [Catcher['caught'][number]];
      const token = /https:\/\/smile\.example\.org\/link#([\w-]{43})\s/.exec(mail.text ?? '')?.[1] ?? '';
      expect(mail.html).to.include(`href="${url}/link#${token}"`);
      const link = await readLink(database.db(), token, new Date(office.clock));
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
      expect(JSON.stringify(office.said)).to.not.include(token);
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
      const invited = office.catcher.caught.filter(
        ({ mail }) => mail.text?.includes('/link#') === true && !mail.subject?.includes('file is open'),
      );
      expect(invited.map((c) => c.envelope.join())).to.deep.equal(['nova@porto.example']);
      const token = /\/link#(\S+)/.exec(invited[0]?.mail.text ?? '')?.[1] ?? '';
      expect(await readLink(database.db(), token, new Date(office.clock))).to.deep.include({
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
      const opened = (await readMobility(database.db(), keys, reference))?.state?.tasks['papers']?.openedAt ?? '';
      const effects = [
        await put(reference, { ...mail, task: 'papers', item: 'passport', asked: opened }),
        await put(reference, { ...mail, task: 'learning-agreement' }),
        await put(reference, { ...mail, task: 'papers', item: 'none' }),
        // Of an earlier round: what waits now was told of anew.
        await put(reference, { ...mail, task: 'papers', item: 'passport', asked: laterBy(opened, -1) }),
      ];
      expect(await mailer().drain()).to.equal(1);
      const rows = await Promise.all(effects.map(rowOf));
      expect(rows.map((row) => row.status)).to.deep.equal(['sent', 'settled', 'settled', 'settled']);
    });

    it('tells nothing to who has lost the role that they were told for', async () => {
      const reference = await file();
      const as = { role: 'coordinator', unit: 'sciences' };
      const shares = [
        await put(reference, { ...hello, recipient: { to: 'somebody', person: 'claire', as } }),
        await put(reference, { ...hello, recipient: { to: 'somebody', person: 'gone', as } }),
      ];
      await mailer().drain();
      expect(office.catcher.caught.map((c) => c.envelope.join())).to.deep.equal(['claire@caen.example']);
      const rows = await Promise.all(shares.map(rowOf));
      expect(rows.map((row) => row.status)).to.deep.equal(['sent', 'settled']);
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
      expect(office.catcher.caught.map((c) => c.envelope)).to.deep.equal([
        ['ana@porto.example'],
        ['rui@porto.example'],
      ]);
      for (const { raw, mail } of office.catcher.caught) {
        const headers = raw.slice(0, raw.indexOf('\r\n\r\n'));
        expect(headers).to.not.match(/^(Bcc|Cc):/im);
        expect(headers.match(/^To:/gim)).to.have.length(1);
        expect(mail.text).to.include('> MAIL FROM:<evil@x.example>');
        expect(mail.html).to.not.include('<script');
      }
    });
  });
});
