import { addDays } from '../../time/civil.ts';
import { instantOf } from '../../time/calendar.ts';
import type { Birth } from '../../mobility/commands.ts';
import { dice } from '../dice.ts';
import { born } from '../file.ts';
import { dayOfNomination, nominated } from '../population.ts';
import type { World } from '../world.ts';
import type { Next } from './node.ts';

/** The births that conditions tell apart: one like any other, and one for each value that one of them looks at. */
export function rootsOf(world: World): readonly Next[] {
  const { birth, on } = nominated({ ...world, distinguished: new Map() }, dice(1));
  const texts = (name: string): readonly string[] =>
    [...(world.distinguished.get(name) ?? [])].filter((v) => typeof v === 'string');
  const days = [...(world.distinguished.get('stay.days') ?? [])].flatMap((n) =>
    typeof n === 'number' ? [n - 1, n, n + 1] : [],
  );
  const { person, home, stay } = birth;
  const others: readonly (readonly [string, Birth])[] = [
    ...texts('home.country').map(
      (country) => [`home.country: ${country}`, { ...birth, home: { ...home, country } }] as const,
    ),
    ...texts('home.erasmusCode').map(
      (erasmusCode) => [`home.erasmusCode: ${erasmusCode}`, { ...birth, home: { ...home, erasmusCode } }] as const,
    ),
    ...texts('home.name').map((name) => [`home.name: ${name}`, { ...birth, home: { ...home, name } }] as const),
    ...texts('person.language').map(
      (language) => [`person.language: ${language}`, { ...birth, person: { ...person, language } }] as const,
    ),
    ...texts('mobility.unit').map((unit) => [`mobility.unit: ${unit}`, { ...birth, unit }] as const),
    ...days
      .filter((n) => n > 0 && n < 2000)
      .map(
        (n) => [`stay.days: ${String(n)}`, { ...birth, stay: { ...stay, end: addDays(stay.start, n - 1) } }] as const,
      ),
  ];
  return [['', birth] as const, ...others].map(([how, one]) => {
    const at = instantOf(world.calendar, dayOfNomination(world, one, on), '10:00');
    const { file } = born(world, { birth: one, at });
    return { says: `Somebody is nominated${how === '' ? '' : ` (${how})`}.`, node: { file, now: at, spent: false } };
  });
}
