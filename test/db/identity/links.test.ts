import { expect } from 'chai';
import { makeKey } from '../../../db/crypto.ts';
import { linkToken, linkUrl } from '../../../db/identity/link-token.ts';
import { makeLink, readLink, useLink, withdrawLinks, type LinkPurpose } from '../../../db/identity/links.ts';
import { hashOfToken, randomToken } from '../../../db/identity/token.ts';
import { select } from '../../../db/sql.ts';
import { forEachDatabase } from '../../support/database.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const later = new Date('2026-12-23T12:00:00.000Z');
const sign = { purpose: 'sign', reference: 'CAEN-2026-000001', task: 'signatures', item: 'home' } as const;

describe('one-time links', () => {
  forEachDatabase((_, database) => {
    async function made(what: LinkPurpose = sign, token = randomToken()): Promise<string> {
      const link = { ...what, token, institution: 'caen', email: 'rui@porto.example', expiresAt: later };
      await makeLink(database.db(), link, now);
      return token;
    }
    const statusAt = async (token: string, at: Date): Promise<string | undefined> =>
      (await readLink(database.db(), token, at))?.status;

    it('is read by its token, of which the records hold the hash alone', async () => {
      const token = await made();
      const link = await readLink(database.db(), token, now);
      expect(link).to.include({ ...sign, institution: 'caen', email: 'rui@porto.example', status: 'open' });
      expect(JSON.stringify(await select(database.db(), 'SELECT * FROM links'))).to.not.include(token);
      expect(await readLink(database.db(), randomToken(), now)).to.equal(null);
      expect(await readLink(database.db(), '', now)).to.equal(null);
    });

    it('is used by one alone of ten at once', async () => {
      const hash = hashOfToken(await made());
      const uses = await Promise.all(Array.from({ length: 10 }, () => useLink(database.db(), hash, now)));
      expect(uses.filter(Boolean)).to.have.length(1);
      expect(await useLink(database.db(), hash, now)).to.equal(false);
    });

    it('ends with its time, to the millisecond', async () => {
      const token = await made();
      expect(await statusAt(token, new Date(later.getTime() - 1))).to.equal('open');
      expect(await statusAt(token, later)).to.equal('expired');
      expect(await useLink(database.db(), hashOfToken(token), later)).to.equal(false);
      expect(await useLink(database.db(), hashOfToken(token), new Date(later.getTime() - 1))).to.equal(true);
    });

    it('is withdrawn with the others of its act, but not those used or of another', async () => {
      const act = { ...sign, reference: 'CAEN-2026-000009' };
      const [first, second, used, other] = [
        await made(act),
        await made(act),
        await made(act),
        await made({ ...act, item: 'x' }),
      ];
      await useLink(database.db(), hashOfToken(used), now);
      expect(await withdrawLinks(database.db(), act.reference, act.task, act.item, now)).to.equal(2);
      expect(await Promise.all([first, second, used, other].map((token) => statusAt(token, now)))).to.deep.equal([
        'withdrawn',
        'withdrawn',
        'used',
        'open',
      ]);
      expect(await useLink(database.db(), hashOfToken(first), now)).to.equal(false);
    });

    it('stays what it was when its mail is sent again', async () => {
      const token = linkToken(makeKey(Buffer.alloc(32, 7)), 'CAEN-2026-000001/12/0');
      await made(sign, token);
      await useLink(database.db(), hashOfToken(token), now);
      await made(sign, token);
      expect(await statusAt(token, now)).to.equal('used');
    });

    it('for a person names the person', async () => {
      const token = await made({ purpose: 'attach', person: 'anna', reference: 'CAEN-2026-000001' });
      expect(await readLink(database.db(), token, now)).to.include({ purpose: 'attach', person: 'anna' });
    });
  });

  it('have a token that follows from the mail and the key of its mobility alone', () => {
    const [one, other] = [makeKey(Buffer.alloc(32, 1)), makeKey(Buffer.alloc(32, 2))];
    const token = linkToken(one, 'CAEN-2026-000001/12/0');
    expect(token).to.match(/^[\w-]{43}$/);
    expect(linkToken(one, 'CAEN-2026-000001/12/0')).to.equal(token);
    expect(linkToken(one, 'CAEN-2026-000001/12/1')).to.not.equal(token);
    expect(linkToken(other, 'CAEN-2026-000001/12/0')).to.not.equal(token);
    expect(linkUrl('https://smile.example', token)).to.equal(`https://smile.example/link#${token}`);
  });
});
