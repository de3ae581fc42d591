import { expect } from 'chai';
import { diagramOf } from '../../../domain/drawing/draw.ts';
import { layoutOf, type Layout } from '../../../domain/drawing/layout/layout.ts';
import { textWidth } from '../../../domain/drawing/layout/measure.ts';
import { styles, type Rect, type Shape } from '../../../domain/drawing/layout/shapes.ts';
import { wordsIn } from '../../../domain/drawing/words/index.ts';
import { small } from '../../support/small.ts';
import { samples } from './samples.ts';

const form = (task: string, ...after: string[]) =>
  ({ task, kind: 'form', by: 'person', fields: [{ field: 'f', type: 'text', label: { en: 'F' } }], after }) as const;
/** Arrows to the next row, past rows, from one to many, from many to one, and more than fit side by side. */
const woven = small(
  [
    form('a'),
    form('b'),
    form('c'),
    form('d'),
    form('e', 'a', 'b'),
    form('f', 'a', 'c', 'd'),
    form('g', 'e'),
    form('h', 'g', 'b', 'f'),
  ],
  [form('i'), form('j', 'i'), form('k', 'i'), form('l', 'i'), form('m', 'j', 'k', 'l'), form('n', 'm', 'i')],
);

const flat = (shapes: readonly Shape[]): Shape[] => shapes.flatMap((s) => (s.is === 'group' ? flat(s.shapes) : [s]));
const meet = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Pieces of arrows, as thin boxes that do not touch what they only begin or end at. */
const pieces = ({ shapes }: Layout): Rect[] =>
  flat(shapes).flatMap((shape) => {
    if (shape.is !== 'path' || shape.style === 'flow') return [];
    return shape.points.slice(1).map(([x, y], n) => {
      const [px, py] = shape.points[n] ?? [x, y];
      return { x: Math.min(x, px), y: Math.min(y, py), width: Math.abs(x - px), height: Math.abs(y - py) };
    });
  });

describe('the layout of a drawing', () => {
  for (const [name, procedure] of [...samples, ['woven', woven] as const])
    for (const width of ['wide', 'narrow'] as const) {
      const layout = layoutOf(diagramOf(procedure, { language: 'en' }), wordsIn.en, width);
      const cards = [...layout.cards];

      it(`covers no card by another, and keeps each in its stage: ${name}, ${width}`, () => {
        for (const [a, one] of cards)
          for (const [b, other] of cards) if (a < b) expect(meet(one, other), `${a} ${b}`).to.equal(false);
        for (const [n, band] of layout.bands.entries()) {
          const next = layout.bands[n + 1];
          if (next !== undefined) expect(band.y + band.height).to.be.lessThan(next.y);
        }
        for (const [task, card] of cards) {
          const stage = procedure.stages.findIndex((s) => s.tasks.some((t) => t.task === task));
          const band = layout.bands[stage] ?? { x: 0, y: 0, width: 0, height: 0 };
          expect(card.x, task).to.be.greaterThan(band.x);
          expect(card.x + card.width, task).to.be.lessThan(band.x + band.width);
          expect(card.y, task).to.be.greaterThan(band.y);
          expect(card.y + card.height, task).to.be.lessThan(band.y + band.height);
        }
      });

      it(`leads no arrow through a card, and each to one: ${name}, ${width}`, () => {
        for (const piece of pieces(layout))
          for (const [task, card] of cards)
            expect(meet(piece, card), `${task} ${JSON.stringify(piece)}`).to.equal(false);
        const tops = cards.map(([, { x, y, width: w }]) => ({ x, y, w }));
        for (const shape of flat(layout.shapes)) {
          if (shape.is !== 'path' || shape.style === 'flow') continue;
          const [x, y] = shape.points.at(-1) ?? [0, 0];
          expect(tops.some((top) => top.y === y && top.x < x && x < top.x + top.w)).to.equal(true);
        }
      });

      it(`puts nothing outside the picture, and no text beside its place: ${name}, ${width}`, () => {
        for (const shape of flat(layout.shapes)) {
          if (shape.is === 'path' || shape.is === 'group') continue;
          const wide =
            shape.is === 'box'
              ? shape.width
              : shape.is === 'text'
                ? shape.line.reduce(
                    (sum, run) => sum + textWidth(run.text.trimEnd(), styles[shape.style].size, run.bold),
                    0,
                  )
                : 16;
          expect(shape.x).to.be.at.least(0);
          expect(shape.x + wide, JSON.stringify(shape)).to.be.at.most(layout.width + 1);
          expect(shape.y).to.be.within(0, layout.height);
        }
      });
    }

  it('draws every arrow that says something, and no other', () => {
    const arrows = flat(layoutOf(diagramOf(woven, { language: 'en' }), wordsIn.en, 'wide').shapes).filter(
      (s) => s.is === 'path' && s.style === 'after',
    );
    // b before h and i before n follow from the others.
    expect(arrows).to.have.length(2 + 3 + 1 + 2 + 3 + 3 + 1);
  });
});
