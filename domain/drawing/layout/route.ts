import type { TaskId } from '../../ids.ts';
import { TRACK, tracksOf, type Bus } from './channels.ts';
import type { Plan } from './plan.ts';
import type { Ports } from './ports.ts';
import type { Point, Shape } from './shapes.ts';

/** The rooms above and below rows, in which lines run across: each row has one above it, shared with the row before in its stage. */
export interface Rooms {
  /** How many tracks each needs, by the number of the row below it. */
  readonly above: readonly number[];
  /** The same below the last row of each stage, by the number of that row. */
  readonly below: ReadonlyMap<number, number>;
  /** Draws every arrow, once it is known where rows, rooms and sides are. */
  draw(places: Places): Shape[];
}

export interface Places {
  /** The upper edge of the tracks of a room, by the number of its row. */
  readonly above: (row: number) => number;
  readonly below: (row: number) => number;
  readonly bottomOf: (task: TaskId) => number;
  readonly topOf: (task: TaskId) => number;
  readonly left: (track: number) => number;
  readonly right: (track: number) => number;
}

/** The room that a line enters when it leaves a row downwards: that above the next row, or the one below its stage. */
interface Room {
  readonly row: number;
  readonly at: 'above' | 'below';
}

export function roomsOf(plan: Plan, ports: Ports): Rooms {
  const buses = new Map<string, (Bus & { readonly room: Room })[]>();
  const drawn: ((places: Places) => Shape)[] = [];
  const n = (task: TaskId): number => plan.rowOf.get(task)?.n ?? 0;
  const under = (row: number): Room =>
    plan.rows[row + 1]?.stage === plan.rows[row]?.stage && plan.rows[row + 1] !== undefined
      ? { row: row + 1, at: 'above' }
      : { row, at: 'below' };
  const over = (row: number): Room => ({ row, at: 'above' });
  const add = (room: Room, bus: Bus): { readonly room: Room; readonly at: number } => {
    const there = buses.get(keyOf(room)) ?? [];
    buses.set(keyOf(room), [...there, { ...bus, room }]);
    return { room, at: there.length };
  };
  const tracks = new Map<string, number[]>();
  const yOf = ({ room, at }: { readonly room: Room; readonly at: number }, places: Places): number =>
    places[room.at](room.row) + (tracks.get(keyOf(room))?.[at] ?? 0) * TRACK;
  const path = (points: (places: Places) => Point[], style: 'after' | 'back'): void => {
    drawn.push((places) => ({ is: 'path', points: points(places), style }));
  };

  for (const [from, to] of plan.next) {
    const x = ports.exit(from);
    const only = to.length === 1 ? ports.entry(from, to[0] ?? '') : undefined;
    if (only === x) {
      path(
        (p) => [
          [x, p.bottomOf(from)],
          [x, p.topOf(to[0] ?? '')],
        ],
        'after',
      );
      continue;
    }
    const bus = add(under(n(from)), { from: [x], to: to.map((one) => ports.entry(from, one)) });
    for (const one of to) {
      const into = ports.entry(from, one);
      path(
        (p) => [
          [x, p.bottomOf(from)],
          [x, yOf(bus, p)],
          [into, yOf(bus, p)],
          [into, p.topOf(one)],
        ],
        'after',
      );
    }
  }
  const around = (
    from: TaskId,
    to: readonly TaskId[],
    side: (places: Places) => number,
    style: 'after' | 'back',
  ): void => {
    const back = style === 'back';
    const x = ports.exit(from, back);
    const out = add(under(n(from)), { from: [x], to: [] });
    for (const one of to) {
      const into = ports.entry(from, one, back);
      const last = add(over(n(one)), { from: [], to: [into] });
      path(
        (p) => [
          [x, p.bottomOf(from)],
          [x, yOf(out, p)],
          [side(p), yOf(out, p)],
          [side(p), yOf(last, p)],
          [into, yOf(last, p)],
          [into, p.topOf(one)],
        ],
        style,
      );
    }
  };
  for (const { from, to, track } of plan.skips) around(from, to, (p) => p.left(track), 'after');
  for (const { from, to, track } of plan.backs) around(from, [to], (p) => p.right(track), 'back');
  for (const [key, those] of buses) tracks.set(key, tracksOf(those));

  const count = (room: Room): number => buses.get(keyOf(room))?.length ?? 0;
  return {
    above: plan.rows.map(({ n: row }) => count(over(row))),
    below: new Map(
      plan.rows.filter(({ n: row }) => under(row).at === 'below').map(({ n: row }) => [row, count(under(row))]),
    ),
    draw: (places) => drawn.map((one) => one(places)),
  };
}

const keyOf = ({ row, at }: Room): string => `${at} ${String(row)}`;
