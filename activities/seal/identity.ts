import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  webcrypto,
  X509Certificate,
  createHash,
  randomBytes,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import * as pkijs from 'pkijs';
import { SealError } from './error.ts';

/** What the institution seals with. */
export interface SealIdentity {
  readonly key: KeyObject;
  /** DER: the key's own certificate first, then those that issued it. */
  readonly chain: readonly [Uint8Array, ...Uint8Array[]];
}

export interface SealOwner {
  readonly institution: string;
  /** Instant from which the certificate is valid. */
  readonly at: string;
}

const years = 10;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const { subtle } = webcrypto;
const oid = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  /** RFC 9336: the key signs documents, nothing else. */
  documentSigning: '1.3.6.1.5.5.7.3.36',
};

/** A new key (EC P-256), as PKCS#8 PEM. */
export const makeSealKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/**
 * A certificate that the key gives to itself, as PEM, valid for ten years. It proves that two seals come from one key; who
 * holds the key must be learnt elsewhere.
 */
export async function makeSealCertificate(keyPem: string, { institution, at }: SealOwner): Promise<string> {
  const key = createPrivateKey(keyPem);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new SealError(
      'bad-identity',
      'A certificate is made only for an EC P-256 key: bring the certificate of this key.',
    );
  }
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const certificate = new pkijs.Certificate({ version: 2, serialNumber: new Integer({ valueHex: serialNumber() }) });
  await certificate.subjectPublicKeyInfo.importKey(await subtle.importKey('spki', spki, algorithm, true, ['verify']));
  for (const name of [certificate.subject, certificate.issuer]) {
    // 64 characters at most (RFC 5280, ub-common-name).
    const value = new Utf8String({ value: `Seal of ${institution}`.slice(0, 64) });
    name.typesAndValues = [new pkijs.AttributeTypeAndValue({ type: oid.commonName, value })];
  }
  certificate.notBefore.value = new Date(at);
  certificate.notAfter.value = new Date(at);
  certificate.notAfter.value.setUTCFullYear(certificate.notBefore.value.getUTCFullYear() + years);
  const identifier = new OctetString({
    valueHex: bufferOf(createHash('sha256').update(spki).digest().subarray(0, 20)),
  });
  certificate.extensions = [
    extension(oid.basicConstraints, true, new pkijs.BasicConstraints({ cA: false })),
    extension(oid.keyUsage, true, { toSchema: () => new BitString({ valueHex: bufferOf([0xc0]), unusedBits: 6 }) }),
    extension(oid.extendedKeyUsage, false, new pkijs.ExtKeyUsage({ keyPurposes: [oid.documentSigning] })),
    extension(oid.subjectKeyIdentifier, false, { toSchema: () => identifier }),
  ];
  await certificate.sign(await subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']), 'SHA-256');
  return new X509Certificate(Buffer.from(certificate.toSchema().toBER(false))).toString();
}

const bufferOf = (bytes: ArrayLike<number>): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** 16 random bytes, positive and without leading zeros in any encoding. */
const serialNumber = (): ArrayBuffer => bufferOf([0x01, ...randomBytes(15)]);

const extension = (
  extnID: string,
  critical: boolean,
  value: { toSchema(): { toBER(sizeOnly?: boolean): ArrayBuffer } },
): pkijs.Extension => new pkijs.Extension({ extnID, critical, extnValue: value.toSchema().toBER(false) });

/** A key with its self-made certificate, for the embedded default and tests. */
export async function makeSealIdentity(owner: SealOwner): Promise<SealIdentity> {
  const keyPem = makeSealKey();
  return sealIdentityFrom(keyPem, await makeSealCertificate(keyPem, owner));
}

/**
 * @param keyPem PKCS#8, EC P-256 or RSA of at least 3072 bits
 * @param chainPem the key's certificate, then those that issued it
 * @throws SealError `bad-identity` when they cannot be read or do not belong together
 */
export function sealIdentityFrom(keyPem: string, chainPem: string): SealIdentity {
  try {
    const key = createPrivateKey(keyPem);
    const pems = chainPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    const [own, ...issuers] = pems.map((pem) => Uint8Array.from(new X509Certificate(pem).raw));
    if (!own || !new X509Certificate(own).checkPrivateKey(key)) throw new Error('the certificate is of another key');
    const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
    const strong = namedCurve === 'prime256v1' || (key.asymmetricKeyType === 'rsa' && (modulusLength ?? 0) >= 3072);
    if (!strong) throw new Error('the key must be EC P-256, or RSA of at least 3072 bits');
    return { key, chain: [own, ...issuers] };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unreadable';
    throw new SealError('bad-identity', `The seal's key and certificate cannot be used: ${why}.`, { cause });
  }
}
