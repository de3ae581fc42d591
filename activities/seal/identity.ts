import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  webcrypto,
  X509Certificate as NodeCertificate,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
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
/** RFC 9336: the key signs documents, nothing else. */
const documentSigning = '1.3.6.1.5.5.7.3.36';

/** A new key (EC P-256), as PKCS#8 PEM. */
export const makeSealKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/**
 * A certificate that the key gives to itself, as PEM, valid for ten years. It proves that two seals come from one key; who
 * holds the key must be learnt elsewhere.
 */
export async function makeSealCertificate(keyPem: string, { institution, at }: SealOwner): Promise<string> {
  x509.cryptoProvider.set(webcrypto);
  const key = createPrivateKey(keyPem);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new SealError(
      'bad-identity',
      'A certificate is made only for an EC P-256 key: bring the certificate of this key.',
    );
  }
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const privateKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
  const publicKey = await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
  const notBefore = new Date(at);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + years);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ O: [institution] }, { CN: [`Seal of ${institution}`] }],
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: { privateKey, publicKey },
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true),
      new x509.ExtendedKeyUsageExtension([documentSigning]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

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
    const chain = x509.PemConverter.decode(chainPem).map((der) => new Uint8Array(der));
    const [own, ...issuers] = chain;
    if (!own || !new NodeCertificate(own).checkPrivateKey(key)) throw new Error('the certificate is of another key');
    const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
    const strong = namedCurve === 'prime256v1' || (key.asymmetricKeyType === 'rsa' && (modulusLength ?? 0) >= 3072);
    if (!strong) throw new Error('the key must be EC P-256, or RSA of at least 3072 bits');
    return { key, chain: [own, ...issuers] };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unreadable';
    throw new SealError('bad-identity', `The seal's key and certificate cannot be used: ${why}.`, { cause });
  }
}
