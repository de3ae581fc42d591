import { makeTransport } from '../../../activities/mail/transport.ts';
import { startMailer } from '../../../activities/mail/mailer.ts';
import { connect } from '../../../db/connect.ts';
import { makeKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';

/** A mailer that dies at once when its first mail has reached the server, before it can mark it as sent. */
const [databaseUrl = '', masterKey = '', smtpUrl = '', at = ''] = process.argv.slice(2);
const master = makeKey(Buffer.from(masterKey, 'hex'));
const transport = makeTransport(smtpUrl);
const silent = () => undefined;
startMailer({
  db: await connect(databaseUrl),
  keys: makeKeys(master),
  settings: {
    url: 'https://smile.example.org',
    mailFrom: 'SMILE <smile@example.org>',
    smtpUrl,
    mailGather: '09:30',
    mailQuiet: true,
  },
  transport: {
    async sendMail(message) {
      await transport.sendMail(message);
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    },
  },
  now: () => new Date(at),
  onUndelivered: () => Promise.resolve(),
  log: { info: silent, warn: silent, error: silent },
});
