import { clean, escaped } from '../clean.ts';
import type { Layout } from '../layout/layout.ts';
import type { Point, Shape } from '../layout/shapes.ts';
import type { Run } from '../layout/wrap.ts';
import { icons, signs } from './icons.ts';
import { STYLE } from './style.ts';

/** The picture as markup that stands by itself. @param description what it shows, for who does not see it */
export function svgOf(
  { width, height, shapes }: Layout,
  { language, title, description }: { readonly language: string; readonly title: string; readonly description: string },
): string {
  const [w, h] = [String(width), String(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="d" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-labelledby="diagram-title" aria-describedby="diagram-description" lang="${language}" xml:lang="${language}">`,
    `<title id="diagram-title">${escaped(clean(title))}</title>`,
    `<desc id="diagram-description">${escaped(clean(description))}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${w}" height="${h}"/>`,
    ...shapes.map(markup),
    '</svg>\n',
  ].join('\n');
}

function markup(shape: Shape): string {
  switch (shape.is) {
    case 'text':
      return `<text class="t-${shape.style}" x="${String(shape.x)}" y="${String(shape.y)}">${shape.line.map(run).join('')}</text>`;
    case 'box': {
      const { x, y, width, height, round, style } = shape;
      return `<rect class="${style}" x="${String(x)}" y="${String(y)}" width="${String(width)}" height="${String(height)}" rx="${String(round)}"/>`;
    }
    case 'icon':
      return placed(shape, `<path class="icon" d="${icons[shape.kind]}"/>`);
    case 'sign': {
      const { path, filled } = signs[shape.standing];
      return placed(shape, `<path class="${filled ? 'sign dot' : 'sign'}" d="${path}"/>`);
    }
    case 'path':
      return `<path class="${shape.style}" d="${rounded(shape.points)}"/><path class="tip ${shape.style}" d="${tip(shape.points)}"/>`;
    case 'group':
      return [`<g><title>${escaped(clean(shape.title))}</title>`, ...shape.shapes.map(markup), '</g>'].join('\n');
  }
}

const run = ({ text, bold }: Run): string => `<tspan class="${bold ? 'b' : 'n'}">${escaped(text)}</tspan>`;

const placed = ({ x, y }: { readonly x: number; readonly y: number }, inner: string): string =>
  `<g transform="translate(${String(x)} ${String(y)})">${inner}</g>`;

const RADIUS = 6;

/** A line with round corners: so that a turn does not look like a crossing. */
function rounded(points: readonly Point[]): string {
  const corners = points.filter((p, n) => n === 0 || !same(p, points[n - 1]));
  return corners
    .map((point, n) => {
      const before = corners[n - 1];
      const after = corners[n + 1];
      if (before === undefined) return `M${pair(point)}`;
      if (after === undefined) return `L${pair(point)}`;
      const radius = Math.min(RADIUS, distance(before, point) / 2, distance(point, after) / 2);
      return `L${pair(towards(point, before, radius))}Q${pair(point)} ${pair(towards(point, after, radius))}`;
    })
    .join('');
}

/** All arrows end downwards. */
function tip(points: readonly Point[]): string {
  const [x, y] = points.at(-1) ?? [0, 0];
  return `M${pair([x, y])}L${pair([x - 5, y - 9])}L${pair([x + 5, y - 9])}z`;
}

const pair = ([x, y]: Point): string => `${String(Math.round(x * 10) / 10)} ${String(Math.round(y * 10) / 10)}`;
const same = (a: Point, b: Point | undefined): boolean => b !== undefined && a[0] === b[0] && a[1] === b[1];
const distance = (a: Point, b: Point): number => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);

function towards(from: Point, to: Point, by: number): Point {
  const far = distance(from, to);
  return far === 0 ? from : [from[0] + ((to[0] - from[0]) * by) / far, from[1] + ((to[1] - from[1]) * by) / far];
}
