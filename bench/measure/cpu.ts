import { readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second. */
const TICK_MS = 10;

/** Milliseconds of processor time that a process has used, all its threads; 0 where the system does not tell. */
export function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
}

/** Adds up who used how much, over many spans. */
export interface CpuBook {
  /** Does the work and writes down what each process used meanwhile. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Milliseconds for each of so many things done, by process. */
  perThing(things: number): string;
}

export function cpuBook(pids: Readonly<Record<string, number>>): CpuBook {
  const used = new Map<string, number>();
  return {
    async during(work) {
      const before = Object.entries(pids).map(([name, pid]) => [name, pid, cpuOf(pid)] as const);
      const result = await work();
      for (const [name, pid, at] of before) used.set(name, (used.get(name) ?? 0) + cpuOf(pid) - at);
      return result;
    },
    perThing: (things) =>
      [...used]
        .filter(([, ms]) => ms / things >= 0.05)
        .map(([name, ms]) => `${name} ${(ms / things).toFixed(1)}`)
        .join(', '),
  };
}
