import type { Part, TaskBox } from '../diagram.ts';
import type { Shape } from './shapes.ts';
import { Stack } from './stack.ts';

const PAD = 12;
const PART_GAP = 8;
const LEAST_PART = 200;

export interface Card {
  readonly task: TaskBox;
  readonly height: number;
  readonly width: number;
  readonly frame: string;
  /** What is in it, from its own upper left corner. */
  readonly content: readonly Shape[];
}

/** A card with its frame. */
export const framed = ({ width, frame, content }: Card, height: number): readonly Shape[] => [
  { is: 'box', x: 0, y: 0, width, height, round: 8, style: frame },
  ...content,
];

/** One task as a card of this width. @param named whether what comes before it is said in words, for want of an arrow */
export function cardOf(task: TaskBox, width: number, colon: string, named: boolean): Card {
  const { number, kind, kindName, staffOnly, standing, title, notes, parts, afterNote } = task;
  const head = new Stack(PAD, standing === undefined ? 10 : 6, width - 2 * PAD);
  const strip = standing === undefined ? 0 : stripOf(head, standing);
  const body = new Stack(PAD, head.y, width - 2 * PAD);
  const iconAt = body.y;
  body.text(`${number} · ${kindName}`, 'small', 24);
  body.space(2);
  body.text(title, 'title');
  body.space(3);
  if (staffOnly !== undefined) body.note({ name: staffOnly, text: '', as: 'staff' }, '');
  for (const note of [...(named && afterNote !== undefined ? [afterNote] : []), ...notes]) body.note(note, colon);
  const ends = grid(parts, body.y + 4, width, colon);
  const height = Math.ceil((parts.length === 0 ? body.y : ends.y) + PAD);
  const frame = [standing?.is ?? 'plain', ...(task.dashed ? ['dashed'] : [])];
  return {
    task,
    height,
    width,
    frame: ['card', ...frame].join(' '),
    content: [
      ...(strip === 0 || standing === undefined
        ? []
        : [
            {
              is: 'box' as const,
              x: 1,
              y: 1,
              width: width - 2,
              height: strip,
              round: 7,
              style: `strip ${standing.is}`,
            },
          ]),
      ...head.shapes,
      { is: 'icon', x: PAD, y: iconAt + 1, kind },
      ...body.shapes,
      ...ends.shapes,
    ],
  };
}

function stripOf(head: Stack, standing: NonNullable<TaskBox['standing']>): number {
  head.standing(standing);
  head.space(4);
  const height = head.y;
  head.space(6);
  return height;
}

/** Steps, signers, documents: side by side where there is room, those of one row equally high. */
function grid(
  parts: readonly Part[],
  top: number,
  width: number,
  colon: string,
): { readonly shapes: readonly Shape[]; readonly y: number } {
  const room = width - 2 * PAD;
  const columns = Math.max(1, Math.min(parts.length, Math.floor((room + PART_GAP) / (LEAST_PART + PART_GAP))));
  const wide = Math.floor((room - (columns - 1) * PART_GAP) / columns);
  const shapes: Shape[] = [];
  let y = top;
  for (let from = 0; from < parts.length; from += columns) {
    const stacks = parts.slice(from, from + columns).map((part, n) => {
      const x = PAD + n * (wide + PART_GAP);
      return { x, part, stack: partStack(part, x, y, wide, colon) };
    });
    const bottom = Math.max(...stacks.map(({ stack }) => stack.y)) + 6;
    for (const { x, part, stack } of stacks)
      shapes.push(
        { is: 'box', x, y, width: wide, height: bottom - y, round: 5, style: `part ${part.standing?.is ?? 'plain'}` },
        ...stack.shapes,
      );
    y = bottom + PART_GAP;
  }
  return { shapes, y: y - PART_GAP };
}

function partStack(
  { number, title, notes, standing }: Part,
  x: number,
  y: number,
  width: number,
  colon: string,
): Stack {
  const stack = new Stack(x + 9, y + 4, width - 18);
  stack.text(number === undefined ? title : `${number}. ${title}`, 'part');
  if (standing !== undefined) stack.standing(standing, false);
  for (const note of notes) stack.note(note, colon, 'small');
  return stack;
}
