import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundle } from '../../workflows/bundle.ts';

const root = join(import.meta.dirname, '..', '..');

type Change = readonly [file: string, line: string, instead: string];

/** The workflows' code with some lines of its files replaced. */
export async function bundleOf(...changes: readonly Change[]): Promise<WorkflowBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'smile-rules-'));
  try {
    for (const part of ['domain', 'workflows', 'package.json'])
      await cp(join(root, part), join(folder, part), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [file, line, instead] of changes) {
      const before = await readFile(join(folder, file), 'utf8');
      if (!before.includes(line)) throw new Error(`${file} has no line: ${line}`);
      await writeFile(join(folder, file), before.replace(line, instead));
    }
    return await bundle(join(folder, 'workflows'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
