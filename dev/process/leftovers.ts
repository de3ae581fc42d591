import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRecord } from '../run-file.ts';

/**
 * Ends what an earlier start of the same folder left running (it was killed). A process is ours when its environment
 * names the folder: ids are given again to others. Where there is no /proc, nothing is ended.
 */
export async function endLeftovers(data: string, run: unknown, say: (line: string) => void): Promise<void> {
  const recorded = isRecord(run) && isRecord(run['pids']) ? Object.entries(run['pids']) : [];
  const ours: number[] = [];
  for (const [name, pid] of recorded) {
    if (typeof pid !== 'number' || pid === process.pid || !(await runsFor(pid, data))) continue;
    say(`${name} (process ${pid}) was left running by an earlier start: ending it.`);
    ours.push(pid);
  }
  for (const pid of ours) signal(pid, 'SIGTERM');
  const deadline = Date.now() + 5_000;
  let left = ours;
  while (left.length > 0 && Date.now() < deadline) {
    await sleep(50);
    const still = await Promise.all(left.map((pid) => runsFor(pid, data)));
    left = left.filter((_, place) => still[place]);
  }
  for (const pid of left) signal(pid, 'SIGKILL');
}

async function runsFor(pid: number, data: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    return environment.split('\0').includes(`SMILE_DATA=${data}`);
  } catch {
    return false; // Gone, or somebody else's. (That of a zombie reads as empty.)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between.
  }
}
