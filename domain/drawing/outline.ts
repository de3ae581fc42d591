import type { Box, Diagram, Note, Part, Standing, TaskBox } from './diagram.ts';
import type { Words } from './words/en.ts';

/** The drawing as an outline that reads well aloud: each line a sentence, what belongs to something indented below it. */
export function outlineOf(diagram: Diagram, words: Words): string {
  const { title, summary, start, stages, ends, anyTime } = diagram;
  return [
    sentence(title),
    ...summary,
    '',
    ...box({ ...start, title: `${words.start}${colon(words)}${start.title}` }, 0),
    ...stages.flatMap((stage) => [
      '',
      sentence(`${stage.heading}${colon(words)}${stage.title}${standingWords(stage.standing)}`),
      ...stage.notes.map((note) => indent(1) + noteWords(note, words)),
      ...stage.tasks.flatMap((task) => taskLines(task, words)),
    ]),
    '',
    ...ends.flatMap((end) => box(end, 0)),
    ...(anyTime === undefined ? [] : ['', ...box(anyTime, 0)]),
  ]
    .join('\n')
    .concat('\n');

  function box({ title: heading, notes }: Box, depth: number): string[] {
    return [indent(depth) + sentence(heading), ...notes.map((note) => indent(depth + 1) + noteWords(note, words))];
  }
}

function taskLines(task: TaskBox, words: Words): string[] {
  const { number, title, kindName, staffOnly, standing, notes, parts, afterNote } = task;
  const kind = [kindName, ...(staffOnly === undefined ? [] : [staffOnly])].join(', ');
  return [
    indent(1) + sentence(`${words.title(number, title)} (${kind})${standingWords(standing)}`),
    ...[...(afterNote === undefined ? [] : [afterNote]), ...notes].map((note) => indent(2) + noteWords(note, words)),
    ...parts.flatMap((part) => partLines(part, words)),
  ];
}

const partLines = ({ number, title, notes, standing }: Part, words: Words): string[] => [
  indent(2) + sentence(`${number === undefined ? '' : `${number}. `}${title}${standingWords(standing)}`),
  ...notes.map((note) => indent(3) + noteWords(note, words)),
];

const noteWords = ({ name, text }: Note, words: Words): string =>
  sentence(name === undefined ? text : `${name}${colon(words)}${text}`);

const standingWords = (standing: Pick<Standing, 'words'> | undefined): string =>
  standing === undefined ? '' : ` — ${standing.words}`;

const colon = ({ colon: sign }: Words): string => sign;
const indent = (depth: number): string => '  '.repeat(depth);

/** One line, whatever line breaks a text has, that ends like a sentence. */
function sentence(text: string): string {
  const line = text.replace(/[^\S\u00a0]+/gu, ' ').trim();
  return /[.!?…:]$/u.test(line) ? line : `${line}.`;
}
