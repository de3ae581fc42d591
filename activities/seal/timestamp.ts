import { randomBytes } from 'node:crypto';
import { Integer, OctetString } from 'asn1js';
import * as pkijs from 'pkijs';
import { SealError } from './error.ts';

const sha256Oid = '2.16.840.1.101.3.4.2.1';
const mostBytes = 64 * 1024;

/**
 * Asks a time-stamping authority (RFC 3161 over HTTP) for a token about a SHA-256 digest.
 * @returns the token (DER), known to be about this digest and this request
 * @throws SealError `no-timestamp`
 */
export async function timestampToken(url: string, digest: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
  const nonce = randomBytes(16);
  nonce[0] = 0x01; // positive, and without a leading zero, however it is encoded
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: requestFor(digest, nonce),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    if (!response.ok) throw new Error(`it answered with status ${String(response.status)}`);
    return tokenIn(await bounded(response), digest, nonce);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new SealError('no-timestamp', `The time-stamping authority gave no time stamp: ${why}.`, { cause });
  }
}

function requestFor(digest: Uint8Array, nonce: Uint8Array): ArrayBuffer {
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: sha256Oid }),
      hashedMessage: new OctetString({ valueHex: Uint8Array.from(digest).buffer }),
    }),
    nonce: new Integer({ valueHex: Uint8Array.from(nonce).buffer }),
    certReq: true,
  });
  return request.toSchema().toBER(false);
}

async function bounded(response: Response): Promise<Uint8Array> {
  if (!response.body) throw new Error('its answer is empty');
  const body: AsyncIterable<Uint8Array> = response.body;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.byteLength;
    if (size > mostBytes) throw new Error('its answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tokenIn(answer: Uint8Array, digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  const { status, timeStampToken } = pkijs.TimeStampResp.fromBER(answer);
  if (status.status !== pkijs.PKIStatus.granted && status.status !== pkijs.PKIStatus.grantedWithMods) {
    throw new Error(`it refused, with status ${String(status.status)}`);
  }
  if (!timeStampToken) throw new Error('its answer holds no token');
  const { messageImprint, nonce: answered } = timestampInfo(timeStampToken);
  if (!same(messageImprint.hashedMessage.valueBlock.valueHexView, digest))
    throw new Error('its token is about something else');
  if (!answered || !same(answered.valueBlock.valueHexView, nonce)) throw new Error('its token answers another request');
  return new Uint8Array(timeStampToken.toSchema().toBER(false));
}

/** What a time-stamp token says. */
export function timestampInfo(token: pkijs.ContentInfo): pkijs.TSTInfo {
  const { encapContentInfo } = new pkijs.SignedData({ schema: token.content });
  if (!encapContentInfo.eContent) throw new Error('the token is empty');
  return pkijs.TSTInfo.fromBER(encapContentInfo.eContent.getValue());
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
