import type { TaskId } from '../../ids.ts';
import type { Diagram, TaskBox } from '../diagram.ts';
import { sideTracks } from './channels.ts';
import { rowsOf, type Arrow } from './rows.ts';

const MOST_SIDE = 8;
const MOST_BACK = 12;

/** A row of cards, by the number of its stage and its own number in the whole picture. */
export interface Row {
  readonly stage: number;
  readonly n: number;
  readonly tasks: readonly TaskBox[];
}

/** Arrows from one task that pass rows by, along the left side. */
export interface Skip {
  readonly from: TaskId;
  readonly to: readonly TaskId[];
  readonly track: number;
}
/** An arrow back up, along the right side. */
export interface Back extends Arrow {
  readonly track: number;
}

export interface Plan {
  readonly rows: readonly Row[];
  readonly rowOf: ReadonlyMap<TaskId, Row>;
  /** Arrows to the row below, by where they begin. */
  readonly next: ReadonlyMap<TaskId, readonly TaskId[]>;
  readonly skips: readonly Skip[];
  readonly backs: readonly Back[];
  /** Tasks of which an arrow is not drawn, since there are too many. */
  readonly named: ReadonlySet<TaskId>;
}

/** Which card is in which row, and which arrow goes which way: before anything is measured. */
export function planOf({ stages }: Diagram, columns: number): Plan {
  const rows: Row[] = [];
  const arrows: Arrow[] = [];
  stages.forEach(({ tasks }, stage) => {
    const found = rowsOf(tasks, columns);
    for (const row of found.rows) rows.push({ stage, n: rows.length, tasks: row });
    arrows.push(...found.arrows);
  });
  const rowOf = new Map(rows.flatMap((row) => row.tasks.map((t) => [t.task, row])));
  const n = (task: TaskId): number => rowOf.get(task)?.n ?? 0;
  const next = grouped(arrows.filter(({ from, to }) => n(to) === n(from) + 1));
  const far = [...grouped(arrows.filter(({ from, to }) => n(to) > n(from) + 1))];
  const sides = sideTracks(
    far.map(([from, to]) => [n(from) + 1, Math.max(...to.map(n))]),
    MOST_SIDE,
  );
  const skips = far.map(([from, to], at) => ({ from, to, track: sides[at] ?? -1 }));
  const back = rows.flatMap((row) =>
    row.tasks.flatMap(({ task, backTo }) =>
      backTo === undefined || !rowOf.has(backTo) ? [] : [{ from: task, to: backTo }],
    ),
  );
  const right = sideTracks(
    back.map(({ from, to }) => [n(from) + 1, n(to)]),
    MOST_BACK,
  );
  return {
    rows,
    rowOf,
    next,
    skips: skips.filter(({ track }) => track >= 0),
    backs: back.map((one, at) => ({ ...one, track: right[at] ?? -1 })).filter(({ track }) => track >= 0),
    named: new Set(skips.filter(({ track }) => track < 0).flatMap(({ to }) => to)),
  };
}

function grouped(arrows: readonly Arrow[]): ReadonlyMap<TaskId, readonly TaskId[]> {
  const found = new Map<TaskId, TaskId[]>();
  for (const { from, to } of arrows) found.set(from, [...(found.get(from) ?? []), to]);
  return found;
}
