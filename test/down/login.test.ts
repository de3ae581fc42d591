import { expect } from 'chai';
import { mariadbdPath } from '../support/mariadb.ts';
import { client, type Client } from './support/client.ts';
import { expectAway, untilStatus } from './support/expect.ts';
import { expected, staff } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

const needed = mariadbdPath() === null ? describe.skip : describe;
/** Two tries of four seconds. */
const LONGEST_MS = 8_500;
const path = '/login/local?institution=caen&next=/me';

needed('with the OpenID provider away', function () {
  this.timeout(120_000);
  let on: Shared;
  let signedIn: Client;
  before(async () => {
    on = await shared();
    signedIn = await staff(on, 'ines');
  });

  for (const how of ['frozen', 'killed'] as const)
    it(`${how}: logging in says so, whoever is logged in goes on`, async () => {
      if (how === 'frozen') on.part('oidc').freeze();
      else await on.part('oidc').kill();
      const [page, french, other] = await Promise.all([
        client(on.url).page(path),
        client(on.url).page(path, 'fr'),
        signedIn.page('/me'),
      ]);
      if (how === 'frozen') on.part('oidc').thaw();
      expectAway(page, 'login-unavailable', LONGEST_MS);
      expect(page.text)
        .to.include('does not answer just now')
        .and.include(`href="${path.replace('&', '&amp;')}"`);
      expect(french.text).to.include('ne répond pas pour le moment').and.include('Réessayer');
      expect(expected(other).ms).to.be.lessThan(LONGEST_MS);
    });

  it('works when it is back', async () => {
    await on.part('oidc').start();
    const answer = await untilStatus(303, () => client(on.url).page(path));
    expect(answer.headers.get('location')).to.match(/^http:\/\/127\.0\.0\.1:\d+\/authorize\?/);
  });
});
