import { expect } from 'chai';
import { execute, select } from '../../../db/sql.ts';
import { makeLink } from '../../../db/identity/links.ts';
import { randomToken } from '../../../db/identity/token.ts';
import type { Answer, Caller } from '../support/application.ts';
import { form, ok } from '../support/steps.ts';
import { toldBy } from './alike.ts';
import { openStage, type Stage } from './stage.ts';

const UNKNOWN = 'CAEN-2026-999999';
const json = { 'content-type': 'application/json', 'idempotency-key': 'k' };
const withdraw = JSON.stringify({ type: 'withdraw', reason: 'Illness' });

/** Whatever may be asked of a file, rightly and wrongly. */
const asked: Readonly<Record<string, (caller: Caller, reference: string) => Promise<Answer>>> = {
  'the file': (c, r) => c.get(`/api/mobilities/${r}`),
  'the file, by HEAD': (c, r) => c.raw('HEAD', `/api/mobilities/${r}`, undefined),
  'the file, by a method that there is not': (c, r) => c.raw('DELETE', `/api/mobilities/${r}`, undefined),
  'the file, with a query that is not right': (c, r) => c.get(`/api/mobilities/${r}?x=1`),
  'the diagram': (c, r) => c.get(`/api/mobilities/${r}/diagram`),
  history: (c, r) => c.get(`/api/mobilities/${r}/history`),
  'history after its end': (c, r) => c.get(`/api/mobilities/${r}/history?after=1000`),
  messages: (c, r) => c.get(`/api/mobilities/${r}/messages`),
  'messages after what is none': (c, r) => c.get(`/api/mobilities/${r}/messages?after=x`),
  'a message': (c, r) => c.post(`/api/mobilities/${r}/messages`, { text: 'Hello' }),
  'a message that is not right': (c, r) => c.post(`/api/mobilities/${r}/messages`, { text: '' }),
  'a draft': (c, r) => c.get(`/api/mobilities/${r}/drafts/details`),
  'a draft of a task that there is not': (c, r) => c.get(`/api/mobilities/${r}/drafts/nothing`),
  'keeping a draft': (c, r) => c.put(`/api/mobilities/${r}/drafts/details`, { version: 0, body: 1 }),
  'an upload': (c, r) => c.raw('POST', `/api/mobilities/${r}/documents?task=papers&document=passport`, form('x')),
  'an upload of no file': (c, r) =>
    c.raw('POST', `/api/mobilities/${r}/documents?task=papers&document=passport`, 'x', {
      'content-type': 'multipart/form-data; boundary=x',
    }),
  'an upload of what is no form': (c, r) =>
    c.raw('POST', `/api/mobilities/${r}/documents?task=papers&document=passport`, 'x', {
      'content-type': 'text/plain',
    }),
  'a document': (c, r) => c.get(`/api/mobilities/${r}/documents/x`),
  'an act': (c, r) => c.raw('POST', `/api/mobilities/${r}/acts`, withdraw, json),
  'an act on a task that there is not': (c, r) =>
    c.act(r, { type: 'attest', task: 'x', version: 1, date: '2026-11-20' }),
  'an act without a key': (c, r) => c.post(`/api/mobilities/${r}/acts`, { type: 'withdraw', reason: 'x' }),
  'what is no act': (c, r) => c.act(r, { type: 'tick' }),
  'what is no JSON': (c, r) => c.raw('POST', `/api/mobilities/${r}/acts`, '{', json),
  'what is too long': (c, r) => c.act(r, { type: 'withdraw', reason: 'x'.repeat(70_000) }),
  'the answer to an act': (c, r) => c.get(`/api/commands/${'0'.repeat(64)}?reference=${r}&key=k`),
  'the page': (c, r) => c.get(`/mobilities/${r}`, { accept: 'text/html' }),
};

const outside = [
  'nobody',
  'another student',
  'coordinator elsewhere',
  'other institution',
  "other file's partner",
  'other address',
  'link withdrawn',
  'session expired',
  'role ended',
];

