import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { setTimeout as sleep } from 'node:timers/promises';

/** A mail server that forgets what it is told, but for the one-time links, by the address that they were sent to. */
export interface Mails {
  readonly port: number;
  /** The link sent to an address, once it is there; it is given once. */
  link(address: string): Promise<string>;
  readonly stop: () => Promise<void>;
}

const PATIENCE_MS = 60_000;

export async function catchMails(): Promise<Mails> {
  const links = new Map<string, string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      simpleParser(stream).then(
        ({ text = '' }) => {
          const token = /\/link#([A-Za-z0-9_-]+)/.exec(text)?.[1];
          if (token !== undefined) for (const { address } of session.envelope.rcptTo) links.set(address, token);
          done();
        },
        (error: unknown) => {
          done(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.');
  return {
    port: address.port,
    async link(to) {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        const found = links.get(to);
        links.delete(to);
        if (found !== undefined) return found;
        if (Date.now() > until) throw new Error(`No link came to ${to}.`);
        await sleep(50);
      }
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
