import { nameIn } from '../../conditions/names.ts';
import { knownOf } from '../../mobility/known.ts';
import { own } from '../../mobility/own.ts';
import type { Clock, Mobility, Stay } from '../../mobility/state.ts';
import { taskOf, tasksOf } from '../../process/procedure.ts';
import type { Task } from '../../tasks/index.ts';
import { holderName } from '../people.ts';
import type { World } from '../world.ts';
import type { Node } from './node.ts';

/**
 * What of a file decides what can happen to it, as a text: files with the same one are one state. Left out: days and
 * instants, numbers of events, rounds that nobody counts, texts, names of people, answers that no condition looks at.
 * A part stands as a small number: texts stay short, and no two parts are ever taken for one.
 */
export function abstraction(world: World): (node: Pick<Node, 'file' | 'spent'>) => string {
  const numbers = new Map<string, string>();
  const intern = (part: string): string => {
    const number = numbers.get(part) ?? numbers.size.toString(36);
    numbers.set(part, number);
    return number;
  };
  return ({ file: { state }, spent }) => {
    // Nothing opens it again.
    if (state.status === 'closed' && spent) return `closed ${state.outcome ?? ''}!`;
    const parts = state.status === 'closed' ? [`closed ${state.outcome ?? ''}`] : [state.stage];
    for (const { task } of tasksOf(world.procedure)) {
      const found = own(state.tasks, task);
      parts.push(
        found === undefined || (spent && isAsNew(world, state, found)) ? '' : intern(taskPart(world, state, found)),
      );
    }
    parts.push(intern(lifePart(state)), intern(known(world, state)), spent ? '!' : '');
    return parts.join(',');
  };
}

/**
 * A task that waits to open again is as one that was never open: but for what is carried over, for who may open the
 * file again at it, and for those that come after one that waits to be asked for.
 */
const isAsNew = (world: World, { effects }: Mobility, { task, kind, status }: Task): boolean =>
  status === 'waiting' &&
  !Object.values(effects).some((effect) => effect.task === task) &&
  kind !== 'documents' &&
  !isCounted(world, task) &&
  !tasksOf(world.procedure).some(({ repeat }) => repeat?.onRequest === true);

function taskPart(world: World, state: Mobility, task: Task): string {
  const { status, handed = [], data, task: id } = task;
  const clocks = Object.entries(state.clocks)
    .filter(([, clock]) => clock.task === id && bringsSomething(clock))
    .map(([name, clock]) => `${name}:${phase(clock)} ${season(state.stay, clock)}`);
  const effects = Object.values(state.effects)
    .filter((effect) => effect.task === id)
    .map((effect) => `${effect.kind}:${effect.status}`);
  return JSON.stringify([
    status,
    status === 'open' ? handedIn(task, handed) : [],
    isCounted(world, id) ? Math.min(task.round, MOST_ROUNDS) : 0,
    status === 'open' ? shape(data, '') : kept(task),
    clocks.sort(),
    effects.sort(),
  ]);
}

/** To whom it was given, each once; of a step that is decided nobody cares any more. */
function handedIn({ data }: Task, handed: NonNullable<Task['handed']>): readonly string[] {
  const over = 'steps' in data ? data.steps.filter(({ status }) => status !== 'open').map(({ step }) => step) : [];
  const those = handed.filter(({ item }) => item === undefined || !over.includes(item));
  return [...new Set(those.map(({ item, to, how }) => `${item ?? ''} ${holderName(to)} ${how}`))];
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
  ...['results', 'subject', 'shown', 'components', 'email', 'onBehalfOf', 'unit', 'lent', 'lentBy', 'returned'],
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
  // Who held a decided step, and what they asked, is history; who decided may take it back.
  if ('step' in value && 'decisions' in value && 'status' in value && value.status === 'decided')
    return ['decided', shape(value.decisions, '')];
  return Object.entries(value).flatMap(([name, one]: [string, unknown]): unknown[] => {
    if (LEFT_OUT.has(name)) return name === 'shown' ? ['shown'] : [];
    // A file that the inspection refused and one that staff want again wait for the same.
    if (one === 'refused') return [[name, 'again']];
    return [[name, shape(one, name)]];
  });
}

const isAnswered = (question: unknown): boolean =>
  typeof question === 'object' && question !== null && 'answer' in question;

/** A date at which somebody is told, and nothing else happens, makes no difference to what can happen. */
export const bringsSomething = ({ consequence, later = [] }: Clock): boolean =>
  later.length > 0 || (consequence !== undefined && !('remindEvery' in consequence));

/** Whether it runs, stands still, was missed, or is over; and how much is still to come. */
const phase = ({ missed, pausedAt, closed, later = [] }: Clock): string =>
  closed === true
    ? 'closed'
    : pausedAt !== undefined
      ? 'paused'
      : missed
        ? `missed+${String(later.length)}`
        : 'running';

/** Some things can only be done when the stay has begun, or is over: whether a date comes before that. */
const season = ({ start, end }: Stay, { missed, due: { date } }: Clock): string =>
  missed ? '' : date < start ? 'before' : date < end ? 'during' : 'after';

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
