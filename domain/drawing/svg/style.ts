import { styles } from '../layout/shapes.ts';

/** Colours by what they are for: black on white, and the other way round where the reader's system is dark. */
interface Colours {
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
  readonly band: string;
  readonly edge: string;
  readonly line: string;
  readonly back: string;
  readonly done: string;
  readonly open: string;
  readonly openEdge: string;
  readonly condition: string;
}

const light: Colours = {
  ground: '#ffffff',
  ink: '#16191d',
  quiet: '#4b5563',
  band: '#f3f5f8',
  edge: '#9aa4b2',
  line: '#334155',
  back: '#a11d1d',
  done: '#dff2e5',
  open: '#ffedc2',
  openEdge: '#7a4b00',
  condition: '#e6ebf5',
};
const dark: Colours = {
  ground: '#14171b',
  ink: '#f1f3f6',
  quiet: '#b6bfcb',
  band: '#1e2329',
  edge: '#616c7a',
  line: '#c6d0dd',
  back: '#ff9c94',
  done: '#1d3b29',
  open: '#4a3500',
  openEdge: '#ffd071',
  condition: '#2b3442',
};

const rules = (c: Colours): string =>
  [
    `.d .ground{fill:${c.ground}}`,
    `.d text{fill:${c.ink}}`,
    `.d .quiet{fill:${c.quiet}}`,
    `.d .stage{fill:${c.band};stroke:${c.edge}}`,
    `.d .stage.present{stroke:${c.openEdge};stroke-width:3}`,
    `.d .card{fill:${c.ground};stroke:${c.line}}`,
    `.d .card.open{stroke:${c.openEdge};stroke-width:3}`,
    `.d .card.passed,.d .card.to-come{stroke:${c.edge}}`,
    `.d .part{fill:none;stroke:${c.edge}}`,
    `.d .part.open{stroke:${c.openEdge};stroke-width:2}`,
    `.d .strip{fill:${c.band}}`,
    `.d .strip.done{fill:${c.done}}`,
    `.d .strip.open,.d .wait{fill:${c.open}}`,
    `.d .condition{fill:${c.condition}}`,
    `.d rect.staff{fill:${c.ground};stroke:${c.ink}}`,
    `.d .terminal{fill:${c.ground};stroke:${c.ink};stroke-width:1.5}`,
    `.d .terminal.completed{stroke-width:3}`,
    `.d .terminal.reached{fill:${c.open};stroke:${c.openEdge};stroke-width:4}`,
    `.d .aside{fill:none;stroke:${c.edge}}`,
    `.d .after,.d .flow,.d .icon,.d .sign{fill:none;stroke:${c.line}}`,
    `.d .tip{fill:${c.line};stroke:none}`,
    `.d .dot{fill:${c.line};stroke:${c.line}}`,
    `.d .back{fill:none;stroke:${c.back}}`,
    `.d .tip.back{fill:${c.back};stroke:none}`,
  ].join('\n');

const sizes = Object.entries(styles)
  .map(([name, { size, bold }]) => `.d .t-${name}{font-size:${String(size)}px${bold ? ';font-weight:bold' : ''}}`)
  .join('\n');

/** Without variables and without anything from outside, so that every reader of SVG shows it. */
export const STYLE = [
  'svg.d{max-width:100%;height:auto}',
  '.d text{font-family:Arial,Helvetica,"Liberation Sans","Noto Sans",sans-serif;white-space:pre}',
  sizes,
  '.d .b{font-weight:bold}',
  '.d .n{font-weight:normal}',
  '.d path{stroke-linecap:round;stroke-linejoin:round}',
  '.d .after{stroke-width:1.5}',
  '.d .flow{stroke-width:3}',
  '.d .back{stroke-width:1.5;stroke-dasharray:6 4}',
  '.d .icon{stroke-width:1.4}',
  '.d .sign{stroke-width:2}',
  '.d .dashed{stroke-dasharray:7 4}',
  rules(light),
  '@media (prefers-color-scheme:dark){',
  rules(dark),
  '}',
].join('\n');
