import type { ActiveGrant, Actor } from '../../authority/actor.ts';
import type { Act, Facts } from '../../mobility/commands.ts';
import type { Mobility } from '../../mobility/state.ts';
import { waitsOf } from '../../mobility/waits.ts';
import { stayRules } from '../../process/stay-rules.ts';
import { isRefusal } from '../../refusal.ts';
import { localDateOf } from '../../time/calendar.ts';
import { addDays } from '../../time/civil.ts';
import { decided } from '../file.ts';
import { movesOn } from '../moves.ts';
import { grantOf, somebody } from '../people.ts';
import type { World } from '../world.ts';
import type { Node } from './node.ts';
import { placeOf } from './say.ts';

interface Attempt {
  readonly act: Act;
  readonly facts?: Facts;
  readonly at: string;
  /** It waits for the person as such, who may of course. */
  readonly theirs: boolean;
}

/** Who decides on their own file, and how: the person with every role, or somebody to whom they lent every role. */
export function decidesOnOwn(world: World, node: Node): string | undefined {
  const { state } = node.file;
  const grants = rolesIn(world, state).map((role) => grantOf(world, role));
  const person = somebody(world, state.person.id, grants);
  const proxy = somebody(
    world,
    'proxy',
    grants.map((grant): ActiveGrant => ({ ...grant, onBehalfOf: { person: state.person.id, name: 'Ana' } })),
  );
  const taken = (actor: Actor, { act, facts }: Attempt): boolean => {
    const decision = decided(world, state, actor, act, node.now, facts);
    return !isRefusal(decision) && decision.events.length > 0;
  };
  for (const attempt of attempts(world, node)) {
    if (!attempt.theirs && taken(person, attempt))
      return `The person, who has every role, does it themselves: ${attempt.act.type} at “${attempt.at}”.`;
    if (taken(proxy, attempt))
      return `Somebody to whom the person lent their roles does it: ${attempt.act.type} at “${attempt.at}”.`;
  }
  return undefined;
}

function attempts(world: World, { file: { state }, now }: Node): readonly Attempt[] {
  const today = localDateOf(world.calendar, now);
  const reason = 'My own.';
  if (state.status === 'closed') return [{ act: { type: 'reopen', reason }, at: 'the file', theirs: false }];
  const waiting = waitsOf(state).flatMap((wait) =>
    movesOn(world, state, wait, today).map(({ act, facts = {} }): Attempt => ({
      act,
      facts,
      at: placeOf(wait),
      theirs: wait.holders.some((h) => h.by === 'person'),
    })),
  );
  const dates = { start: state.stay.start, end: addDays(state.stay.end, 1) };
  const mayThemselves = stayRules(world.procedure, state.stay, dates).some(
    ({ rule }) => rule?.by.includes('person') === true,
  );
  const [clock] = Object.values(state.clocks);
  const [open] = waitsOf(state);
  return [
    ...waiting,
    { act: { type: 'change-stay', ...dates, reason }, at: 'the stay', theirs: mayThemselves },
    ...(clock === undefined
      ? []
      : [
          {
            act: {
              type: 'move-deadline' as const,
              task: clock.task,
              ...(clock.item === undefined ? {} : { item: clock.item }),
              date: addDays(today, 9),
              reason,
            },
            at: clock.task,
            theirs: false,
          },
        ]),
    ...(open === undefined
      ? []
      : [
          {
            act: {
              type: 'reassign' as const,
              task: open.task,
              ...(open.item === undefined ? {} : { item: open.item }),
              to: { role: world.procedure.office },
              reason,
            },
            at: placeOf(open),
            theirs: false,
          },
        ]),
  ];
}

function rolesIn(world: World, state: Mobility): readonly string[] {
  const held = waitsOf(state).flatMap(({ holders }) =>
    holders.flatMap((h) => (h.by === 'role' || h.by === 'member' ? (h.role ?? []) : [])),
  );
  return [...new Set([world.procedure.office, ...world.roles.keys(), ...held])];
}
