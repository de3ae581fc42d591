import type { StageBox, StandingIs } from '../diagram.ts';
import type { Shape } from './shapes.ts';
import { Stack } from './stack.ts';

/** What stands at the top of a stage. */
export function stageHead(
  { heading, title, notes, standing }: StageBox,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  colon: string,
): { readonly shapes: readonly Shape[]; readonly y: number } {
  const stack = new Stack(x, y, width);
  stack.text(heading, 'small');
  stack.text(title, 'stage');
  if (standing !== undefined) {
    stack.space(2);
    stack.standing({ is: standsAs[standing.is], words: standing.words });
  }
  for (const note of notes) stack.note(note, colon);
  return stack;
}

const standsAs: Readonly<Record<NonNullable<StageBox['standing']>['is'], StandingIs>> = {
  past: 'done',
  present: 'open',
  'to-come': 'to-come',
};
