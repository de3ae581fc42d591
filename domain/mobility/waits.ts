import { kinds, type Kind, type TaskOf } from '../tasks/index.ts';
import type { Wait } from '../tasks/kind.ts';
import { holdersNow } from './handed.ts';
import type { Mobility } from './state.ts';

/** What waits for staff when somebody asked for other dates stands under this name, which no task may have. */
export const STAY = 'stay';

/** Everything that waits for somebody, in the order in which tasks were opened. */
export function waitsOf(state: Mobility): readonly Wait[] {
  if (state.status === 'closed') return [];
  const waits = Object.values(state.tasks).flatMap((task) => (task.status === 'open' ? waitsOfTask(task) : []));
  const asked = waitForStay(state);
  return asked === undefined ? waits : [...waits, asked];
}

/** What one open task waits for. */
export function waitsOfTask<K extends Kind>(task: TaskOf<K>): readonly Wait[] {
  const waits = kinds[task.kind].waits(task);
  // A chain says itself who holds its steps now: it knows which of them are fixed.
  if (task.handed === undefined || task.kind === 'approval') return waits;
  return waits.map((wait) =>
    wait.holders.some((h) => h.by === 'person')
      ? wait
      : { ...wait, holders: holdersNow(task, wait.item, wait.holders) },
  );
}

/** The dates that somebody asked for, until staff decide. */
export const waitForStay = ({ stayAsked }: Mobility): Wait | undefined =>
  stayAsked === undefined
    ? undefined
    : {
        task: STAY,
        what: 'decide-stay',
        holders: stayAsked.holders,
        since: stayAsked.at,
        acts: ['change-stay', 'refuse-stay'],
      };
