import type { GradingTable } from '../../../domain/grades/table.ts';

/** A table from `label: count` in the order best first; what is in `failing` fails. Numbers are their own value. */
export const tableOf = (
  counts: readonly (readonly [label: string, count: number | string])[],
  failing: readonly string[] = [],
  id = 'table',
): GradingTable => ({
  id,
  title: { en: id },
  version: '2026',
  scale: {
    order: 'best-first',
    grades: counts.map(([label]) => ({
      label,
      ...(/^\d+(\.\d+)?$/.test(label) ? { value: label } : {}),
      passing: !failing.includes(label),
    })),
  },
  counts: Object.fromEntries(counts),
});

/** The table on the DAAD's page on grade conversion, shown with the ECTS Users' Guide 2015. */
export const daad = tableOf(
  [
    ['10', 50],
    ['9', 100],
    ['8', 350],
    ['7', 300],
    ['6', 200],
  ],
  [],
  'daad',
);

/** The old ECTS scale: the best 10 %, the next 25, 30, 25, and the last 10. */
export const ects = tableOf(
  [
    ['A', 10],
    ['B', 25],
    ['C', 30],
    ['D', 25],
    ['E', 10],
    ['FX', 7],
    ['F', 3],
  ],
  ['FX', 'F'],
  'ects',
);
