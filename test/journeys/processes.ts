import { readdir, readFile } from 'node:fs/promises';

/** The programs that run with this in their environment, as `pid command`: a folder of a test finds all that it started. */
export async function runningWith(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (!environment.includes(text)) return [];
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return command === '' ? [] : [`${pid} ${command.replaceAll('\0', ' ')}`];
    }),
  );
  return found.flat();
}
