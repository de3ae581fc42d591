import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundle } from './bundle.ts';

/** The workflows' code, made anew only when it changed: a worker that is restarted is back at once. */
export async function cachedBundle(folder: string): Promise<WorkflowBundle> {
  const path = join(folder, `workflows-${await sourceHash()}.js`);
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined) return { code: kept };
  const { code } = await bundle();
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${String(process.pid)}`;
  await writeFile(temporary, code);
  await rename(temporary, path);
  return { code };
}

/** A hash of everything that the bundle is made of: our sources and the locked versions of packages. */
async function sourceHash(): Promise<string> {
  const root = join(import.meta.dirname, '..');
  const hash = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  for (const folder of ['domain', 'workflows']) {
    const files = (await readdir(join(root, folder), { recursive: true })).filter((f) => f.endsWith('.ts')).sort();
    for (const file of files) hash.update(file).update(await readFile(join(root, folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
