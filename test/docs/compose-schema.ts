import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../dev/binaries/cache.ts';

const run = promisify(execFile);

/** A wheel that carries the schema of the Compose specification; the package and the schema are under Apache-2.0. */
const WHEEL = {
  requirement: 'check-jsonschema==0.39.0',
  sha256: '14ce5c94871c551268ea948ffe21e9f1464dc48fb20bf9a4c13deeaaf756cf9b',
  schema: 'check_jsonschema/builtin_schemas/vendor/compose-spec.json',
};
const SCHEMA_SHA256 = 'd549057ebc2925f39f62799eab0db7b9e2c18b35b6c00595199116da3ed10e64';

/** The JSON schema of the Compose specification: from the cache, else downloaded; other bytes than the pinned are refused. */
export async function composeSchema(): Promise<object> {
  const place = join(await cacheFolder(process.env, tmpdir()), `compose-spec-${SCHEMA_SHA256.slice(0, 12)}.json`);
  const kept = await readFile(place).catch(() => undefined);
  const bytes = kept !== undefined && isPinned(kept) ? kept : await download(place);
  const schema: unknown = JSON.parse(bytes.toString('utf8'));
  if (typeof schema !== 'object' || schema === null) throw new Error('The schema is not a JSON object.');
  return schema;
}

const isPinned = (bytes: Buffer): boolean => createHash('sha256').update(bytes).digest('hex') === SCHEMA_SHA256;

async function download(place: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'smile-schema-'));
  try {
    const requirements = join(folder, 'requirements.txt');
    await writeFile(requirements, `${WHEEL.requirement} --hash=sha256:${WHEEL.sha256}\n`);
    const options = ['--no-deps', '--require-hashes', '--only-binary=:all:', '--disable-pip-version-check', '--quiet'];
    await run('python3', ['-m', 'pip', 'download', ...options, '--dest', folder, '--requirement', requirements]);
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`pip downloaded no wheel of ${WHEEL.requirement}.`);
    await run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
    const bytes = await readFile(join(folder, WHEEL.schema));
    if (!isPinned(bytes)) throw new Error('The schema in the wheel is not the one that was pinned: refused.');
    const draft = `${place}.${String(process.pid)}`;
    await writeFile(draft, bytes);
    await rename(draft, place);
    return bytes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
