import type { Actor } from '../authority/actor.ts';
import type { Act } from '../mobility/commands.ts';
import type { Mobility } from '../mobility/state.ts';
import { tasksOf } from '../process/procedure.ts';
import { instantOf } from '../time/calendar.ts';
import { addDays, daysBetween, type Instant, type LocalDate } from '../time/civil.ts';
import type { Behaviour } from './behaviour.ts';
import type { Dice } from './dice.ts';
import { somebody, staffOf } from './people.ts';
import type { World } from './world.ts';

/** Something that nobody asked for and somebody will try. */
export interface Idea {
  readonly at: Instant;
  readonly actor: Actor;
  readonly act: Act;
}

const EXTENSION_DAYS = 30;

/** Who withdraws, asks for a longer stay, or begins something anew, and when: soonest first. */
export function ideasOf(
  world: World,
  behaviour: Behaviour,
  dice: Dice,
  { person, stay }: Mobility,
  born: LocalDate,
): readonly Idea[] {
  const { procedure, calendar } = world;
  const ideas: Idea[] = [];
  const happens = (share: number): boolean => dice.int(10_000) < share * 100;
  const between = (from: LocalDate, until: LocalDate): Instant =>
    instantOf(calendar, addDays(from, dice.int(Math.max(1, daysBetween(from, until)))), '16:00');
  const by = (whom: readonly string[]): Actor =>
    whom.includes('person') ? somebody(world, person.id, []) : staffOf(world, whom[0] ?? procedure.office);
  if (happens(behaviour.withdraw))
    ideas.push({
      at: between(born, stay.start),
      actor: by(procedure.withdraw?.by ?? ['person']),
      act: { type: 'withdraw', reason: 'Other plans.' },
    });
  if (happens(behaviour.askStay))
    ideas.push({
      at: between(stay.start, stay.end),
      actor: by(['person']),
      act: { type: 'ask-stay', start: stay.start, end: addDays(stay.end, EXTENSION_DAYS), reason: 'To finish.' },
    });
  for (const { task, repeat } of tasksOf(procedure))
    if (repeat !== undefined && happens(behaviour.beginAgain))
      ideas.push({
        at: between(born, stay.end),
        actor: by(repeat.by),
        act: { type: 'begin-again', task, reason: 'Something changed.' },
      });
  return ideas.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
