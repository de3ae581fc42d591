import type { TaskId } from '../../ids.ts';
import type { TaskBox } from '../diagram.ts';

/** An arrow from one task to another, by their places in the stage. */
export interface Arrow {
  readonly from: TaskId;
  readonly to: TaskId;
}

export interface Rows {
  readonly rows: readonly (readonly TaskBox[])[];
  /** Those that say something: who comes after B, which comes after A, comes after A anyhow. */
  readonly arrows: readonly Arrow[];
}

/** The tasks of a stage in rows: each below all that come before it, at most so many side by side. */
export function rowsOf(tasks: readonly TaskBox[], columns: number): Rows {
  const index = new Map(tasks.map(({ task }, n) => [task, n]));
  const before = tasks.map(({ after }) => [...new Set(after.flatMap((a) => index.get(a) ?? []))]);
  const { depth, parents } = layered(before);
  const reduced = reduce(parents, depth);
  const at = (n: number): TaskBox[] => tasks.slice(n, n + 1);
  const arrows = reduced.flatMap((those, to) =>
    those.flatMap((from) => at(from).flatMap((f) => at(to).map((t) => ({ from: f.task, to: t.task })))),
  );
  if (columns === 1) return { rows: inTurn(parents).map(at), arrows };
  const layers: number[][] = [];
  depth.forEach((d, n) => (layers[d] ??= []).push(n));
  const place = new Map<number, number>();
  const rows = layers.flatMap((layer) => {
    const wanted = (n: number): number => mean((reduced[n] ?? []).map((p) => place.get(p) ?? 0.5));
    const ordered = [...layer].sort((a, b) => wanted(a) - wanted(b) || a - b);
    const split: number[][] = [];
    for (let from = 0; from < ordered.length; from += columns) split.push(ordered.slice(from, from + columns));
    for (const row of split) row.forEach((n, at) => place.set(n, (at + 0.5) / row.length));
    return split;
  });
  return { rows: rows.map((row) => row.flatMap(at)), arrows };
}

/** In the order of the procedure, but none above one that comes before it. */
function inTurn(parents: readonly (readonly number[])[]): number[] {
  const turn = new Set<number>();
  const put = (n: number): void => {
    if (turn.has(n)) return;
    for (const parent of parents[n] ?? []) put(parent);
    turn.add(n);
  };
  parents.forEach((_, n) => {
    put(n);
  });
  return [...turn];
}

/** How many tasks come before each at most; where they wait for each other in a circle, the circle is cut. */
function layered(before: readonly (readonly number[])[]): { readonly depth: number[]; readonly parents: number[][] } {
  const depth = before.map(() => -1);
  const parents = before.map((): number[] => []);
  const under = new Set<number>();
  const visit = (n: number): number => {
    const known = depth[n] ?? 0;
    if (known >= 0) return known;
    under.add(n);
    const kept = (before[n] ?? []).filter((p) => !under.has(p));
    const deep = kept.reduce((deepest, p) => Math.max(deepest, visit(p) + 1), 0);
    under.delete(n);
    depth[n] = deep;
    parents[n] = kept;
    return deep;
  };
  before.forEach((_, n) => visit(n));
  return { depth, parents };
}

function reduce(parents: readonly (readonly number[])[], depth: readonly number[]): number[][] {
  const ancestors = parents.map((): bigint => 0n);
  const byDepth = depth.map((_, n) => n).sort((a, b) => (depth[a] ?? 0) - (depth[b] ?? 0));
  for (const n of byDepth)
    ancestors[n] = (parents[n] ?? []).reduce((all, p) => all | (ancestors[p] ?? 0n) | (1n << BigInt(p)), 0n);
  return parents.map((those) => {
    const beyond = those.reduce((all, p) => all | (ancestors[p] ?? 0n), 0n);
    return those.filter((p) => (beyond & (1n << BigInt(p))) === 0n);
  });
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0.5 : values.reduce((sum, v) => sum + v, 0) / values.length;
