import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { select } from '../../db/sql.ts';
import { until } from '../dev/local.ts';
import { onMariaDb } from '../support/needs-mariadb.ts';
import { during } from './support/away.ts';
import { client, type Answer, type Client } from './support/client.ts';
import { expectAway } from './support/expect.ts';
import { can, expected, filled, mails, nominate, staff, type File } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

const PROBE_MS = 3_000;
/** What the mail server said is believed for five seconds. */
const FORGOTTEN_MS = 5_500;
/** People are asked about a few times only; nobody here is known. */
let asked = 0;

onMariaDb('with the mail server away', function () {
  this.timeout(120_000);
  let on: Shared;
  let officer: Client;
  let file: File;
  before(async () => {
    on = await shared();
    officer = await staff(on, 'ines');
  });
  const askForLink = (language: string): Promise<Answer> =>
    client(on.url).post(
      '/api/links/request',
      { institution: 'caen', email: `nobody.${(asked += 1)}@porto.example` },
      { 'accept-language': language },
    );
  const waiting = (reference: string) =>
    select<{ status: string; tries: number; last_error: string | null }>(
      on.db,
      "SELECT status, tries, last_error FROM outbox WHERE reference = ? AND channel = 'mail'",
      [reference],
    );

  it('acts are done, their mails wait', async () => {
    await on.part('mail').kill();
    file = await nominate(on, officer);
    await can(file.student, file.reference, 'submit-form');
    expected(await file.student.act(file.reference, await filled(file)));
    const tried = await until('a try that failed', async () =>
      (await waiting(file.reference)).find(({ tries }) => tries > 0),
    );
    expect(tried.status).to.equal('pending');
    expect(tried.last_error).to.match(/^[a-z-]+: ./);
  });

  it('a link to log in by is refused in words, whoever asks', async () => {
    const [answer, french] = await Promise.all([askForLink('en'), askForLink('fr')]);
    expectAway(answer, 'mail-unavailable', PROBE_MS);
    expect(answer.json['detail']).to.match(/^Mails cannot be sent just now/);
    expect(french.json['detail']).to.match(/^Aucun courriel ne peut partir/);
  });

  it('the mails go out once when it is back', async () => {
    await on.part('mail').start();
    // The next try is due after some seconds, the one after that after half a minute.
    await until(
      'no mail waiting',
      async () => (await waiting(file.reference)).every(({ status }) => status === 'sent'),
      60_000,
    );
    const number = (await waiting(file.reference)).length;
    const to = 'ana.';
    const got = (await mails(on)).filter(
      ({ text, to: address }) => JSON.stringify(address).includes(to) && text.includes(file.reference),
    );
    expect(got.length).to.be.greaterThan(0);
    expect(new Set(got.map(({ messageId }) => messageId)).size).to.equal(got.length);
    expect(got.length).to.be.at.most(number);
    await sleep(FORGOTTEN_MS);
    expect(expected(await askForLink('en'), 202).json['message']).to.be.a('string');
  });

  it('hanging, nobody is kept waiting for it', async () => {
    const answer = await during(on.part('mail'), 'frozen', async () => {
      await sleep(FORGOTTEN_MS);
      return askForLink('en');
    });
    expectAway(answer, 'mail-unavailable', PROBE_MS);
  });
});
