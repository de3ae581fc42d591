import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiProcess } from './api-process.ts';

/** Time in which an honest client must have its answer, on a busy machine. */
const PATIENCE_MS = 5_000;

export interface Beside {
  readonly answered: number;
  readonly slowestMs: number;
  /** By how many bytes the process had grown at its largest. */
  readonly grown: number;
}

/**
 * Does harm while an honest client goes on asking for something that needs the records.
 * @throws when the honest client was not answered, or the process complained
 */
export async function beside(api: ApiProcess, harm: () => Promise<void>): Promise<Beside> {
  const before = api.memory();
  const complaints = api.complaints().length;
  const state = { over: false, answered: 0, slowestMs: 0, grown: 0 };
  const failures: string[] = [];
  const honest = async (): Promise<void> => {
    while (!state.over) {
      const begun = performance.now();
      try {
        const answer = await fetch(`${api.url}/api/institutions`, { signal: AbortSignal.timeout(PATIENCE_MS) });
        await answer.text();
        if (answer.status !== 200) failures.push(`status ${answer.status}`);
        state.answered += 1;
      } catch (error) {
        failures.push(String(error));
      }
      state.slowestMs = Math.max(state.slowestMs, performance.now() - begun);
      state.grown = Math.max(state.grown, api.memory() - before);
      await sleep(50);
    }
  };
  const asking = honest();
  try {
    await harm();
  } finally {
    state.over = true;
    await asking;
  }
  expect(failures, 'the honest client').to.deep.equal([]);
  expect(state.answered).to.be.greaterThan(0);
  expect(api.complaints().slice(complaints), 'what the process complains of').to.deep.equal([]);
  return state;
}
