import type { Box, Diagram, EndBox, StandingIs } from '../diagram.ts';
import type { Words } from '../words/en.ts';
import type { Shape } from './shapes.ts';
import { Stack } from './stack.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}
interface Drawn {
  readonly shapes: readonly Shape[];
  readonly y: number;
}

const PAD = 14;

/** The title, and where a file begins. */
export function headOf({ title, summary, start }: Diagram, words: Words, { x, width }: Omit<Place, 'y'>): Drawn {
  const stack = new Stack(x, 14, width);
  stack.text(title, 'heading');
  stack.text(summary.join(' '), 'summary');
  stack.space(14);
  const box = boxOf(
    { ...start, title: `${words.start}${words.colon}${start.title}` },
    { x, y: stack.y, width },
    words,
    'terminal',
  );
  return { shapes: [...stack.shapes, ...box.shapes], y: box.y };
}

/** How a file may end, what may happen at any time, and how to read all of it. */
export function footOf(diagram: Diagram, words: Words, { x, y, width }: Place, columns: number): Drawn {
  const [completed, ...others] = diagram.ends;
  const shapes: Shape[] = [];
  let top = y;
  const put = (drawn: Drawn): void => {
    shapes.push(...drawn.shapes);
    top = drawn.y + 12;
  };
  if (completed !== undefined) put(endBox(completed, { x, y: top, width }, words));
  put(columns === 1 ? column(others, { x, y: top, width }, words) : beside(others, { x, y: top, width }, words));
  if (diagram.anyTime !== undefined) put(boxOf(diagram.anyTime, { x, y: top, width }, words, 'aside'));
  put(legend(diagram, words, { x, y: top, width }));
  return { shapes, y: top };
}

function boxOf({ title, notes }: Box, { x, y, width }: Place, words: Words, style: string): Drawn {
  const stack = new Stack(x + PAD, y + 8, width - 2 * PAD);
  stack.text(title, 'title');
  for (const note of notes) stack.note(note, words.colon);
  const bottom = stack.y + 10;
  return {
    shapes: [{ is: 'box', x, y, width, height: bottom - y, round: 14, style }, ...stack.shapes],
    y: bottom,
  };
}

const endBox = (end: EndBox, place: Place, words: Words): Drawn =>
  boxOf(end, place, words, `terminal ${end.reached ? 'reached' : end.end}`);

function column(ends: readonly EndBox[], place: Place, words: Words): Drawn {
  let y = place.y;
  const shapes = ends.flatMap((end, n) => {
    const box = endBox(end, { ...place, y: n === 0 ? y : y + 12 }, words);
    y = box.y;
    return box.shapes;
  });
  return { shapes, y };
}

/** Side by side, equally high. */
function beside(ends: readonly EndBox[], { x, y, width }: Place, words: Words): Drawn {
  const wide = Math.floor((width - (ends.length - 1) * 12) / ends.length);
  const drawn = ends.map((end, n) => endBox(end, { x: x + n * (wide + 12), y, width: wide }, words));
  const bottom = Math.max(...drawn.map((d) => d.y));
  const even = (shape: Shape): Shape =>
    shape.is === 'box' && shape.style.startsWith('terminal') ? { ...shape, height: bottom - y } : shape;
  return { shapes: drawn.flatMap((d) => d.shapes.map(even)), y: bottom };
}

function legend({ stages }: Diagram, words: Words, { x, y, width }: Place): Drawn {
  const stack = new Stack(x, y + 4, width);
  stack.text(words.legend, 'part');
  const tasks = stages.flatMap((stage) => stage.tasks);
  const used: Readonly<Record<keyof Words['key'], boolean>> = {
    stages: true,
    arrow: tasks.some(({ after }) => after.length > 0),
    back: tasks.some(({ backTo }) => backTo !== undefined),
    dashed: tasks.some(({ dashed }) => dashed),
  };
  for (const key of keys) if (used[key]) stack.text(words.key[key], 'small');
  if (stages.some((stage) => stage.standing !== undefined)) {
    stack.space(2);
    for (const is of signs) stack.standing({ is, words: words.keyStanding[is] }, false);
  }
  return { shapes: stack.shapes, y: stack.y };
}

const keys = ['stages', 'arrow', 'back', 'dashed'] as const;
const signs: readonly StandingIs[] = ['done', 'open', 'to-come', 'passed'];
