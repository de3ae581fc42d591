import type { Kind } from '../../tasks/index.ts';
import type { StandingIs } from '../diagram.ts';
import type { Line } from './wrap.ts';

/** What a picture is made of; every number is a whole pixel. */
export type Shape =
  | { readonly is: 'text'; readonly x: number; readonly y: number; readonly line: Line; readonly style: TextStyle }
  | {
      readonly is: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly round: number;
      readonly style: string;
    }
  | { readonly is: 'icon'; readonly x: number; readonly y: number; readonly kind: Kind }
  | { readonly is: 'sign'; readonly x: number; readonly y: number; readonly standing: StandingIs }
  | { readonly is: 'path'; readonly points: readonly Point[]; readonly style: 'flow' | 'after' | 'back' }
  /** What belongs together, and its whole title where it was shortened. */
  | { readonly is: 'group'; readonly title: string; readonly shapes: readonly Shape[] };

export type Point = readonly [x: number, y: number];
export type TextStyle = keyof typeof styles;

/** Size and line height in pixels. */
export const styles = {
  heading: { size: 24, line: 30, bold: true },
  summary: { size: 14, line: 20, bold: false },
  stage: { size: 18, line: 24, bold: true },
  small: { size: 12, line: 17, bold: false },
  title: { size: 15, line: 20, bold: true },
  note: { size: 13, line: 18, bold: false },
  part: { size: 13, line: 18, bold: true },
} as const;

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
