import type { Db } from '../../db/connect.ts';
import type { Measured } from '../figure.ts';
import { measured, PAIRS } from '../measure/pairs.ts';
import { median } from '../measure/statistics.ts';
import type { Bench } from '../system/bench.ts';
import { growthData } from './data.ts';
import { scopes, type Scope } from './scopes.ts';

const CALLS = 40;
const WARM = 20;

/** A page or counts as the API asks for them; gives how many rows came. */
export type Read = (db: Db, scope: Scope) => Promise<number>;

/**
 * The median time of a read with a million files beside that with ten thousand, call by call in turns. Of the scopes
 * (one unit, twenty, all) the one that grows most counts.
 */
export async function growth(bench: Bench, read: Read): Promise<Measured> {
  const { db } = await growthData(bench);
  const results: { scope: string; found: Measured; rows: string }[] = [];
  for (const scope of scopes) {
    const rows = `${String(await read(db.large, scope))} rows, ${String(await read(db.small, scope))} before`;
    await inTurns(WARM);
    const values: { ours: number; floor: number }[] = [];
    while (values.length < PAIRS) values.push(await inTurns(CALLS));
    results.push({ scope: scope.scope, found: measured(values), rows });

    async function inTurns(calls: number): Promise<{ ours: number; floor: number }> {
      const times: { ours: number[]; floor: number[] } = { ours: [], floor: [] };
      const large = async (): Promise<unknown> => times.ours.push(await timed(() => read(db.large, scope)));
      const small = async (): Promise<unknown> => times.floor.push(await timed(() => read(db.small, scope)));
      for (let n = 0; n < calls; n += 1) for (const one of n % 2 === 0 ? [large, small] : [small, large]) await one();
      return { ours: median(times.ours), floor: median(times.floor) };
    }
  }
  const worst = results.reduce((most, one) => (one.found.ratio > most.found.ratio ? one : most));
  const notes = results.map(
    ({ scope, found, rows }) =>
      `${scope}: ${found.ours.toFixed(2)} ms beside ${found.floor.toFixed(2)} ms, ${found.ratio.toFixed(2)} (${rows})`,
  );
  return { ...worst.found, notes };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
