import type { Note, Standing } from '../diagram.ts';
import { styles, type Shape, type TextStyle } from './shapes.ts';
import { wrap, type Run } from './wrap.ts';

const MOST_LINES = 8;

/** Puts things below each other within a width, from a corner on. */
export class Stack {
  readonly shapes: Shape[] = [];
  readonly #x: number;
  readonly #width: number;
  y: number;

  constructor(x: number, y: number, width: number) {
    this.#x = x;
    this.y = y;
    this.#width = width;
  }

  space(height: number): void {
    this.y += height;
  }

  text(text: string, style: TextStyle, indent = 0): void {
    this.runs([{ text, bold: styles[style].bold }], style, indent);
  }

  runs(runs: readonly Run[], style: TextStyle, indent = 0): void {
    const { size, line } = styles[style];
    for (const words of wrap(runs, this.#width - indent, size, MOST_LINES)) {
      this.y += line;
      this.shapes.push({
        is: 'text',
        x: this.#x + indent,
        y: this.y - Math.round((line - size) / 2) - 2,
        line: words,
        style,
      });
    }
  }

  /** A condition and who it waits for have a ground of their own. */
  note({ name, text, as }: Note, colon: string, style: 'note' | 'small' = 'note'): void {
    const runs = [...(name === undefined ? [] : [{ text: `${name}${colon}`, bold: true }]), { text, bold: false }];
    if (as === undefined) {
      this.runs(runs, style);
      this.y += 2;
      return;
    }
    const top = this.y + 2;
    const ground = this.shapes.length;
    this.y = top + 3;
    const inner = new Stack(this.#x + 8, this.y, this.#width - 16);
    inner.runs(runs, style);
    this.y = inner.y + 5;
    this.shapes.splice(ground, 0, {
      is: 'box',
      x: this.#x,
      y: top,
      width: this.#width,
      height: this.y - top,
      round: 4,
      style: as,
    });
    this.shapes.push(...inner.shapes);
    this.y += 3;
  }

  /** A sign and its word: never a colour alone. */
  standing({ is, words }: Standing, bold = true): void {
    this.shapes.push({ is: 'sign', x: this.#x, y: this.y + 2, standing: is });
    this.runs([{ text: words, bold }], 'small', 18);
  }
}
