import type { Birth } from '../mobility/commands.ts';
import { refusedBirth } from '../mobility/birth.ts';
import { addDays, type LocalDate } from '../time/civil.ts';
import type { Dice } from './dice.ts';
import { yearOf, type World } from './world.ts';

/** Somebody who is nominated on a day. */
export interface Nominated {
  readonly birth: Birth;
  readonly on: LocalDate;
}

/** Where people come from, of a hundred. */
const COUNTRIES: readonly (readonly [string, string, number])[] = [
  ['ES', 'es', 22],
  ['IT', 'it', 20],
  ['DE', 'de', 18],
  ['PT', 'pt', 8],
  ['PL', 'pl', 8],
  ['IE', 'en', 6],
  ['FR', 'fr', 4],
  ['TR', 'tr', 5],
  ['JP', 'ja', 4],
  ['BR', 'pt', 5],
];

const LEAD: Readonly<Record<string, readonly [number, number]>> = {
  student: [130, 230],
  intern: [50, 120],
  doctoral: [40, 120],
  staff: [30, 90],
};
const STAY: Readonly<Record<string, readonly [number, number]>> = {
  intern: [60, 180],
  doctoral: [20, 180],
  staff: [5, 12],
};
/** One in so many has what a condition of the procedure looks at, so that every way is gone. */
const LOOKED_AT = 3;

/** The n-th person of a synthetic year. */
export function nominated(world: World, dice: Dice): Nominated {
  const { procedure, calendar, root, units } = world;
  const { country, language } = origin(dice);
  const [least, most] = LEAD[procedure.for] ?? [60, 120];
  const stay = stayOf(world, dice);
  const faculties = units.filter((unit) => unit !== root);
  const birth: Birth = {
    procedure: { id: procedure.procedure, version: 1, hash: '0'.repeat(64) },
    calendar,
    root,
    unit: lookedAt(world, dice, 'mobility.unit') ?? dice.anyOf(faculties) ?? root,
    person: {
      id: 'person',
      given: 'Ana',
      family: 'Silva',
      email: 'ana@home.example',
      language: lookedAt(world, dice, 'person.language') ?? language,
      birthDate: '2004-05-06',
    },
    home: {
      name: lookedAt(world, dice, 'home.name') ?? 'Home University',
      country: lookedAt(world, dice, 'home.country') ?? country,
      erasmusCode: lookedAt(world, dice, 'home.erasmusCode') ?? 'X  HOME01',
      coordinatorEmail: 'coordinator@home.example',
    },
    stay,
  };
  return { birth, on: dayOfNomination(world, birth, addDays(stay.start, -(least + dice.int(most - least + 1)))) };
}

function origin(dice: Dice): { readonly country: string; readonly language: string } {
  let roll = dice.int(100);
  for (const [country, language, share] of COUNTRIES) {
    if (roll < share) return { country, language };
    roll -= share;
  }
  return { country: 'US', language: 'en' };
}

/** Two terms or one for students, else any time of the year. */
function stayOf(world: World, dice: Dice): { readonly start: LocalDate; readonly end: LocalDate } {
  const year = yearOf(world.procedure);
  const around = (date: string): LocalDate => addDays(`${String(year)}-${date}`, dice.int(29) - 14);
  const [least, most] = STAY[world.procedure.for] ?? [0, 0];
  const roll = dice.int(10);
  const start = most > 0 ? addDays(`${String(year)}-09-01`, dice.int(365)) : around('09-01');
  const usual =
    most > 0
      ? { start, days: least + dice.int(most - least + 1) }
      : roll < 4
        ? { start, days: 150 }
        : roll < 8
          ? { start, days: 300 }
          : { start: addDays(start, 150), days: 150 };
  const limits = [...(world.distinguished.get('stay.days') ?? [])].flatMap((n) =>
    typeof n === 'number' ? [n - 1, n, n + 1] : [],
  );
  const days = limits.length > 0 && dice.oneIn(LOOKED_AT) ? (dice.anyOf(limits) ?? usual.days) : usual.days;
  return { start: usual.start, end: addDays(usual.start, Math.min(2000, Math.max(1, days)) - 1) };
}

function lookedAt({ distinguished }: World, dice: Dice, name: string): string | undefined {
  const values = [...(distinguished.get(name) ?? [])].filter((value) => typeof value === 'string');
  return values.length > 0 && dice.oneIn(LOOKED_AT) ? dice.anyOf(values) : undefined;
}

/** That day, or the last one before it on which nominations are taken. */
export function dayOfNomination({ procedure }: Pick<World, 'procedure'>, birth: Birth, wanted: LocalDate): LocalDate {
  for (let back = 0; back < 366; back += 1) {
    const day = addDays(wanted, -back);
    if (refusedBirth(birth, day, procedure) === undefined) return day;
  }
  return wanted;
}
