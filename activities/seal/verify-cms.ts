import { X509Certificate, createHash } from 'node:crypto';
import { Constructed, OctetString, Sequence, UTCTime, GeneralizedTime, fromBER } from 'asn1js';
import * as pkijs from 'pkijs';
import { timestampInfo } from './timestamp.ts';

export interface CmsFacts {
  /** The signed bytes are as they were signed, by the key of `signer`. */
  readonly whole: boolean;
  /** PAdES level that was found: `B-B` names its certificate in what is signed, `B-T` has a time stamp too. */
  readonly level: 'B-T' | 'B-B' | 'none';
  readonly signer?: CertificateFacts;
  /** Instant that the signer claims. */
  readonly claimedAt?: string;
  /** What a time-stamping authority said about the signature. */
  readonly timestamp?: { readonly at: string; readonly authority: CertificateFacts };
}

export interface CertificateFacts {
  readonly name: string;
  /** SHA-256 of the certificate (DER), in hexadecimal. */
  readonly sha256: string;
  readonly pem: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

const oid = {
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timestampToken: '1.2.840.113549.1.9.16.2.14',
};

/**
 * Checks a detached CMS signature (RFC 5652) over `data`. After it only zeros may stand: the room that was kept for it.
 * Some bytes of its own envelope are signed by nobody (RFC 5652, 5.4); the document is not affected by them.
 */
export async function verifyCms(cms: Uint8Array, data: Uint8Array): Promise<CmsFacts> {
  try {
    const { offset, result } = fromBER(cms);
    if (offset <= 0 || cms.subarray(offset).some((byte) => byte !== 0)) return { whole: false, level: 'none' };
    const info = new pkijs.ContentInfo({ schema: result });
    const signed = new pkijs.SignedData({ schema: info.content });
    const signer = signed.signerInfos[0];
    if (!signer || signed.signerInfos.length !== 1 || signed.encapContentInfo.eContent)
      return { whole: false, level: 'none' };
    const certificate = await checked(signed, data);
    if (!certificate) return { whole: false, level: 'none' };
    const named = namesCertificate(signer, certificate);
    const timestamp = await timestampOf(signer);
    const claimedAt = claimedTime(signer);
    return {
      whole: true,
      level: named ? (timestamp ? 'B-T' : 'B-B') : 'none',
      signer: factsOf(certificate),
      ...(claimedAt ? { claimedAt } : {}),
      ...(timestamp ? { timestamp } : {}),
    };
  } catch {
    // Anything may stand in a file that somebody sends: what cannot be read proves nothing.
    return { whole: false, level: 'none' };
  }
}

/** The certificate whose key made the signature over the data; undefined when it did not. */
async function checked(signed: pkijs.SignedData, data: Uint8Array): Promise<X509Certificate | undefined> {
  const result = await signed.verify({ signer: 0, data: Uint8Array.from(data).buffer, extendedMode: true });
  const certificate = result.signerCertificate;
  if (!result.signatureVerified || !certificate) return undefined;
  return new X509Certificate(Buffer.from(certificate.toSchema(true).toBER(false)));
}

const attribute = (attributes: pkijs.SignedAndUnsignedAttributes | undefined, type: string): unknown =>
  attributes?.attributes.find((found) => found.type === type)?.values[0];

function claimedTime(signer: pkijs.SignerInfo): string | undefined {
  const time = attribute(signer.signedAttrs, oid.signingTime);
  return time instanceof UTCTime || time instanceof GeneralizedTime ? time.toDate().toISOString() : undefined;
}

/** ESS signing-certificate-v2 (RFC 5035): SEQUENCE { SEQUENCE OF SEQUENCE { [hash algorithm,] hash, … } }, SHA-256 by default. */
function namesCertificate(signer: pkijs.SignerInfo, certificate: X509Certificate): boolean {
  const value = attribute(signer.signedAttrs, oid.signingCertificateV2);
  const first = childOf(childOf(value));
  const hash = childOf(first);
  if (!(hash instanceof OctetString)) return false;
  const expected = createHash('sha256').update(certificate.raw).digest();
  return expected.equals(hash.valueBlock.valueHexView);
}

function childOf(value: unknown): unknown {
  return value instanceof Sequence || value instanceof Constructed ? value.valueBlock.value[0] : undefined;
}

async function timestampOf(signer: pkijs.SignerInfo): Promise<CmsFacts['timestamp']> {
  const value = attribute(signer.unsignedAttrs, oid.timestampToken);
  if (!(value instanceof Sequence)) return undefined;
  const token = new pkijs.ContentInfo({ schema: value });
  const signature = signer.signature.valueBlock.valueHexView;
  const imprint = timestampInfo(token).messageImprint.hashedMessage.valueBlock.valueHexView;
  if (!createHash('sha256').update(signature).digest().equals(imprint)) return undefined;
  const authority = await checked(new pkijs.SignedData({ schema: token.content }), signature);
  return authority && { at: timestampInfo(token).genTime.toISOString(), authority: factsOf(authority) };
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    name: /(?:^|\+ )CN=([^+\n]+)/m.exec(certificate.subject)?.[1]?.trim() ?? certificate.subject.replaceAll('\n', ', '),
    sha256: createHash('sha256').update(certificate.raw).digest('hex'),
    pem: certificate.toString(),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
  };
}
