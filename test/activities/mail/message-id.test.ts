import { expect } from 'chai';
import { isAddress } from '../../../activities/mail/clean.ts';
import { failureOf } from '../../../activities/mail/failure.ts';
import { messageId } from '../../../activities/mail/message-id.ts';
import { shareOf } from '../../../domain/mobility/shares.ts';

describe('the Message-ID of an effect', () => {
  it('is made of its id alone', () => {
    expect(messageId('CAEN-2026-000123/7/2', 'smile.example.org')).to.equal('<CAEN-2026-000123.7.2@smile.example.org>');
  });
  it('differs for each share of a role’s mail, and from every other effect', () => {
    const ids = [
      'CAEN-2026-000123/7/2',
      ...[1, 2, 12].map((k) => shareOf('CAEN-2026-000123/7/2', k)),
      shareOf('CAEN-2026-000123/7/21', 2),
    ];
    const made = ids.map((id) => messageId(id, 'h'));
    expect(made[3]).to.equal('<CAEN-2026-000123.7.2.12@h>');
    expect(new Set([...made, ...ids])).to.have.length(10);
  });
});

describe('an address', () => {
  for (const good of ['ana@porto.example', 'zoé+1@exämple.org', "o'neil@x.ie"])
    it(`is ${good}`, () => {
      expect(isAddress(good)).to.equal(true);
    });
  for (const bad of [
    '',
    'ana',
    '@x',
    'a@',
    'a@b, c@d',
    'a@b\r\nBcc: c@d',
    'Ana <a@b>',
    'a@b@c',
    '"a b"@c',
    `a@${'x'.repeat(300)}`,
    'a@b\u202e',
  ])
    it(`is not ${JSON.stringify(bad.slice(0, 20))}`, () => {
      expect(isAddress(bad)).to.equal(false);
    });
});

describe('a failure of the mail server', () => {
  const smtp = (code: string, responseCode: number, response: string) =>
    Object.assign(new Error(response), { code, responseCode, response });

  it('is for good only when it is about the mail', () => {
    expect(failureOf(smtp('EENVELOPE', 550, '550 5.1.1 no')).permanent).to.equal(true);
    expect(failureOf(smtp('EMESSAGE', 554, '554 spam')).permanent).to.equal(true);
    expect(failureOf(smtp('EENVELOPE', 451, '451 4.7.1 later')).permanent).to.equal(false);
    expect(failureOf(smtp('EAUTH', 535, '535 5.7.8 bad login')).permanent).to.equal(false);
    expect(failureOf(smtp('EPROTOCOL', 554, '554 go away')).permanent).to.equal(false);
    expect(failureOf(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).to.include({
      permanent: false,
      code: 'mail-server-unreachable',
    });
    expect(failureOf('not an error').permanent).to.equal(false);
  });
  it('is told with the server’s numbers, without the address', () => {
    const { message } = failureOf(smtp('EENVELOPE', 550, '550 5.1.1 <ana@porto.example> unknown'));
    expect(message).to.include('550 5.1.1').and.to.not.include('ana');
  });
});
