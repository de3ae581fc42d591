import { expect } from 'chai';
import express from 'express';
import { createServer } from 'node:http';
import { callerOf, prefixOf } from '../../../api/identity/address.ts';
import { esisIn, keptClaims } from '../../../api/identity/claims.ts';
import { clearToken, loginCookie, sessionCookie, setToken } from '../../../api/identity/cookies.ts';
import { localPath } from '../../../api/identity/local-path.ts';
import { makeRate } from '../../../api/identity/rate.ts';
import { listening } from './site.ts';

describe('a limit of tries', () => {
  it('lets a burst through, then one each time, for each key apart', () => {
    let now = 0;
    const rate = makeRate({ burst: 2, secondsEach: 10, now: () => now });
    expect([rate.take('a'), rate.take('a'), rate.take('a'), rate.take('b')]).to.deep.equal([0, 0, 10, 0]);
    now = 9_000;
    expect(rate.take('a')).to.equal(1);
    now = 10_000;
    expect([rate.take('a'), rate.take('a')]).to.deep.equal([0, 10]);
    now = 1_000_000;
    expect([rate.take('a'), rate.take('a'), rate.take('a')]).to.deep.equal([0, 0, 10]);
  });

  it('remembers so many keys at most, and those used last', () => {
    const rate = makeRate({ burst: 1, secondsEach: 10, keys: 4, now: () => 0 });
    for (const key of ['a', 'b', 'c', 'a', 'd']) rate.take(key);
    expect(rate.take('a')).to.equal(10);
    expect(rate.take('b')).to.equal(0);
  });
});

describe('the address of a caller', () => {
  it('is one for all that one household has', () => {
    expect(callerOf('192.0.2.17')).to.equal('192.0.2.17');
    expect(callerOf('::ffff:192.0.2.17')).to.equal('192.0.2.17');
    expect(callerOf('2001:db8:1:2:3:4:5:6')).to.equal('2001:db8:1:2').and.equal(callerOf('2001:0DB8:0001:2::1%eth0'));
    expect(callerOf('2001:db8::1')).to.equal('2001:db8:0:0');
    expect(callerOf('::1')).to.equal('0:0:0:0');
    expect(callerOf(undefined)).to.equal('unknown').and.equal(callerOf('<script>'));
  });

  it('is kept in part', () => {
    expect(prefixOf('192.0.2.17')).to.equal('192.0.2');
    expect(prefixOf('2001:db8:1:2::1')).to.equal('2001:db8:1');
    expect(prefixOf(undefined)).to.equal(null);
  });
});

describe('a place to go to', () => {
  it('is a path of ours', () => {
    expect(localPath('/mobilities/CAEN-2026-000001?tab=2#now')).to.equal('/mobilities/CAEN-2026-000001?tab=2#now');
    expect(localPath('/')).to.equal('/');
    for (const bad of [
      '',
      'me',
      '//x',
      '/\\x',
      '/a\\b',
      '/\n/x',
      '/ x',
      'javascript:alert(1)',
      '/./' + '/x',
      `/${'x'.repeat(600)}`,
    ]) {
      expect(localPath(bad), bad).to.equal(null);
    }
  });
});

describe('claims', () => {
  const at = new Date('2026-11-23T12:00:00.000Z');
  it('are kept with source and date: those we know, texts alone, and no endless ones', () => {
    const kept = keptClaims(
      {
        given_name: ' Anna ',
        email_verified: true,
        eduperson_affiliation: ['student', 7, ''],
        name: 'x'.repeat(1_001),
        phone: '1',
        address: {},
      },
      'https://idp.example',
      at,
    );
    expect(kept).to.deep.equal({
      source: 'https://idp.example',
      at: '2026-11-23T12:00:00.000Z',
      values: { given_name: 'Anna', email_verified: true, eduperson_affiliation: ['student'] },
    });
    expect(keptClaims({ studentId: 'E1' }, 'x', at, 'studentId').values).to.deep.equal({ studentId: 'E1' });
  });

  it('tell the European Student Identifier as a text or a list, in the claim of the settings', () => {
    expect(esisIn({ schac_personal_unique_code: 'urn:1' })).to.deep.equal(['urn:1']);
    expect(esisIn({ schac_personal_unique_code: ['urn:1', ' urn:2', 'urn:1', null, 'x'.repeat(256)] })).to.deep.equal([
      'urn:1',
      'urn:2',
    ]);
    expect(esisIn({ schac_personal_unique_code: 'urn:1', other: 'urn:2' }, 'other')).to.deep.equal(['urn:2']);
    expect(esisIn({ schac_personal_unique_code: { toString: 'urn:1' } })).to.deep.equal([]);
    expect(esisIn({})).to.deep.equal([]);
  });
});

describe('cookies', () => {
  it('are of this host over TLS alone where the public address has TLS', async () => {
    const url = 'https://smile.example';
    const app = express();
    app.get('/', (_request, response) => {
      setToken(response, url, sessionCookie(url), 'T');
      setToken(response, url, loginCookie(url), 'L', 60_000);
      clearToken(response, url, sessionCookie(url));
      response.end();
    });
    const site = await listening(createServer(app));
    const [opened, login, cleared] = (await fetch(site.url)).headers.getSetCookie();
    await site.stop();
    expect(opened).to.equal('__Host-smile=T; Path=/; HttpOnly; Secure; SameSite=Lax');
    expect(login).to.match(/^__Host-smile-login=L; Max-Age=60; Path=\/; Expires=.*; HttpOnly; Secure; SameSite=Lax$/);
    expect(cleared).to.match(/^__Host-smile=; .*1970.*; Secure/);
  });
});
