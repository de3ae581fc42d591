import type { TaskId } from '../../ids.ts';
import type { Diagram } from '../diagram.ts';
import type { Words } from '../words/en.ts';
import { cardOf, framed, type Card } from './card.ts';
import { TRACK } from './channels.ts';
import { footOf, headOf } from './frame.ts';
import { planOf, type Plan } from './plan.ts';
import { portsOf, type Across } from './ports.ts';
import { roomsOf } from './route.ts';
import type { Rect, Shape } from './shapes.ts';
import { stageHead } from './stage-head.ts';

/** `narrow`: one card beside nothing, for a phone or half a page. */
export type Width = 'wide' | 'narrow';

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  /** Where each task and each stage is; none covers another. */
  readonly cards: ReadonlyMap<TaskId, Rect>;
  readonly bands: readonly Rect[];
}

const GAP = 24;
const PAD = 20;
const MARGIN = 16;
const BETWEEN = 34;
const sizes = {
  wide: { columns: 3, inner: [560, 868, 868] },
  narrow: { columns: 1, inner: [330] },
} as const;

/** Where everything stands. */
export function layoutOf(diagram: Diagram, words: Words, width: Width): Layout {
  const { columns, inner: rooms } = sizes[width];
  const plan = planOf(diagram, columns);
  const most = Math.max(1, ...plan.rows.map(({ tasks }) => tasks.length));
  const inner = rooms[most - 1] ?? rooms[0];
  const leftSide = sideOf(plan.skips);
  const rightSide = sideOf(plan.backs);
  const band = { x: MARGIN, width: PAD + leftSide + inner + PAD };
  const left = band.x + PAD + leftSide;
  const across = acrossOf(plan, left, inner);
  const cards = new Map(
    plan.rows.flatMap(({ tasks }) =>
      tasks.map((t): [TaskId, Card] => [
        t.task,
        cardOf(t, across.get(t.task)?.width ?? inner, words.colon, plan.named.has(t.task)),
      ]),
    ),
  );
  const heights = plan.rows.map(({ tasks }) => Math.max(...tasks.map(({ task }) => cards.get(task)?.height ?? 0)));
  const lanes = roomsOf(plan, portsOf(plan, across));

  const rects = new Map<TaskId, Rect>();
  const bands: Rect[] = [];
  const above: number[] = [];
  const below = new Map<number, number>();
  const shapes: Shape[] = [];
  const centre = Math.round(band.x + band.width / 2);
  const head = headOf(diagram, words, band);
  shapes.push(...head.shapes);
  let y = head.y;
  const flow = (): void => {
    shapes.push({
      is: 'path',
      points: [
        [centre, y],
        [centre, y + BETWEEN],
      ],
      style: 'flow',
    });
    y += BETWEEN;
  };
  diagram.stages.forEach((stage, s) => {
    flow();
    const top = y;
    const heading = stageHead(stage, { x: band.x + PAD, y: top + 12, width: band.width - 2 * PAD }, words.colon);
    y = heading.y;
    const own = plan.rows.filter((row) => row.stage === s);
    for (const { n, tasks } of own) {
      const tracks = lanes.above[n] ?? 0;
      const first = n === own[0]?.n;
      y += first ? 8 : 14;
      above[n] = y;
      y += tracks === 0 ? (first ? 4 : 16) : (tracks - 1) * TRACK + 18;
      for (const { task } of tasks) {
        const place = across.get(task) ?? { x: left, width: inner };
        rects.set(task, { ...place, y, height: heightIn(heights[n] ?? 0, cards.get(task)) });
      }
      y += heights[n] ?? 0;
      const under = lanes.below.get(n);
      if (under === undefined) continue;
      below.set(n, y + 14);
      if (under > 0) y += 14 + (under - 1) * TRACK;
    }
    y += PAD - 4;
    const rect = { ...band, y: top, height: y - top };
    bands.push(rect);
    shapes.push({ is: 'box', ...rect, round: 12, style: `stage ${stage.standing?.is ?? 'plain'}` }, ...heading.shapes);
  });
  flow();
  const rectOf = (task: TaskId): Rect => rects.get(task) ?? { x: 0, y: 0, width: 0, height: 0 };
  shapes.push(
    ...lanes.draw({
      above: (row) => above[row] ?? 0,
      below: (row) => below.get(row) ?? 0,
      bottomOf: (task) => rectOf(task).y + rectOf(task).height,
      topOf: (task) => rectOf(task).y,
      left: (track) => left - 8 - track * TRACK,
      right: (track) => band.x + band.width + 12 + track * TRACK,
    }),
    ...[...cards].map(([task, card]): Shape => {
      const { x, y: top, height } = rectOf(task);
      const shapes = framed(card, height).map((shape) => moved(shape, x, top));
      return { is: 'group', title: card.task.title, shapes };
    }),
  );
  const foot = footOf(diagram, words, { x: band.x, y, width: band.width }, columns);
  shapes.push(...foot.shapes);
  return {
    width: band.x + band.width + (rightSide === 0 ? 0 : rightSide + 8) + MARGIN,
    height: Math.ceil(foot.y + MARGIN),
    shapes,
    cards: rects,
    bands,
  };
}

/** About as high as the others of its row: then just as high. */
const heightIn = (row: number, card: Card | undefined): number =>
  card === undefined || row - card.height <= 60 ? row : card.height;

const sideOf = (those: readonly { readonly track: number }[]): number =>
  those.length === 0 ? 0 : (Math.max(...those.map(({ track }) => track)) + 1) * TRACK + 6;

/** The cards of a row share its width, at most so wide that a line still reads well. */
function acrossOf({ rows }: Plan, left: number, inner: number): ReadonlyMap<TaskId, Across> {
  return new Map(
    rows.flatMap(({ tasks }) => {
      const width = Math.min(560, Math.floor((inner - (tasks.length - 1) * GAP) / tasks.length));
      const start = left + Math.round((inner - tasks.length * width - (tasks.length - 1) * GAP) / 2);
      return tasks.map((t, n): [TaskId, Across] => [t.task, { x: start + n * (width + GAP), width }]);
    }),
  );
}

function moved(shape: Shape, x: number, y: number): Shape {
  if (shape.is === 'group') return { ...shape, shapes: shape.shapes.map((one) => moved(one, x, y)) };
  if (shape.is === 'path') return { ...shape, points: shape.points.map(([px, py]) => [px + x, py + y] as const) };
  return { ...shape, x: shape.x + x, y: shape.y + y };
}
