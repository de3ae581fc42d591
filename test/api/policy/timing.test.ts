import { expect } from 'chai';
import type { Actor } from '../../../domain/authority/actor.ts';
import { openFile } from '../../../api/routes/mobility/file.ts';
import { actorFor } from '../../../db/identity/actor.ts';
import { makeLink, readLink } from '../../../db/identity/links.ts';
import { randomToken } from '../../../db/identity/token.ts';
import { execute, select } from '../../../db/sql.ts';
import type { Caller } from '../support/application.ts';
import { openStage, type Stage } from './stage.ts';

const UNKNOWN = 'CAEN-2026-999999';
const PAIRS = 200;
/** A machine that is busy with something else is tried again; a difference in the work stays. */
const TRIES = 5;
const MOST = 1.5;

type Call = () => Promise<unknown>;

/** How many times as long the slower of two takes, by the medians of calls that are made in turn. */
async function ratio(one: Call, other: Call): Promise<number> {
  const times: [number[], number[]] = [[], []];
  for (let n = 0; n < PAIRS; n += 1)
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

async function takesAsLong(one: Call, other: Call): Promise<void> {
  const found: number[] = [];
  while (found.length < TRIES) {
    found.push(await ratio(one, other));
    if (Math.min(...found) < MOST) return;
  }
  expect(Math.min(...found), `times as long, at best of ${String(TRIES)} tries`).to.be.lessThan(MOST);
}

const outside = ['another student', 'coordinator elsewhere', 'other institution', "other file's partner"];

describe('what is hidden costs as much as what is not there', function () {
  this.timeout(120_000);
  let stage: Stage;
  before(async () => {
    stage = await openStage();
    await stage.moments.to('the home coordinator signs');
  });
  after(() => stage.stop());

  /** Every statement and every key that a request needs: what it costs, whatever else the machine does. */
  async function workOf(call: Call): Promise<readonly string[]> {
    const { db, keys } = stage.app;
    const done: string[] = [];
    const existingKey = keys.existingKey.bind(keys);
    // What is kept in memory for a while is read by whoever comes first.
    await call();
    const log = (logging: false | ((sql: string) => void)): void => {
      Object.assign(Object(Reflect.get(db.sequelize, 'options')) as object, { logging });
    };
    log((sql) => done.push(sql.replace(/^Executing \([^)]*\): /, '')));
    keys.existingKey = (...given) => {
      done.push('a key');
      return existingKey(...given);
    };
    try {
      await call();
    } finally {
      log(false);
      keys.existingKey = existingKey;
    }
    return done;
  }

  const ways: Readonly<Record<string, (caller: Caller, reference: string) => Promise<unknown>>> = {
    'a file': (caller, reference) => caller.get(`/api/mobilities/${reference}`),
    'its page': (caller, reference) => caller.get(`/mobilities/${reference}`, { accept: 'text/html' }),
    'its history': (caller, reference) => caller.get(`/api/mobilities/${reference}/history`),
    'its messages': (caller, reference) => caller.get(`/api/mobilities/${reference}/messages`),
    'a document of it': (caller, reference) => caller.get(`/api/mobilities/${reference}/documents/x`),
    'an act on it': (caller, reference) => caller.act(reference, { type: 'withdraw', reason: 'x' }),
  };

  for (const who of outside)
    it(`in statements and keys, for ${who}`, async () => {
      const { caller } = await stage.as(who);
      for (const [what, send] of Object.entries(ways))
        expect(await workOf(() => send(caller, stage.reference)), what).to.deep.equal(
          await workOf(() => send(caller, UNKNOWN)),
        );
    });

  it('in statements and keys, which are more where something is shown', async () => {
    const { caller } = await stage.as('officer');
    for (const [what, send] of Object.entries(ways).slice(0, 3)) {
      const [shown, none] = [
        await workOf(() => send(caller, stage.reference)),
        await workOf(() => send(caller, UNKNOWN)),
      ];
      expect(shown.length, what).to.be.greaterThan(none.length + 2);
      expect(shown).to.include('a key');
    }
  });

  const actorOf = async (institution: string, person: string): Promise<Actor> => {
    const actor = await actorFor(stage.app.db, { institution, person, identified: 'demo' }, stage.app.now);
    if (actor === null) throw new Error(`nobody is ${person}`);
    return actor;
  };
  const opened = (actor: Actor, reference: string) => () =>
    openFile(stage.app.deps, actor, reference).then(
      () => true,
      () => false,
    );

  it('in time', async () => {
    for (const [institution, person] of [
      ['caen', stage.other.person],
      ['caen', 'coordinator-2'],
      ['nordhavn', 'everything'],
    ] as const) {
      const actor = await actorOf(institution, person);
      await takesAsLong(opened(actor, stage.reference), opened(actor, UNKNOWN));
    }
  });

  it('in time, which is more where something is shown', async () => {
    const officer = await actorOf('caen', 'officer');
    expect(await ratio(opened(officer, stage.reference), opened(officer, UNKNOWN))).to.be.greaterThan(MOST);
  });

  it('in time, for a document that is not for a partner', async () => {
    const { caller } = await stage.as('partner');
    const [passport] = await select<{ id: string }>(
      stage.app.db,
      "SELECT id FROM documents WHERE reference = ? AND document = 'passport' AND state = 'accepted'",
      [stage.reference],
    );
    const get = (id: string) => () => caller.get(`/api/mobilities/${stage.reference}/documents/${id}`);
    const [hidden, none] = [get(passport?.id ?? ''), get('0'.repeat(36))];
    expect(await workOf(hidden)).to.deep.equal(await workOf(none));
    await takesAsLong(hidden, none);
  });

  it('in time, for a link that was used', async () => {
    const { db, now, anybody } = stage.app;
    const used = randomToken();
    const expiresAt = new Date(now.getTime() + 60_000);
    const to = { purpose: 'login', institution: 'caen', person: stage.person, email: 'x', expiresAt } as const;
    await makeLink(db, { ...to, token: used }, now);
    await execute(db, "UPDATE links SET used_at = created_at WHERE email = 'x'");
    const [known, unknown] = [used, randomToken()];
    const open = (token: string) => () => anybody.post('/api/links', { token });
    expect(await workOf(open(known))).to.deep.equal(await workOf(open(unknown)));
    await takesAsLong(
      () => readLink(db, known, now),
      () => readLink(db, unknown, now),
    );
  });

  it('where a link to sign in is asked for: the answer waits for nothing that is done about it', async () => {
    const { deps, anybody } = stage.app;
    const [known] = await select<{ email: string }>(deps.db, 'SELECT email FROM people WHERE id = ?', [stage.person]);
    const asked: string[] = [];
    const { sendLoginLink } = deps;
    const sent = Promise.withResolvers<undefined>();
    Object.assign(deps, {
      // Never done, as with a mail server that does not answer.
      sendLoginLink: ({ email }: { email: string }) => {
        asked.push(email);
        sent.resolve(undefined);
        return new Promise(() => undefined);
      },
    });
    try {
      const answer = await anybody.post('/api/links/request', { institution: 'caen', email: known?.email });
      expect(answer.status).to.equal(202);
      await sent.promise;
      expect(asked).to.deep.equal([known?.email]);
    } finally {
      Object.assign(deps, { sendLoginLink });
    }
  });
});
