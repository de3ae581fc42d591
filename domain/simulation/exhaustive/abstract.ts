import { nameIn } from '../../conditions/names.ts';
import { knownOf } from '../../mobility/known.ts';
import { own } from '../../mobility/own.ts';
import type { Clock, Mobility } from '../../mobility/state.ts';
import { taskOf, tasksOf } from '../../process/procedure.ts';
import type { Task } from '../../tasks/index.ts';
import type { World } from '../world.ts';

/**
 * What of a file decides what can happen to it, as a text: files with the same one are one state. Left out: days and
 * instants, numbers of events, rounds that nobody counts, texts, names of people, answers that no condition looks at.
 * A part stands as a small number: texts stay short, and no two parts are ever taken for one.
 */
export function abstraction(world: World): (state: Mobility) => string {
  const numbers = new Map<string, string>();
  const intern = (part: string): string => {
    const number = numbers.get(part) ?? numbers.size.toString(36);
    numbers.set(part, number);
    return number;
  };
  return (state) => {
    const parts = state.status === 'closed' ? [`closed ${state.outcome ?? ''}`] : [state.stage];
    for (const { task } of tasksOf(world.procedure)) {
      const found = own(state.tasks, task);
      parts.push(found === undefined ? '' : intern(taskPart(world, state, found)));
    }
    parts.push(intern(lifePart(state)), intern(known(world, state)));
    return parts.join(',');
  };
}

function taskPart(world: World, state: Mobility, task: Task): string {
  const { status, handed = [], outcome, data, task: id } = task;
  const clocks = Object.entries(state.clocks)
    .filter(([, clock]) => clock.task === id)
    .map(([name, clock]) => `${name}:${phase(clock)}`);
  const effects = Object.values(state.effects)
    .filter((effect) => effect.task === id)
    .map((effect) => `${effect.kind}:${effect.status}`);
  return JSON.stringify([
    status,
    status === 'open' ? handed.map(({ item, to, how }) => [item, to.by === 'role' ? to.role : to.by, how]) : [],
    outcome,
    isCounted(world, id) ? Math.min(task.round, MOST_ROUNDS) : 0,
    status === 'open' ? shape(data, '') : kept(task),
    clocks.sort(),
    effects.sort(),
  ]);
}

/** Rounds change something only where a condition asks for them, or where the procedure says how often. */
const isCounted = ({ procedure, distinguished }: World, id: string): boolean =>
  distinguished.has(`${nameIn(id)}.round`) || taskOf(procedure, id)?.repeat?.times !== undefined;
const MOST_ROUNDS = 2;

/** What a task that is over carries into its next round. */
function kept({ kind, data }: Task): unknown {
  return kind === 'documents' ? shape(data, '') : null;
}

/** Keys whose values are days, numbers, texts or names: they change nothing of what can happen. */
const LEFT_OUT = new Set([
  ...[
    'at',
    'since',
    'answeredAt',
    'reason',
    'question',
    'name',
    'person',
    'sha256',
    'size',
    'document',
    'mime',
    'pages',
  ],
  ...['scanned', 'identified', 'answers', 'date', 'note', 'words', 'hash', 'revision', 'content', 'totals', 'rows'],
  ...['results', 'subject', 'shown', 'components', 'email', 'onBehalfOf', 'unit', 'lent', 'returned'],
]);

/** The data of a task without what changes nothing; of files only the last, of questions whether one is open. */
function shape(value: unknown, key: string): unknown {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    if (key === 'revisions') return list.length > 0;
    if (key === 'files') return shape(list.at(-1) ?? null, '');
    if (key === 'questions') return list.length === 0 ? 'none' : list.every(isAnswered) ? 'answered' : 'open';
    return list.map((one) => shape(one, ''));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).flatMap(([name, one]: [string, unknown]): unknown[] => {
    if (LEFT_OUT.has(name)) return name === 'shown' ? ['shown'] : [];
    return [[name, shape(one, name)]];
  });
}

const isAnswered = (question: unknown): boolean =>
  typeof question === 'object' && question !== null && 'answer' in question;

/** Whether it runs, stands still, was missed, or is over; and how much is still to come. */
const phase = ({ missed, pausedAt, closed, later = [] }: Clock): string =>
  closed === true
    ? 'closed'
    : pausedAt !== undefined
      ? 'paused'
      : missed
        ? `missed+${String(later.length)}`
        : 'running';

function lifePart({ passed = [], planned = {}, requested = [], stayAsked, incidents }: Mobility): string {
  return JSON.stringify([
    passed.toSorted(),
    Object.entries(planned)
      .map(([task, { reached }]) => `${task}:${String(reached === true)}`)
      .sort(),
    requested.toSorted(),
    stayAsked !== undefined,
    Object.values(incidents).map(({ code }) => code),
  ]);
}

/** What conditions look at, as it is now. */
function known({ distinguished }: World, state: Mobility): string {
  if (distinguished.size === 0) return '';
  const values = knownOf(state);
  return JSON.stringify(
    [...distinguished.keys()].map((name) => {
      const [root = '', field = ''] = name.split('.');
      return own(own(values, root) ?? {}, field) ?? null;
    }),
  );
}
