import type { Actor } from '../../authority/actor.ts';
import type { Act } from '../../mobility/commands.ts';
import { tasksOf } from '../../process/procedure.ts';
import { localDateOf } from '../../time/calendar.ts';
import { addDays } from '../../time/civil.ts';
import { somebody, staffOf } from '../people.ts';
import { roleWith, type World } from '../world.ts';
import { done } from './done.ts';
import type { Next, Node } from './node.ts';

const LONGER_DAYS = 30;
const reason = 'Something changed.';

/** What people may do though nothing asks for it. In each file one such thing happens at most; withdrawing ends it. */
export function unasked(world: World, node: Node): readonly Next[] {
  const { state } = node.file;
  if (state.status === 'closed') return node.spent ? [] : reopenings(world, node);
  return [...withdrawal(world, node), ...moreTime(world, node), ...(node.spent ? [] : changes(world, node))];
}

function reopenings(world: World, node: Node): readonly Next[] {
  const role = roleWith(world, 'reopen');
  if (role === undefined) return [];
  const actor = staffOf(world, role);
  const acts: readonly (Act & { type: 'reopen' })[] = [
    { type: 'reopen', reason },
    ...Object.keys(node.file.state.tasks).map((to): Act & { type: 'reopen' } => ({ type: 'reopen', reason, to })),
  ];
  return acts.flatMap((act) =>
    done(world, node, `The ${role} opens the file again${act.to === undefined ? '' : ` at “${act.to}”`}.`, {
      actor,
      act,
      spends: true,
    }),
  );
}

/** The person, or whom the procedure names instead. */
function whom(world: World, node: Node, by: readonly string[]): readonly [string, Actor] {
  const { id } = node.file.state.person;
  const role = by.includes('person') ? undefined : by[0];
  return role === undefined ? ['person', somebody(world, id, [])] : [role, staffOf(world, role)];
}

function withdrawal(world: World, node: Node): readonly Next[] {
  const [who, actor] = whom(world, node, world.procedure.withdraw?.by ?? ['person']);
  return done(world, node, `The ${who} withdraws.`, { actor, act: { type: 'withdraw', reason } });
}

/** Staff give more time where it was too late. */
function moreTime(world: World, node: Node): readonly Next[] {
  const role = roleWith(world, 'move-deadlines');
  if (role === undefined) return [];
  const today = localDateOf(world.calendar, node.now);
  const { end } = node.file.state.stay;
  // What can only be done when the stay is over gets as long.
  const date = addDays(today > end ? today : end, LONGER_DAYS);
  return Object.values(node.file.state.clocks)
    .filter((clock) => clock.closed === true)
    .flatMap(({ task, item }) =>
      done(world, node, `The ${role} gives more time for “${task}”.`, {
        actor: staffOf(world, role),
        act: { type: 'move-deadline', task, ...(item === undefined ? {} : { item }), date, reason },
      }),
    );
}

function changes(world: World, node: Node): readonly Next[] {
  const { procedure } = world;
  const { start, end } = node.file.state.stay;
  const dates = { start, end: addDays(end, LONGER_DAYS), reason };
  const [asking, asker] = whom(world, node, ['person']);
  const changer = procedure.extend?.by ?? [roleWith(world, 'change-stay') ?? procedure.office];
  const [changing, actor] = whom(world, node, changer);
  return [
    ...done(world, node, `The ${changing} makes the stay longer.`, {
      actor,
      act: { type: 'change-stay', ...dates },
      spends: true,
    }),
    ...done(world, node, `The ${asking} asks for a longer stay.`, {
      actor: asker,
      act: { type: 'ask-stay', ...dates },
      spends: true,
    }),
    ...tasksOf(procedure).flatMap(({ task, repeat }) => {
      if (repeat === undefined) return [];
      const [who, by] = whom(world, node, repeat.by);
      return done(world, node, `The ${who} begins “${task}” anew.`, {
        actor: by,
        act: { type: 'begin-again', task, reason },
        spends: true,
      });
    }),
  ];
}
