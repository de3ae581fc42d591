import { expect } from 'chai';
import { createServer } from 'node:http';
import { createApp } from '../../../api/app.ts';
import { makeLink } from '../../../db/identity/links.ts';
import { randomToken } from '../../../db/identity/token.ts';
import { execute, select } from '../../../db/sql.ts';
import { listening } from '../identity/site.ts';
import type { Caller } from '../support/application.ts';
import { openStage, type Stage } from './stage.ts';

const UNKNOWN = 'CAEN-2026-999999';
const PAIRS = 200;
/** A machine that is busy with something else is tried again; a difference in the work stays. */
const TRIES = 4;
const MOST = 1.5;

type Call = () => Promise<unknown>;

/** How much longer the slower of two takes, by medians of calls that are made in turn. */
async function ratio(one: Call, other: Call, pairs = PAIRS): Promise<number> {
  const times: [number[], number[]] = [[], []];
  for (let n = 0; n < pairs; n += 1)
    // Who goes first changes, so that what the first leaves behind counts for both.
    for (const which of n % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const start = performance.now();
      await (which === 0 ? one : other)();
      times[which].push(performance.now() - start);
    }
  const [a, b] = [median(times[0]), median(times[1])];
  return Math.max(a, b) / Math.min(a, b);
}

const median = (all: number[]): number => all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

async function takesAsLong(one: Call, other: Call, pairs?: number): Promise<void> {
  const found: number[] = [];
  while (found.length < TRIES) {
    found.push(await ratio(one, other, pairs));
    if (Math.min(...found) < MOST) return;
  }
  expect(Math.min(...found), `times as long, in ${String(TRIES)} tries`).to.be.lessThan(MOST);
}

describe('the time of an answer', function () {
  this.timeout(300_000);
  let stage: Stage;
  before(async () => {
    stage = await openStage();
    await stage.moments.to('the home coordinator signs');
  });
  after(() => stage.stop());

  it('tells apart what it should: the measure is not blind', async () => {
    const { caller } = await stage.as('officer');
    const open =
      (reference: string): Call =>
      () =>
        caller.get(`/api/mobilities/${reference}`);
    expect(await ratio(open(stage.reference), open(UNKNOWN), 50)).to.be.greaterThan(MOST);
  });

  const ways: Readonly<Record<string, (caller: Caller, reference: string) => Call>> = {
    'a file': (caller, reference) => () => caller.get(`/api/mobilities/${reference}`),
    'its page': (caller, reference) => () => caller.get(`/mobilities/${reference}`, { accept: 'text/html' }),
    'an act': (caller, reference) => () => caller.act(reference, { type: 'withdraw', reason: 'x' }),
    'a document': (caller, reference) => () => caller.get(`/api/mobilities/${reference}/documents/x`),
  };
  for (const who of ['another student', 'coordinator elsewhere', 'other institution'])
    for (const [what, way] of Object.entries(ways))
      it(`is the same for ${who}, who asks for ${what} that is hidden or that is not there`, async () => {
        const { caller } = await stage.as(who);
        await takesAsLong(way(caller, stage.reference), way(caller, UNKNOWN));
      });

  it('is the same for a document that is not for a partner and one that is not there', async () => {
    const { caller } = await stage.as('partner');
    const [passport] = await select<{ id: string }>(
      stage.app.db,
      "SELECT id FROM documents WHERE reference = ? AND document = 'passport' AND state = 'accepted'",
      [stage.reference],
    );
    const get = (id: string) => () => caller.get(`/api/mobilities/${stage.reference}/documents/${id}`);
    await takesAsLong(get(passport?.id ?? ''), get('0'.repeat(36)));
  });

  /** The application once more, with nobody slowed down yet. */
  async function anew<T>(work: (url: string) => Promise<T>): Promise<T> {
    const server = createServer(createApp(stage.app.deps));
    const { url, stop } = await listening(server);
    try {
      return await work(url);
    } finally {
      await stop();
    }
  }
  const post = (url: string, path: string, body: object): Promise<Response> =>
    fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is the same for a link that was used and one that there never was', async () => {
    const used = randomToken();
    const expiresAt = new Date(stage.app.now.getTime() + 60_000);
    const link = {
      purpose: 'login',
      token: used,
      institution: 'caen',
      person: stage.person,
      email: 'x',
      expiresAt,
    } as const;
    await makeLink(stage.app.db, link, stage.app.now);
    await execute(stage.app.db, "UPDATE links SET used_at = created_at WHERE email = 'x'");
    const unknown = randomToken();
    await takesAsLong(
      () => anew((url) => post(url, '/api/links', { token: used })),
      () => anew((url) => post(url, '/api/links', { token: unknown })),
      60,
    );
  });

  it('of asking for a link to sign in does not wait for what is done about it', async () => {
    const [known] = await select<{ email: string }>(stage.app.db, 'SELECT email FROM people WHERE id = ?', [
      stage.other.person,
    ]);
    const asked: string[] = [];
    const { sendLoginLink } = stage.app.deps;
    // Never done, as with a mail server that does not answer.
    Object.assign(stage.app.deps, {
      sendLoginLink: ({ email }: { email: string }) => {
        asked.push(email);
        return new Promise(() => undefined);
      },
    });
    try {
      const ask =
        (email: string): Call =>
        () =>
          anew((url) => post(url, '/api/links/request', { institution: 'caen', email }));
      await takesAsLong(ask(known?.email ?? ''), ask('nobody@porto.example'), 60);
      expect(asked).to.include(known?.email);
    } finally {
      Object.assign(stage.app.deps, { sendLoginLink });
    }
  });
});
