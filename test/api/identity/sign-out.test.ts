import { expect } from 'chai';
import { makeLink } from '../../../db/identity/links.ts';
import { signOutEverywhere } from '../../../db/identity/people-sign-out.ts';
import { randomToken } from '../../../db/identity/token.ts';
import { addPerson, seedInstitutions } from '../../db/identity/seed.ts';
import { forEachDatabase } from '../../support/database.ts';
import { openBrowser, type Browser } from './browser.ts';
import { startSite, type Site } from './site.ts';

describe('signing a person out everywhere', () => {
  forEachDatabase((_, database) => {
    let site: Site;
    before(async () => {
      await seedInstitutions(database.db());
      for (const person of ['anna', 'boris']) await addPerson(database.db(), person);
      site = await startSite(database.db());
    });
    after(() => site.stop());

    async function signedIn(person: string): Promise<Browser> {
      const browser = openBrowser(site.url);
      const token = randomToken();
      const link = { purpose: 'login', token, institution: 'caen', person, email: 'x@example.org' } as const;
      await makeLink(database.db(), { ...link, expiresAt: new Date(Date.now() + 60_000) }, new Date());
      await browser.send('POST', '/api/links', { token }, { 'sec-fetch-site': 'same-origin' });
      return browser;
    }

    it('ends all of their sessions at once, and nobody else’s', async () => {
      const [one, other, boris] = [await signedIn('anna'), await signedIn('anna'), await signedIn('boris')];
      expect(await signOutEverywhere(database.db(), 'caen', 'anna@example.org')).to.deep.include({ ended: 2 });
      for (const browser of [one, other])
        expect((await browser.get('/api/me')).json).to.include({ status: 401, code: 'session-expired' });
      expect((await boris.get('/api/me')).status).to.equal(200);
      expect(await signOutEverywhere(database.db(), 'caen', 'anna@example.org')).to.deep.include({ ended: 0 });
    });
  });
});