describe('what one may not see', () => {
  let stage: Stage;
  before(async function () {
    this.timeout(120_000);
    stage = await openStage();
    await stage.moments.to('the home coordinator signs');
  });
  after(() => stage.stop());

  for (const who of outside)
    it(`is for ${who} as what does not exist, whatever is asked`, async function () {
      this.timeout(60_000);
      const { caller } = await stage.as(who);
      const hidden = {
        'a file': stage.reference,
        'somebody nominated': stage.nominated,
        // A person of that institution may see it.
        ...(who === 'other institution' ? {} : { 'a file of another institution': stage.abroad.reference }),
      };
      for (const [what, send] of Object.entries(asked)) {
        const none = toldBy(await send(caller, UNKNOWN), UNKNOWN);
        for (const [name, reference] of Object.entries(hidden))
          expect(toldBy(await send(caller, reference), reference), `${what} of ${name}`).to.deep.equal(none);
      }
    });

  it('is for everybody of Caen as what does not exist, when it is of another institution', async function () {
    this.timeout(60_000);
    for (const who of ['officer', 'head', 'registry', 'administrator', 'the person, with roles', 'partner']) {
      const { caller, during } = await stage.as(who);
      await during(async () => {
        for (const [what, send] of Object.entries(asked))
          expect(
            toldBy(await send(caller, stage.abroad.reference), stage.abroad.reference),
            `${what} by ${who}`,
          ).to.deep.equal(toldBy(await send(caller, UNKNOWN), UNKNOWN));
      });
    }
  });

  it('is not told by documents: those of others, those not for the reader, and none at all are one', async () => {
    const idOf = async (sql: string): Promise<string> =>
      (await select<{ id: string }>(stage.app.db, `SELECT id FROM documents WHERE ${sql} LIMIT 1`))[0]?.id ?? '';
    const theirs = await idOf(`reference = '${stage.other.reference}' AND state = 'accepted'`);
    const passport = await idOf(`reference = '${stage.reference}' AND document = 'passport'`);
    const get = async (who: string, id: string): Promise<object> => {
      const { caller } = await stage.as(who);
      return toldBy(await caller.get(`/api/mobilities/${stage.reference}/documents/${id}`), id);
    };
    for (const who of ['the person', 'officer', 'partner'])
      expect(await get(who, theirs), who).to.deep.equal(await get(who, 'no-such-document'));
    expect(await get('partner', passport)).to.deep.equal(await get('partner', 'no-such-document'));
    expect(await get('officer', passport)).not.to.deep.equal(await get('officer', 'no-such-document'));
  });

  it('is not told by the answers to acts of others, nor done again for them', async () => {
    const [officer, head] = [(await stage.as('officer')).caller, (await stage.as('head')).caller];
    const stay = { type: 'change-stay', start: '2027-02-01', end: '2027-06-29', reason: 'Exams' };
    ok(await officer.act(stage.reference, stay, 'same key'.replace(' ', '-')));
    const other = await head.act(stage.reference, { ...stay, end: '2027-06-28' }, 'same-key');
    expect(other.status).to.equal(200);
    expect(other.headers.get('idempotent-replay')).to.equal(null);
    const rows = await select<{ command_id: string }>(
      stage.app.db,
      'SELECT command_id FROM answers WHERE reference = ? ORDER BY rev',
      [stage.reference],
    );
    const theirs = rows.at(-2)?.command_id ?? '';
    const ask = async (id: string): Promise<object> =>
      toldBy(await head.get(`/api/commands/${id}?reference=${stage.reference}&key=same-key`), id);
    expect(await ask(theirs)).to.deep.equal(await ask('0'.repeat(64)));
    const mine = rows.at(-1)?.command_id ?? '';
    expect(await ask(mine)).to.deep.include({ status: 200 });
  });

  it('is not told by nominating somebody who is nominated elsewhere: the file that there is stays unnamed', async () => {
    const nominate = async (who: string, unit: string): Promise<object | undefined> => {
      const home = { name: 'Universidade do Porto' };
      const stay = { start: '2027-02-01', end: '2027-06-30' };
      const one = { given: 'Eva', family: 'Lima', email: 'eva.lima@porto.example', home, stay, unit };
      const { caller } = await stage.as(who);
      return ok(await caller.post('/api/nominations', { procedure: 'erasmus-study', nominations: [one] }), 201).json
        .items[0];
    };
    const first = await nominate('officer elsewhere', 'languages');
    expect(first).to.include({ added: true });
    expect(await nominate('faculty officer', 'sciences')).to.deep.equal({ reference: null, added: false });
    expect(await nominate('officer elsewhere', 'languages')).to.deep.equal({ ...first, added: false });
    expect(await nominate('officer', 'sciences')).to.deep.equal({ ...first, added: false });
  });

  it('is not told to the person by the list of their own files: what went wrong is for staff', async () => {
    const { caller } = await stage.as('the person');
    const { text } = ok(await caller.get('/api/me'));
    expect(text).to.include(stage.reference).and.not.include('incidents');
  });

  it('is not told by asking for a link to sign in: every address gets one answer', async () => {
    const { app, person, other } = stage;
    const [known] = await select<{ email: string }>(app.db, 'SELECT email FROM people WHERE id = ?', [person]);
    const [second] = await select<{ email: string }>(app.db, 'SELECT email FROM people WHERE id = ?', [other.person]);
    const ask = async (email: string, institution = 'caen'): Promise<object> =>
      toldBy(await app.anybody.post('/api/links/request', { email, institution }));
    const one = await ask(known?.email ?? '');
    expect(await ask('nobody@porto.example')).to.deep.equal(one);
    expect(await ask('officer@caen.example')).to.deep.equal(one);
    expect(await ask(known?.email ?? '', 'nowhere')).to.deep.equal(one);
    // Who asks too often is told so alike.
    const often = async (email: string): Promise<number[]> => {
      const found: number[] = [];
      for (let n = 0; n < 4; n += 1)
        found.push((await app.anybody.post('/api/links/request', { email, institution: 'caen' })).status);
      return found;
    };
    expect(await often(second?.email ?? '')).to.deep.equal(await often('nobody.else@porto.example'));
  });

  it('is not told by a link that does not open: used, expired, withdrawn, unknown and for nobody are one', async () => {
    const { app, person, reference } = stage;
    const at = app.now.toISOString();
    const make = async (change: string, purpose: 'sign' | 'login' = 'sign', who = person): Promise<string> => {
      const token = randomToken();
      const expiresAt = new Date(app.now.getTime() + 60_000);
      const common = { token, institution: 'caen', email: 'rui@porto.example', expiresAt };
      await makeLink(
        app.db,
        purpose === 'sign'
          ? { ...common, purpose, reference, task: 'agreement-signatures', item: 'home' }
          : { ...common, purpose, person: who },
        app.now,
      );
      if (change !== '')
        await execute(
          app.db,
          `UPDATE links SET ${change} WHERE created_at = ? AND expires_at = ? AND used_at IS NULL AND withdrawn_at IS NULL`,
          [at, expiresAt.toISOString()],
        );
      return token;
    };
    const open = async (token: string): Promise<object> =>
      toldBy(await app.anybody.post('/api/links', { token }), token);
    const none = await open(randomToken());
    for (const change of [`used_at = '${at}'`, `withdrawn_at = '${at}'`, `expires_at = '${at}'`])
      for (const purpose of ['sign', 'login'] as const)
        expect(await open(await make(change, purpose)), `${purpose} ${change}`).to.deep.equal(none);
    expect(await open(await make('', 'login', 'nobody-any-more'))).to.deep.equal(none);
    expect(await open('short')).to.deep.equal(none);
  });

  it('is not told by the page behind a QR code, but for documents that were issued', async () => {
    const { app, reference } = stage;
    const hashes = await select<{ sha256: string; subject: string | null }>(
      app.db,
      'SELECT sha256, subject FROM documents WHERE reference = ?',
      [reference],
    );
    expect(hashes.length).to.be.greaterThan(2);
    const verify = async (hash: string): Promise<object> => toldBy(await app.anybody.get(`/verify/${hash}`), hash);
    const none = await verify('0'.repeat(64));
    expect(none).to.include({ status: 404 });
    for (const { sha256, subject } of hashes)
      for (const hash of [sha256, ...(subject === null ? [] : [subject])])
        expect(await verify(hash)).to.deep.equal(none);
  });
});
