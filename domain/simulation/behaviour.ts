import type { RoleId } from '../ids.ts';
import type { Days } from './delay.ts';

/** How somebody behaves when something waits for them. Shares are in percent. */
export interface Habits extends Days {
  /** Never does it by themselves. */
  readonly never: number;
  /** Of those, how many do it after each reminder or missed deadline. */
  readonly wakes: number;
  readonly refuse: number;
  readonly sendBack: number;
  /** Asks for information. */
  readonly ask: number;
  /** Wants a paper or results again. */
  readonly again: number;
  /** Declines to sign. */
  readonly decline: number;
  readonly takeBack: number;
}

/** How everybody behaves: stated, or measured from records in the same form. */
export interface Behaviour {
  readonly person: Habits;
  readonly partner: Habits;
  /** Staff count working days, all others days. */
  readonly staff: Habits;
  readonly roles: Readonly<Record<RoleId, Partial<Habits>>>;
  /** By `task` or `task/item`: whoever does it there. */
  readonly steps: Readonly<Record<string, Partial<Habits>>>;
  /** People who withdraw, some day before their stay begins. */
  readonly withdraw: number;
  /** People who ask for a longer stay. */
  readonly askStay: number;
  /** Who begins a repeatable task anew, or asks for one that waits to be asked for. */
  readonly beginAgain: number;
  /** Files that the inspection refuses. */
  readonly badFiles: number;
}

const common = { never: 1, wakes: 40, refuse: 4, sendBack: 6, ask: 5, again: 8, decline: 2, takeBack: 0 };

/** What is assumed where nothing is said. */
export const usualBehaviour: Behaviour = {
  person: { ...common, median: 4, p90: 18, never: 3 },
  partner: { ...common, median: 6, p90: 24, never: 3, wakes: 30 },
  staff: { ...common, median: 3, p90: 10 },
  roles: {},
  steps: {},
  withdraw: 4,
  askStay: 4,
  beginAgain: 3,
  badFiles: 3,
};

/** How this holder behaves at this place: what is said of the place counts before what is said of the role. */
export function habitsOf(behaviour: Behaviour, holder: string, task: string, item: string | undefined): Habits {
  const { person, partner, staff, roles, steps } = behaviour;
  const base = holder === 'person' ? person : holder === 'partner' ? partner : { ...staff, ...said(roles, holder) };
  const place = item === undefined ? undefined : said(steps, `${task}/${item}`);
  return { ...base, ...said(steps, task), ...place };
}

const said = <V>(record: Readonly<Record<string, V>>, key: string): V | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
