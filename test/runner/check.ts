import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CHECK } from './groups.ts';
import { runProgram } from './processes.ts';
import type { TestResult } from './result.ts';

const CHECK_WITHIN_MS = 300_000;
const manifest = z.object({ scripts: z.record(z.string(), z.string()) });

/** The parts of `npm run check`, by name, in its order. */
export async function checks(root: string): Promise<string[]> {
  const { scripts } = manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const names = [...(scripts['check'] ?? '').matchAll(/npm run (?:-s )?(\w+)/g)].map((match) => match[1] ?? '');
  if (names.length === 0) throw new Error('package.json has no script "check" made of other scripts.');
  return names;
}

/** Runs one of them as a test. */
export async function runCheck(root: string, name: string): Promise<TestResult> {
  const { status, output, seconds } = await runProgram('npm', ['run', '-s', name], {
    cwd: root,
    withinMs: CHECK_WITHIN_MS,
  });
  const base = { title: `${CHECK} ${name}`, file: '', milliseconds: seconds * 1000 };
  return status === 0 ? { ...base, outcome: 'passed' } : { ...base, outcome: 'failed', message: output.trim() };
}
