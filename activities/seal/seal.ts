import { createHash, sign } from 'node:crypto';
import { PDF } from '@libpdf/core';
import type { Signer, TimestampAuthority } from '@libpdf/core';
import { SealError } from './error.ts';
import type { SealIdentity } from './identity.ts';
import { timestampToken } from './timestamp.ts';

export interface SealOptions {
  readonly identity: SealIdentity;
  /** Why it is sealed, as words. */
  readonly reason: string;
  /** Instant that the seal claims. */
  readonly at: string;
  /** A time-stamping authority (RFC 3161), when one is configured. */
  readonly tsaUrl?: string;
  readonly tsaTimeoutMs?: number;
}

export interface Sealed {
  readonly pdf: Uint8Array;
  readonly level: 'B-B' | 'B-T';
  /** SHA-256 of the sealed file, in hexadecimal. */
  readonly sha256: string;
  /** Why the level is lower than what was asked for: to be shown, and tried again. */
  readonly withoutTimestamp?: string;
}

/**
 * Seals a PDF: a PAdES signature (ETSI EN 319 142-1, ETSI.CAdES.detached) that is appended, so that earlier signatures
 * stay valid. Without an answer of the time-stamping authority it is sealed all the same, one level lower.
 * @throws SealError `bad-pdf`
 */
export async function sealPdf(pdf: Uint8Array, options: SealOptions): Promise<Sealed> {
  const { tsaUrl, tsaTimeoutMs = 10_000 } = options;
  if (tsaUrl === undefined) return { ...(await signed(pdf, options)), level: 'B-B' };
  const authority = { timestamp: (digest: Uint8Array) => timestampToken(tsaUrl, digest, tsaTimeoutMs) };
  try {
    return { ...(await signed(pdf, options, authority)), level: 'B-T' };
  } catch (error) {
    if (!(error instanceof SealError) || error.code !== 'no-timestamp') throw error;
    return { ...(await signed(pdf, options)), level: 'B-B', withoutTimestamp: error.message };
  }
}

async function signed(
  pdf: Uint8Array,
  { identity, reason, at }: SealOptions,
  timestampAuthority?: TimestampAuthority,
): Promise<{ pdf: Uint8Array; sha256: string }> {
  const document = await PDF.load(pdf).catch((cause: unknown) => {
    throw new SealError('bad-pdf', 'What should be sealed is not a PDF that can be read.', { cause });
  });
  const { bytes } = await document.sign({
    signer: signerOf(identity),
    // libpdf 0.4.2 escapes brackets and backslashes twice: people would read \( for (.
    reason: reason.replaceAll('(', '[').replaceAll(')', ']').replaceAll('\\', '/'),
    signingTime: new Date(at),
    subFilter: 'ETSI.CAdES.detached',
    digestAlgorithm: 'SHA-256',
    // The room for the signature must be known beforehand: certificates, and the authority's own in its token.
    estimatedSize: 16_384 + identity.chain.reduce((sum, der) => sum + der.byteLength, 0),
    ...(timestampAuthority ? { timestampAuthority } : {}),
  });
  return { pdf: bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function signerOf({ key, chain: [certificate, ...issuers] }: SealIdentity): Signer {
  const elliptic = key.asymmetricKeyType === 'ec';
  return {
    certificate,
    certificateChain: issuers,
    keyType: elliptic ? 'EC' : 'RSA',
    signatureAlgorithm: elliptic ? 'ECDSA' : 'RSASSA-PKCS1-v1_5',
    sign: (data) => Promise.resolve(sign('sha256', data, elliptic ? { key, dsaEncoding: 'der' } : key)),
  };
}
