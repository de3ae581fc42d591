import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from './instance.ts';

export interface Mail {
  readonly messageId: string;
  readonly to: readonly string[] | string;
  readonly subject: string;
  readonly text: string;
}

const PATIENCE_MS = 30_000;

/** Every mail that the catcher has, newest first. */
export async function mails(instance: Instance): Promise<readonly Mail[]> {
  const { mails: address } = await instance.run();
  const response = await fetch(new URL('/mails.json', address));
  return (await response.json()) as Mail[];
}

/** The newest one-time link that was sent to an address and whose mail says what it is about. */
export async function linkSentTo(instance: Instance, email: string): Promise<string> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    for (const mail of await mails(instance)) {
      const token = /\/link#([A-Za-z0-9_-]+)/.exec(mail.text)?.[1];
      if (token !== undefined && JSON.stringify(mail.to).includes(email)) return token;
    }
    if (Date.now() > until) throw new Error(`No link came to ${email}.`);
    await sleep(200);
  }
}
