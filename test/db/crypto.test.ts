import { expect } from 'chai';
import fc from 'fast-check';
import {
  decrypt,
  decryptJson,
  encrypt,
  encryptJson,
  keyIdOf,
  KeyUnavailable,
  makeKey,
  randomKey,
} from '../../db/crypto.ts';

describe('encryption', () => {
  const key = randomKey();

  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string(), (bytes, aad) => {
        expect(decrypt(key, aad, encrypt(key, aad, bytes)).equals(Buffer.from(bytes))).to.equal(true);
      }),
      { numRuns: 200 },
    );
  });

  it('gives back JSON, smaller when it repeats itself', () => {
    const value = { given: 'Zoë', list: Array.from({ length: 500 }, () => ({ code: 'LAE51B', ects: 600 })) };
    const sealed = encryptJson(key, 'a', value);
    expect(decryptJson(key, 'a', sealed)).to.deep.equal(value);
    expect(sealed.length).to.be.below(JSON.stringify(value).length / 10);
    expect(() => encryptJson(key, 'a', undefined)).to.throw(TypeError);
  });

  it('never writes the same twice, and shows nothing', () => {
    const [one, two] = [encryptJson(key, 'a', 'Anna'), encryptJson(key, 'a', 'Anna')];
    expect(one.equals(two)).to.equal(false);
    expect(one.toString('latin1')).to.not.contain('Anna');
  });

  it('notices every changed byte, a cut, and bytes moved elsewhere', () => {
    const sealed = encrypt(key, 'event:X:1', Buffer.from('approved'));
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Buffer.from(sealed);
      altered[at]! ^= 1;
      expect(() => decrypt(key, 'event:X:1', altered), `byte ${at}`).to.throw(KeyUnavailable);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => decrypt(key, 'event:X:1', sealed.subarray(0, length))).to.throw(KeyUnavailable);
    }
    expect(() => decrypt(key, 'event:X:2', sealed)).to.throw(KeyUnavailable, /belongs elsewhere/);
  });

  it('says plainly that the key is another', () => {
    const other = randomKey();
    const sealed = encrypt(key, 'a', Buffer.from('x'));
    expect(() => decrypt(other, 'a', sealed)).to.throw(KeyUnavailable, /not at hand/);
    expect(keyIdOf(sealed)).to.equal(key.id);
    expect(keyIdOf(Buffer.from('{"plain":"json, long enough to be one of ours"}'))).to.equal(null);
  });

  it('takes keys of 32 bytes only', () => {
    expect(() => makeKey(Buffer.alloc(16))).to.throw(RangeError);
    expect(makeKey(key.bytes).id).to.equal(key.id);
  });

  it('unpacks no bomb', () => {
    const bomb = encrypt(key, 'a', Buffer.alloc(65 * 1024 * 1024));
    expect(() => decrypt(key, 'a', bomb)).to.throw(KeyUnavailable);
  });
});
