import { expect } from 'chai';
import { onMariaDb } from '../support/needs-mariadb.ts';
import { during, WAYS } from './support/away.ts';
import { client, type Client } from './support/client.ts';
import { expectAway, untilStatus } from './support/expect.ts';
import { expected, staff } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

/** Two tries of four seconds. */
const LONGEST_MS = 8_500;
const path = '/login/local?institution=caen&next=/me';

onMariaDb('with the OpenID provider away', function () {
  this.timeout(120_000);
  let on: Shared;
  let signedIn: Client;
  before(async () => {
    on = await shared();
    signedIn = await staff(on, 'ines');
  });

  for (const how of WAYS)
    it(`${how}: logging in says so, whoever is logged in goes on`, async () => {
      const [page, french, other] = await during(on.part('oidc'), how, () =>
        Promise.all([client(on.url).page(path), client(on.url).page(path, 'fr'), signedIn.page('/me')]),
      );
      expectAway(page, 'login-unavailable', LONGEST_MS);
      expect(page.text)
        .to.include('does not answer just now')
        .and.include(`href="${path.replace('&', '&amp;')}"`);
      expect(french.text).to.include('ne répond pas pour le moment').and.include('Réessayer');
      expect(expected(other).ms).to.be.lessThan(LONGEST_MS);
    });

  it('works when it is back', async () => {
    const answer = await untilStatus(303, () => client(on.url).page(path));
    expect(answer.headers.get('location')).to.match(/^http:\/\/127\.0\.0\.1:\d+\/authorize\?/);
  });
});
