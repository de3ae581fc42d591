import { rgb } from 'pdf-lib';
import type { RGB } from 'pdf-lib';
import { PdfError } from './error.ts';

type Channels = readonly [number, number, number];

export interface Colours {
  /** The accent, dark enough to be read on white and on `tint` (contrast of at least 4.5, WCAG 1.4.3). */
  readonly accent: RGB;
  /** The accent as the institution gave it: for surfaces without text. */
  readonly pure: RGB;
  /** A breath of the accent, behind headings. */
  readonly tint: RGB;
  readonly ink: RGB;
  readonly soft: RGB;
  readonly line: RGB;
}

/** @throws PdfError `bad-input` when the accent is not `#rrggbb` */
export function coloursOf(accent: string): Colours {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(accent);
  if (!hex) throw new PdfError('bad-input', 'brand.accent', `The accent colour must be like #0050a0, not "${accent}".`);
  const channel = (at: number): number => Number.parseInt(hex[at] ?? '', 16) / 255;
  const pure: Channels = [channel(1), channel(2), channel(3)];
  const tint = mixed(pure, [1, 1, 1], 0.92);
  return {
    accent: rgb(...readable(pure, tint)),
    pure: rgb(...pure),
    tint: rgb(...tint),
    ink: rgb(0.11, 0.12, 0.15),
    soft: rgb(0.36, 0.38, 0.43),
    line: rgb(0.82, 0.84, 0.87),
  };
}

/** WCAG 2.2's contrast ratio of two sRGB colours, 1 to 21. */
export function contrast(one: Channels, other: Channels): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function readable(colour: Channels, on: Channels): Channels {
  let dark = colour;
  while (contrast(dark, on) < 4.5) dark = mixed(dark, [0, 0, 0], 0.05);
  return dark;
}

function mixed(one: Channels, other: Channels, share: number): Channels {
  const mix = (at: 0 | 1 | 2): number => one[at] * (1 - share) + other[at] * share;
  return [mix(0), mix(1), mix(2)];
}

function luminance(channels: Channels): number {
  const [r, g, b] = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}
