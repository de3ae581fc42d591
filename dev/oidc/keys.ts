import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeAtomically } from '../files.ts';

const schema = z.object({
  jwks: z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) }),
  cookieKey: z.string().min(32),
});
export type ProviderKeys = z.infer<typeof schema>;

/** The provider's signing and cookie keys, made once and kept in the data folder: tokens outlive a restart. */
export async function providerKeys(data: string): Promise<ProviderKeys> {
  const file = join(data, 'keys', 'dev-oidc.json');
  const kept = await readJsonFile(file);
  if (kept !== undefined) return schema.parse(kept);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'dev-1' };
  const keys = { jwks: { keys: [jwk] }, cookieKey: randomBytes(32).toString('base64url') };
  await mkdir(join(data, 'keys'), { recursive: true, mode: 0o700 });
  await writeAtomically(file, JSON.stringify(keys));
  return keys;
}
