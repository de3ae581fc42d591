import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { refuseOutsideDevelopment } from './loopback.ts';
import { answerMails } from './mail/pages.ts';
import { openMailStore } from './mail/store.ts';
import { serveUntilSignal } from './serve.ts';

const LARGEST_MESSAGE = 25 * 1024 * 1024;

const port = z.coerce.number().int().min(1).max(65_535);
const environment = z.object({ SMILE_DATA: z.string().min(1), DEV_MAIL_PORT: port, DEV_SMTP_PORT: port });

/** A local mail server that keeps whatever it is given, and pages to read it. */
async function main(): Promise<void> {
  refuseOutsideDevelopment('The local mail catcher', process.env);
  const env = environment.parse(process.env);
  const store = await openMailStore(join(env.SMILE_DATA, 'mails'));
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: LARGEST_MESSAGE,
    onData(stream, session, done) {
      bounded(stream)
        .then((raw) =>
          store.keep(
            raw,
            session.envelope.rcptTo.map((to) => to.address),
          ),
        )
        .then(
          () => {
            done();
          },
          (error: unknown) => {
            done(error instanceof Error ? error : new Error(String(error)));
          },
        );
    },
  });
  // A client that hangs up in the middle of a message.
  smtp.on('error', (error: Error) => void process.stderr.write(`smtp: ${error.message}\n`));
  await new Promise<void>((resolve) => smtp.listen(env.DEV_SMTP_PORT, '127.0.0.1', resolve));
  const close = (): void => {
    smtp.close();
  };
  await serveUntilSignal(
    (request, response) => {
      answerMails(store, request, response);
    },
    env.DEV_MAIL_PORT,
    close,
  );
}

/** The whole message. One over the limit is read to its end, because the answer comes after it, but not kept. */
async function bounded(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size <= LARGEST_MESSAGE) parts.push(part);
  }
  if (size > LARGEST_MESSAGE) throw Object.assign(new Error('Message too large'), { responseCode: 552 });
  return Buffer.concat(parts);
}

await main();
