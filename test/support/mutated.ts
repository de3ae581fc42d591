import type { Dice } from './dice.ts';

/** Values that were never meant to stand anywhere. */
const hostile: readonly [string, ...string[]] = [
  ...(['', '~', 'null', 'true', '-1', '0', '1e400', '.nan', '.inf', '0x7fffffffffffffff', '9'.repeat(400)] as const),
  ...[
    "''",
    '""',
    '"\\0"',
    '"\\ud800"',
    '"\\x00\\uFFFF"',
    '[]',
    '{}',
    '[[[[]]]]',
    '{ a: { a: { a: {} } } }',
    '- a',
    '? a',
  ],
  ...[
    '&a [*a]',
    '*a',
    '&a x',
    '!!js/function "x"',
    '!!binary aGk=',
    '!<tag:x> y',
    '<<: *a',
    '|',
    '>-',
    '@x',
    '`x`',
    '%x',
  ],
  ...['constructor', '__proto__', 'toString', 'prototype', 'person', 'stay', 'opening', 'string', 'in', 'package'],
  ...[
    '2026-02-31',
    '0000-01-01',
    '9999-12-31',
    '99999d',
    '0d',
    '{ days: 2000, before: details }',
    '{ date: 2020-01-01 }',
  ],
  ...[
    'details',
    'details.homeCoordinator',
    'a.b',
    '.',
    'a.',
    'agreement.mainUnit',
    '{ backTo: details }',
    '{ by: [person] }',
  ],
  ...['stay.days > 3', "details.cycle == 'x'", "has(details.phone) && details.phone == 'x'", 'stay.days.days', 'a.b.c'],
  ...[
    '((((((((1))))))))',
    `${'('.repeat(200)}1${')'.repeat(200)}`,
    `${'!'.repeat(400)}stay.x`,
    `1${' + 1'.repeat(120)} > 2`,
  ],
  ...[
    'size([1,2,3].map(x, x)) > 1',
    "stay.start.matches('(a+)+$')",
    "'a' + 'b'",
    '9223372036854775807 + 1 > 0',
    '1 / 0 == 1',
  ],
  ...[
    "stay['days'] > 1",
    '{1: 2} == {1: 2}',
    'b"x" == b"x"',
    'true ? stay.days : 1',
    '\u202e',
    'é'.repeat(300),
    '\ufeff',
  ],
];

const KEYS: readonly [string, ...string[]] = [
  ...([
    'task',
    'kind',
    'after',
    'when',
    'opens',
    'due',
    'remind',
    'missed',
    'repeat',
    'visibility',
    'of',
    'by',
    'at',
  ] as const),
  ...['chain', 'step', 'need', 'veto', 'holders', 'named', 'partner', 'refused', 'fields', 'choices', 'min', 'signers'],
  ...['title', 'text', 'to', 'answer', '__proto__', 'constructor', '<<', '1', '~', '? [a]', '"\\0"', '{ a: b }'],
];

const REPEATED = [
  '[',
  '{',
  '- ',
  '? ',
  '"',
  "'",
  '  - a: ',
  '!a ',
  '&a ',
  '{a: [',
  '#',
  '\t',
  ': ',
  '|\n',
  '\r',
] as const;

/** A text that somebody, or something, had its way with. @param others of which parts may come in */
export function mutated(dice: Dice, text: string, others: readonly string[]): string {
  let found = dice.oneIn(12) ? randomData(dice) : text;
  const times = dice.pick([1, 1, 1, 2, 3, 5]);
  for (let n = 0; n < times; n += 1) found = once(dice, found, others);
  return found;
}

function once(dice: Dice, text: string, others: readonly string[]): string {
  const lines = text.split('\n');
  const n = dice.int(lines.length);
  const line = lines[n] ?? '';
  const put = (...instead: readonly string[]): string =>
    [...lines.slice(0, n), ...instead, ...lines.slice(n + 1)].join('\n');
  const at = dice.int(text.length + 1);
  switch (dice.int(14)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return put(line, line);
    case 2:
      return put();
    case 3:
      return put(`${' '.repeat(1 + dice.int(3))}${line}`);
    case 4:
      return put(line.replace(/^ {1,2}/, ''));
    case 5:
      return put(line.replace(/(: *)([^,{}[\]]+)/, (_, colon: string) => `${colon}${dice.pick(hostile)}`));
    case 6:
      return put(line.replace(/([A-Za-z]+):/, `${dice.pick(KEYS)}:`));
    case 7: {
      // One value of the line for another.
      const words = line.match(/[A-Za-z0-9.-]+/g) ?? [];
      const [one, other] = [dice.anyOf(words) ?? 'a', dice.anyOf(words) ?? 'b'];
      return put(line.replace(one, other));
    }
    case 8:
      return text.slice(0, at) + text.slice(at + 1 + dice.int(40));
    case 9:
      return text.slice(0, at) + String.fromCharCode(dice.int(0x300)) + text.slice(at);
    case 10: {
      const other = (dice.anyOf(others) ?? text).split('\n');
      const from = dice.int(other.length);
      return put(line, ...other.slice(from, from + 1 + dice.int(12)));
    }
    case 11:
      return put(line.replace(/ }$/, `, ${dice.pick(KEYS)}: ${dice.pick(hostile)} }`), '');
    case 12:
      return put(`${line.match(/^ */)?.[0] ?? ''}${dice.pick(KEYS)}: ${dice.pick(hostile)}`, line);
    default:
      return dice.oneIn(8)
        ? text.slice(0, at) + dice.pick(REPEATED).repeat(1 + dice.int(5000)) + text.slice(at)
        : text.slice(0, at) + dice.pick(hostile) + text.slice(at);
  }
}

/** Any data at all, as JSON or as YAML has it. */
function randomData(dice: Dice): string {
  const value = (depth: number): unknown => {
    switch (dice.int(depth > 6 ? 5 : 9)) {
      case 0:
        return null;
      case 1:
        return dice.int(1000) - 500;
      case 2:
        return dice.oneIn(2);
      case 3:
        return dice.pick(hostile);
      case 4:
        return dice.pick(KEYS);
      case 5:
        return Array.from({ length: dice.int(5) }, () => value(depth + 1));
      default:
        return Object.fromEntries(Array.from({ length: dice.int(6) }, () => [dice.pick(KEYS), value(depth + 1)]));
    }
  };
  const procedure = {
    procedure: 'p',
    title: { en: 'P' },
    for: 'student',
    office: 'office',
    stages: [{ stage: 's', title: { en: 'S' }, tasks: Array.from({ length: 1 + dice.int(3) }, () => value(2)) }],
  };
  return JSON.stringify(dice.oneIn(2) ? procedure : value(0), null, dice.oneIn(2) ? 2 : undefined);
}
