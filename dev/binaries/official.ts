import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { StartProblem } from '../problem.ts';
import type { PinnedBinary } from './pinned.ts';

const inflate = promisify(gunzip);

/** The vendor's download service, also used by the SDK's own test environment. */
export const OFFICIAL = 'https://temporal.download';
const ANSWER_WITHIN_MS = 10_000;
const DOWNLOAD_WITHIN_MS = 45_000;
const ARCHITECTURES: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Downloads the vendor's archive and takes the executable out of it. Gives its path in the folder; throws when it cannot. */
export async function fromOfficialDownload(binary: PinnedBinary, folder: string, base = OFFICIAL): Promise<string> {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined || (process.platform !== 'linux' && process.platform !== 'darwin')) {
    throw new StartProblem('no-platform', `no official ${binary.name} for ${process.platform} ${process.arch}`);
  }
  const query = new URLSearchParams({ arch: architecture, platform: process.platform, format: 'tar.gz' });
  const url = `${base}/${binary.official.artifact}/${binary.official.version}?${query.toString()}`;
  const info: unknown = await (await ask(url, ANSWER_WITHIN_MS)).json();
  if (!isInfo(info)) throw new StartProblem('no-official', `${url} answered something else than expected`);
  const archive = await (await ask(info.archiveUrl, DOWNLOAD_WITHIN_MS)).arrayBuffer();
  const path = join(folder, binary.name);
  await writeFile(path, memberOfTar(await inflate(archive), info.fileToExtract));
  return path;
}

async function ask(url: string, withinMs: number): Promise<Response> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
  if (!answer.ok) throw new StartProblem('no-official', `${url} answered ${answer.status}`);
  return answer;
}

const isInfo = (value: unknown): value is { archiveUrl: string; fileToExtract: string } =>
  typeof value === 'object' &&
  value !== null &&
  'archiveUrl' in value &&
  typeof value.archiveUrl === 'string' &&
  'fileToExtract' in value &&
  typeof value.fileToExtract === 'string';

/** One file of a tar archive (POSIX ustar: 512-byte headers, name at 0, size in octal at 124). */
function memberOfTar(tar: Buffer, name: string): Buffer {
  const text = (from: number, length: number): string => {
    const field = tar.toString('latin1', from, from + length);
    const end = field.indexOf('\0');
    return (end < 0 ? field : field.slice(0, end)).trim();
  };
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    if (!Number.isSafeInteger(size)) break;
    if (text(at, 100).replace(/^\.\//, '') === name) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new StartProblem('no-official', `the official archive holds no ${name}`);
}
