import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Caught {
  /** Who the envelope names, whatever the headers say. */
  readonly envelope: readonly string[];
  readonly raw: string;
  readonly mail: ParsedMail;
}

/** A real mail server on loopback, which can be stopped, started again on its port, and told to refuse. */
export interface Catcher {
  readonly port: number;
  readonly caught: Caught[];
  /** Answers to RCPT, by address; `*` for all. */
  readonly refusals: Map<string, { readonly responseCode: number; readonly message: string }>;
  stop(): Promise<void>;
  startAgain(): Promise<void>;
}

export async function startCatcher(): Promise<Catcher> {
  const caught: Caught[] = [];
  const refusals: Catcher['refusals'] = new Map();
  let server = await listening(0);
  const { port } = server.server.address() as AddressInfo;

  async function listening(on: number): Promise<SMTPServer> {
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 100,
      onRcptTo({ address }, _session, done) {
        const refusal = refusals.get(address) ?? refusals.get('*');
        if (refusal === undefined) done();
        else done(Object.assign(new Error(refusal.message), { responseCode: refusal.responseCode }));
      },
      onData(stream, session, done) {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const raw = Buffer.concat(parts).toString('utf8');
          void simpleParser(raw).then((mail) => {
            caught.push({ envelope: session.envelope.rcptTo.map((to) => to.address), raw, mail });
            done();
          });
        });
      },
    });
    smtp.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      smtp.listen(on, '127.0.0.1', resolve);
    });
    return smtp;
  }

  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(resolve);
    });
  return {
    port,
    caught,
    refusals,
    stop,
    async startAgain() {
      server = await listening(port);
    },
  };
}
