import { access, mkdir } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { StartProblem } from '../problem.ts';

/**
 * The folder for downloaded programs: SMILE_CACHE, XDG_CACHE_HOME/smile, ~/.cache/smile or SMILE_DATA/cache, the first
 * that can be written. Throws StartProblem `no-cache`.
 */
export async function cacheFolder(env: NodeJS.ProcessEnv, data?: string): Promise<string> {
  const { SMILE_CACHE: own, XDG_CACHE_HOME: xdg, HOME: home } = env;
  const candidates = [
    ...(own ? [own] : []),
    ...(xdg ? [join(xdg, 'smile')] : []),
    ...(home ? [join(home, '.cache', 'smile')] : []),
    ...(data ? [join(data, 'cache')] : []),
  ];
  for (const folder of candidates) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await access(folder, constants.W_OK);
      return folder;
    } catch {
      // The next candidate is the answer; when none is left, all are named below.
    }
  }
  throw new StartProblem(
    'no-cache',
    `No folder for downloads can be written (${candidates.join(', ')}): set SMILE_CACHE.`,
  );
}
