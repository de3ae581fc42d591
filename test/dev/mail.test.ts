import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { freePort } from '../../dev/ports.ts';
import { startScript, temporaryFolder, until } from './local.ts';
import type { Started } from './local.ts';

interface Mail {
  id: string;
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  date: string;
  text: string;
  file: string;
}

describe('the local mail catcher', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let catcher: Started;
  let env: Record<string, string>;
  const page = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${env['DEV_MAIL_PORT']}${path}`);
  const list = async (query = ''): Promise<Mail[]> => (await (await page(`/mails.json${query}`)).json()) as Mail[];
  const send = (mail: object): Promise<unknown> =>
    createTransport(`smtp://127.0.0.1:${env['DEV_SMTP_PORT']}`).sendMail({ from: 'SMILE <smile@localhost>', ...mail });

  async function start(): Promise<void> {
    catcher = startScript('dev/mail.ts', env);
    await until('the catcher', async () => (await page('/mails.json')).ok);
  }
  async function stop(): Promise<void> {
    catcher.child.kill('SIGTERM');
    expect(await catcher.ended).to.equal(0);
  }

  beforeEach(async () => {
    folder = await temporaryFolder();
    env = { SMILE_DATA: folder.path, DEV_MAIL_PORT: String(await freePort()), DEV_SMTP_PORT: String(await freePort()) };
    await start();
  });
  afterEach(async () => {
    await stop();
    await folder.remove();
  });

  it('keeps what is sent, newest first, and finds it by recipient', async () => {
    await send({ to: 'Anna@Uni-Graz.at', subject: 'Première étape', text: 'Bonjour à toi', messageId: '<1@smile>' });
    await send({
      to: 'b@example.org',
      bcc: 'hidden@example.org',
      subject: 'Second',
      text: 'Hello',
      messageId: '<2@smile>',
    });
    const mails = await list();
    expect(mails.map((mail) => mail.messageId)).to.deep.equal(['<2@smile>', '<1@smile>']);
    expect(mails[1]).to.deep.include({ subject: 'Première étape', to: ['anna@uni-graz.at'] });
    expect(mails[1]!.text).to.include('Bonjour à toi');
    expect(mails[1]!.date).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((await list('?to=ANNA@uni-graz.at')).map((mail) => mail.messageId)).to.deep.equal(['<1@smile>']);
    expect((await list('?to=hidden@example.org')).map((mail) => mail.messageId)).to.deep.equal(['<2@smile>']);
    expect(await readFile(mails[1]!.file, 'utf8')).to.include('Message-ID: <1@smile>');
  });

  it('keeps both of two messages with one Message-ID', async () => {
    for (const text of ['once', 'twice'])
      await send({ to: 'a@example.org', subject: 's', text, messageId: '<same@smile>' });
    expect((await list()).map((mail) => mail.messageId)).to.deep.equal(['<same@smile>', '<same@smile>']);
  });

  it('still has them after a restart', async () => {
    await send({ to: 'a@example.org', subject: 'kept', text: 'x', messageId: '<k@smile>' });
    const before = await list();
    await stop();
    await start();
    expect(await list()).to.deep.equal(before);
  });

  it('shows a message as text, never as a page of the sender', async () => {
    await send({
      to: 'a@example.org',
      subject: '<script>alert(1)</script>',
      text: 'see http://127.0.0.1:1/x?a=1&b="2 <img src=x onerror=alert(1)>',
    });
    const [mail] = await list();
    for (const path of ['/', `/mails/${mail!.id}`]) {
      const answer = await page(path);
      expect(answer.headers.get('content-security-policy')).to.include("default-src 'none'");
      expect(await answer.text()).to.not.match(/<script|<img/);
    }
    expect(await (await page(`/mails/${mail!.id}`)).text()).to.include('href="http://127.0.0.1:1/x?a=1&amp;b="');
  });

  it('has no other files to show', async () => {
    expect((await page('/mails/..%2F..%2Fetc%2Fpasswd')).status).to.equal(404);
    expect((await page('/mails/unknown')).status).to.equal(404);
  });

  it('keeps nothing of a message that breaks off, and goes on', async () => {
    const socket = connect(Number(env['DEV_SMTP_PORT']), '127.0.0.1');
    const lines = ['EHLO x', 'MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>', 'DATA', 'Subject: half'];
    for (const line of lines) {
      await new Promise((resolve) => socket.once('data', resolve));
      socket.write(`${line}\r\n`);
    }
    socket.destroy();
    await send({ to: 'a@example.org', subject: 'whole', text: 'x' });
    expect((await list()).map((mail) => mail.subject)).to.deep.equal(['whole']);
    expect(await readdir(join(folder.path, 'mails'))).to.have.length(1);
  });

  it('refuses a message over 25 MiB and keeps none of it', async () => {
    const error: unknown = await send({
      to: 'a@example.org',
      subject: 'huge',
      text: 'x'.repeat(27 * 1024 * 1024),
    }).catch((thrown: unknown) => thrown);
    expect(error).to.include({ responseCode: 552 });
    expect(await list()).to.deep.equal([]);
  }).timeout(20_000);

  it('does not start with NODE_ENV=production', async () => {
    const refused = startScript('dev/mail.ts', { ...env, NODE_ENV: 'production' });
    expect(await refused.ended).to.equal(1);
    expect(refused.written.stderr).to.include('NODE_ENV=production');
  });
});
