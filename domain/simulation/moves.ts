import { own } from '../mobility/own.ts';
import type { Mobility } from '../mobility/state.ts';
import { STAY } from '../mobility/waits.ts';
import { taskOf } from '../process/procedure.ts';
import { kinds, type DefinitionOf, type Kind, type TaskOf } from '../tasks/index.ts';
import type { Ground, Move, Wait } from '../tasks/kind.ts';
import type { LocalDate } from '../time/civil.ts';
import type { World } from './world.ts';

/** What can be done on what waits, as its kind says. */
export function movesOn(world: World, state: Mobility, wait: Wait, today: LocalDate): readonly Move[] {
  if (wait.task === STAY) return onStay(state);
  const task = own(state.tasks, wait.task);
  const definition = taskOf(world.procedure, wait.task);
  if (task === undefined || definition === undefined) return [];
  return dispatch(definition, task, wait, { ...world, state, today });
}

const dispatch = <K extends Kind>(
  definition: DefinitionOf<K>,
  task: TaskOf<K>,
  wait: Wait,
  ground: Ground,
): readonly Move[] => kinds[task.kind].moves(definition, task, wait, ground);

/** What staff answer to somebody who asked for other dates. */
function onStay({ stayAsked }: Mobility): readonly Move[] {
  if (stayAsked === undefined) return [];
  const { start, end } = stayAsked;
  return [
    { act: { type: 'change-stay', start, end, reason: 'As asked.' }, does: 'go-on' },
    { act: { type: 'refuse-stay', reason: 'There is no room.' }, does: 'refuse' },
  ];
}
