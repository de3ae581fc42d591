import express from 'express';
import { pino } from 'pino';
import { createServer, type Server } from 'node:http';
import { actorOf } from '../../../api/identity/actor.ts';
import type { IdentityDeps, LoginLinkMail } from '../../../api/identity/deps.ts';
import { identityRouter } from '../../../api/identity/router.ts';
import { session } from '../../../api/identity/sessions.ts';
import { problemHandler } from '../../../api/problem.ts';
import type { Db } from '../../../db/connect.ts';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { SECRET, startProvider, type TestProvider } from './provider.ts';

export interface Site {
  readonly url: string;
  readonly provider: TestProvider;
  /** Another one, `second` in addresses; nobody is known there at first. */
  readonly second: TestProvider;
  readonly mails: LoginLinkMail[];
  readonly logged: string[];
  /** Moves the site's clock. */
  at(now: Date | null): void;
  stop(): Promise<void>;
}

/** Our identity routes on a free port, with a real provider beside them, and two routes to try a session on. */
export async function startSite(db: Db): Promise<Site> {
  const app = express();
  const { url, stop } = await listening(createServer(app));
  const [provider, second] = await Promise.all([
    startProvider(`${url}/login/callback`),
    startProvider(`${url}/login/callback`),
  ]);
  const mails: LoginLinkMail[] = [];
  const logged: string[] = [];
  let clock: Date | null = null;
  const entry = { name: { fr: 'Test', en: 'Test' }, clientId: 'smile', clientSecret: SECRET };
  const deps: IdentityDeps = {
    db,
    keys: makeKeys(randomKey()),
    settings: {
      url,
      dev: true,
      oidcProviders: [
        { ...entry, id: 'local', issuer: provider.issuer },
        { ...entry, id: 'second', issuer: second.issuer },
        // Port 9 of this machine: nobody answers.
        { ...entry, id: 'down', issuer: 'http://127.0.0.1:9' },
      ],
    },
    log: pino({ level: 'info' }, { write: (line: string) => logged.push(line) }),
    sendLoginLink: (mail) => {
      mails.push(mail);
      return Promise.resolve();
    },
    mailAnswers: () => Promise.resolve(true),
    now: () => clock ?? new Date(),
  };
  app.use(session(deps), identityRouter(deps));
  app.get('/api/me', async (request, response) => {
    response.json(await actorOf(request, deps));
  });
  app.post('/api/act', async (request, response) => {
    response.json(await actorOf(request, deps));
  });
  app.use(problemHandler({ log: deps.log }));
  return {
    url,
    provider,
    second,
    mails,
    logged,
    at: (now) => (clock = now),
    stop: async () => {
      await Promise.all([stop(), provider.stop(), second.stop()]);
    },
  };
}

/** Listens on a free port of this machine. */
export async function listening(server: Server): Promise<{ url: string; stop: () => Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
