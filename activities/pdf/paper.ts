import type { RGB } from 'pdf-lib';

/** A4 in points, and what is written on. */
export const paper = { width: 595.28, height: 841.89, left: 48, right: 547.28, top: 800, bottom: 104 };
export const lineHeight = 1.38;

export interface Style {
  readonly size: number;
  readonly bold?: boolean;
  readonly colour?: RGB;
}
