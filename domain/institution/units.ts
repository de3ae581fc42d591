import type { UnitId } from '../ids.ts';
import { twice } from '../process/check/names.ts';
import type { Fault } from '../process/problem.ts';
import type { UnitDeclaration } from './declaration.ts';

/** What keeps units from being one tree under the first of them. */
export function strayUnits(units: readonly UnitDeclaration[]): Fault[] {
  return [
    ...twice(
      'unit',
      units.map(({ unit }, n) => ({ name: unit, path: ['units', n, 'unit'] })),
    ),
    ...units.flatMap(({ unit, parent }, n): Fault[] => {
      const place = { path: ['units', n, ...(parent === undefined ? [] : ['parent'])] };
      if (n === 0)
        return parent === undefined
          ? []
          : [
              {
                ...place,
                code: 'root-with-parent',
                message: 'The first unit is the whole institution: nothing is above it.',
                hint: 'Take “parent” away, or put the root first.',
              },
            ];
      if (parent === undefined)
        return [
          {
            ...place,
            code: 'unit-without-parent',
            message: `Nothing is above “${unit}”.`,
            hint: `Add “parent: ${units[0]?.unit ?? ''}”, or the faculty that it belongs to.`,
          },
        ];
      if (!units.some((one) => one.unit === parent))
        return [
          { ...place, code: 'unknown-unit', message: `There is no unit “${parent}”.`, hint: 'Name one of “units”.' },
        ];
      return ancestorsOf(units, unit).includes(units[0]?.unit ?? '')
        ? []
        : [
            {
              ...place,
              code: 'unit-cycle',
              message: `Going up from “${unit}” leads around in a circle.`,
              hint: 'Let every unit lead up to the first one.',
            },
          ];
    }),
  ];
}

/** The unit itself and all above it; of a circle, each once. */
export function ancestorsOf(units: readonly UnitDeclaration[], unit: UnitId): readonly UnitId[] {
  const parents = new Map(units.map((one) => [one.unit, one.parent]));
  const above = new Set<UnitId>();
  for (let at: UnitId | undefined = unit; at !== undefined && !above.has(at); at = parents.get(at)) above.add(at);
  return [...above];
}
