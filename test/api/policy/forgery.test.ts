import { expect } from 'chai';
import { createApp } from '../../../api/app.ts';
import { routesOf } from '../support/served.ts';
import { toldBy } from './alike.ts';
import { openStage, type Stage } from './stage.ts';

const UNKNOWN = 'CAEN-2026-999999';

describe('what another site makes a browser send', () => {
  let stage: Stage;
  let changing: readonly (readonly [method: string, path: string])[];
  before(async function () {
    this.timeout(120_000);
    stage = await openStage();
    await stage.moments.to('the home coordinator signs');
    changing = routesOf(createApp(stage.app.deps))
      .map((route): readonly [string, string] => [route.split(' ')[0]?.toUpperCase() ?? '', route.split(' ')[1] ?? ''])
      .filter(([method]) => method !== 'GET');
    expect(changing.length).to.be.greaterThan(10);
  });
  after(() => stage.stop());

  const at = (path: string, reference: string): string =>
    path.replace('{reference}', reference).replace('{task}', 'details');
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'SAME' },
  ];

  it('is refused for everybody with a session, on every route, and tells of no file', async function () {
    this.timeout(60_000);
    const { app, reference } = stage;
    const rev = await stage.moments.rev();
    for (const who of ['the person', 'officer', 'partner', 'other institution']) {
      const { cookie = '' } = (await stage.as(who)).caller.headers;
      const proofs = [{}, { 'x-csrf-token': 'wrong' }, { 'x-csrf-token': '' }, ...foreign];
      for (const [method, path] of changing)
        for (const proof of proofs) {
          const headers = Object.fromEntries(
            Object.entries({ cookie, ...proof }).map(([name, value]) => [name, value.replace('SAME', app.url)]),
          );
          const send = (asked: string) => app.anybody.raw(method, at(path, asked), 'x', headers);
          const answer = await send(reference);
          const what = `${who}: ${method} ${path} with ${JSON.stringify(proof)}`;
          expect(`${answer.status} ${answer.json.code}`, what).to.equal('403 csrf');
          expect(toldBy(answer, reference), what).to.deep.equal(toldBy(await send(UNKNOWN), UNKNOWN));
        }
    }
    expect(await stage.moments.rev()).to.equal(rev);
  });

  it('is refused without a session too, where a page of another site sends it', async () => {
    for (const [method, path] of changing)
      for (const headers of foreign) {
        const own = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, value.replace('SAME', stage.app.url)]),
        );
        const answer = await stage.app.anybody.raw(method, at(path, stage.reference), 'x', own);
        expect(`${answer.status} ${answer.json.code}`, `${method} ${path}`).to.equal('403 csrf');
      }
  });

  it("is not helped by somebody else's token, nor by that of a session that is over", async () => {
    const { app, reference } = stage;
    const [person, officer] = [(await stage.as('the person')).caller, (await stage.as('officer')).caller];
    const tokenOf = async (caller: typeof person): Promise<string> => {
      const { csrfToken } = JSON.parse((await caller.get('/api/session')).text) as { csrfToken: string };
      return csrfToken;
    };
    const theirs = await tokenOf(officer);
    const { cookie = '' } = person.headers;
    const answer = await app.anybody.raw('POST', `/api/mobilities/${reference}/acts`, '{}', {
      cookie,
      'x-csrf-token': theirs,
      'content-type': 'application/json',
    });
    expect(answer.json.code).to.equal('csrf');
    const over = (await stage.as('signed out')).caller;
    expect((await over.act(reference, { type: 'withdraw', reason: 'x' })).json.code).to.equal('session-expired');
  });
});
