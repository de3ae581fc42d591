import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import type { Db } from './connect.ts';
import { decrypt, encrypt, KeyUnavailable } from './crypto.ts';
import type { Keys } from './keys.ts';

const ENCODING = 'binary/smile';
const WORKFLOW_ID = /^mobility:[^:]+:([A-Z0-9-]+)$/;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array | null | undefined): string => new TextDecoder().decode(value ?? new Uint8Array());

/**
 * Everything that Temporal keeps of a mobility is encrypted with that mobility's key: destroying the key erases it
 * there too. What belongs to no mobility passes through. Decoding throws only `KeyUnavailable`: anything else would end
 * the worker for everybody.
 */
export function payloadCodec(db: Db, keys: Keys): PayloadCodec {
  return {
    async encode(payloads, context) {
      const reference = referenceOf(context);
      if (reference === undefined || payloads.length === 0) return payloads;
      try {
        const key = await keys.existingKey(db, reference);
        return payloads.map((payload) => ({
          metadata: { encoding: bytes(ENCODING), reference: bytes(reference) },
          data: encrypt(key, aad(reference), pack(payload)),
        }));
      } catch (error) {
        // An activity that cannot even tell why it failed would end the worker for everybody.
        if (payloads.every(isFailureText)) return payloads.map(() => UNSAID);
        throw error;
      }
    },
    decode: (payloads) => Promise.all(payloads.map((payload) => decoded(db, keys, payload))),
  };
}

async function decoded(db: Db, keys: Keys, payload: Payload): Promise<Payload> {
  if (text(payload.metadata?.['encoding']) !== ENCODING) return payload;
  const reference = text(payload.metadata?.['reference']);
  try {
    const key = await keys.existingKey(db, reference);
    return unpack(decrypt(key, aad(reference), payload.data ?? new Uint8Array()));
  } catch (error) {
    throw new KeyUnavailable(`What Temporal keeps of ${reference} cannot be read now.`, { cause: error });
  }
}

/** What the failure converter makes of a failure's words. */
function isFailureText({ data }: Payload): boolean {
  try {
    const value: unknown = JSON.parse(text(data));
    return typeof value === 'object' && value !== null && Object.keys(value).join() === 'message,stack_trace';
  } catch {
    return false;
  }
}

const UNSAID = defaultPayloadConverter.toPayload({
  message: 'Why this failed cannot be kept: the key of this mobility is not available.',
  stack_trace: '',
});

/** The mobility that a payload belongs to, by the id of its workflow. */
const referenceOf = (context: Parameters<PayloadCodec['encode']>[1]): string | undefined =>
  WORKFLOW_ID.exec(context?.workflowId ?? '')?.[1];

const aad = (reference: string): string => `temporal:${reference}`;

function pack({ metadata, data }: Payload): Buffer {
  const head = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
  const json = Buffer.from(JSON.stringify(head));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(json.length);
  // An empty one comes out of the sandbox as a plain array, which Buffer.concat would refuse.
  return Buffer.concat([size, json, Buffer.from(data ?? [])]);
}

function unpack(packed: Buffer): Payload {
  const size = packed.readUInt32BE();
  // Written by `pack` and sealed with an authenticated key.
  const head = JSON.parse(packed.subarray(4, 4 + size).toString()) as [string, string][];
  return {
    metadata: Object.fromEntries(head.map(([name, value]) => [name, new Uint8Array(Buffer.from(value, 'base64'))])),
    data: new Uint8Array(packed.subarray(4 + size)),
  };
}
