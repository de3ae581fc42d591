import { clockId } from '../mobility/clocks.ts';
import { isDormant } from '../mobility/openable.ts';
import { own } from '../mobility/own.ts';
import type { Mobility } from '../mobility/state.ts';
import { waitsOf } from '../mobility/waits.ts';
import type { Task, TaskDefinition } from '../tasks/index.ts';
import type { Step } from '../tasks/approval.ts';
import type { Wait } from '../tasks/kind.ts';
import { localDateOf } from '../time/calendar.ts';
import type { Instant } from '../time/civil.ts';
import type { Context } from './context.ts';
import type { Note, StageBox, Standing } from './diagram.ts';
import { holderWords } from './names.ts';
import { dateWords } from './rules.ts';

/** Where one file stands on its procedure, asked task by task. */
export interface Stands {
  task(definition: TaskDefinition): Standing;
  /** A step, a signer; nothing for what has no standing of its own. */
  part(task: string, item: string): Standing | undefined;
  /** For whom it waits, since when and until when: of a task, or of one part of it. */
  waits(task: string, item?: string): readonly Note[];
  stage(index: number): NonNullable<StageBox['standing']>;
}

export function standsOf(state: Mobility, context: Context): Stands {
  const waits = new Map<string, Wait[]>();
  for (const wait of waitsOf(state)) waits.set(wait.task, [...(waits.get(wait.task) ?? []), wait]);
  const reached = context.procedure.stages.findIndex((s) => s.stage === state.stage);
  const { standing } = context.words;
  return {
    task: (definition) => taskStanding(state, definition, context),
    part: (id, item) => {
      const task = own(state.tasks, id);
      return task === undefined ? undefined : partStanding(task, item, context);
    },
    waits: (task, item) => {
      const those = (waits.get(task) ?? []).filter((w) => (item === undefined ? !hasPart(state, w) : w.item === item));
      const texts = new Set(those.map((wait) => waitWords(wait, state, context)));
      return [...texts].map((text) => ({ name: context.words.names.waits, text, as: 'wait' }));
    },
    stage: (index) => {
      const is = index < reached || state.outcome === 'completed' ? 'past' : index === reached ? 'present' : 'to-come';
      return is !== 'past' && state.status === 'closed'
        ? { is: 'to-come', words: standing.notReached }
        : { is, words: standing.stage[is] };
    },
  };
}

/** Whether a wait is said where its step or signer is. */
const hasPart = (state: Mobility, { task, item }: Wait): boolean => {
  const kind = own(state.tasks, task)?.kind;
  return item !== undefined && (kind === 'approval' || kind === 'signatures');
};

/** An instant as the day that it was at the institution. */
export const dayWords = (state: Mobility, at: Instant, { words }: Context): string =>
  dateWords(localDateOf(state.calendar, at), words);

function taskStanding(state: Mobility, { task: id }: TaskDefinition, context: Context): Standing {
  const { standing } = context.words;
  const task = own(state.tasks, id);
  const closed = state.status === 'closed';
  if (task?.status === 'done')
    return {
      is: 'done',
      words: standing.done(task.doneAt === undefined ? undefined : dayWords(state, task.doneAt, context)),
    };
  if (state.passed?.includes(id) === true) return { is: 'passed', words: standing.passed };
  if (task?.status === 'open')
    return closed
      ? { is: 'to-come', words: standing.left }
      : { is: 'open', words: standing.open(dayWords(state, task.openedAt, context)) };
  return { is: 'to-come', words: toCome(state, id, context) };
}

function toCome(state: Mobility, id: string, { procedure, words }: Context): string {
  const { standing } = words;
  const dormant = isDormant(procedure, state, id);
  if (state.status === 'closed') return dormant ? standing.notAsked : standing.notReached;
  if (own(state.tasks, id)?.status === 'waiting') return standing.again;
  const planned = own(state.planned ?? {}, id);
  if (planned !== undefined && planned.reached === undefined) return standing.planned(dateWords(planned.date, words));
  return dormant ? standing.notAsked : standing.toCome;
}

function partStanding(task: Task, item: string, context: Context): Standing | undefined {
  const { standing } = context.words;
  if (task.kind === 'approval') {
    const step = task.data.steps.find((s) => s.step === item);
    return step === undefined ? undefined : stepStanding(step, context);
  }
  if (task.kind !== 'signatures') return undefined;
  switch (task.data.signers.find((s) => s.signer === item)?.status) {
    case 'signed':
      return { is: 'done', words: standing.signed };
    case 'declined':
      return { is: 'open', words: standing.declined };
    case 'invited':
      return { is: 'open', words: standing.open(undefined) };
    default:
      return { is: 'to-come', words: standing.toCome };
  }
}

function stepStanding({ status, decisions, need }: Step, { words: { standing } }: Context): Standing {
  const given = decisions.filter((d) => d.decision === 'approve').length;
  switch (status) {
    case 'decided': {
      const last = decisions.find((d) => d.decision === 'send-back') ?? decisions.at(-1);
      return { is: 'done', words: standing.decided[last?.decision ?? 'approve'] };
    }
    case 'passed-over':
      return { is: 'passed', words: standing.passed };
    case 'open':
      return { is: 'open', words: need > 1 ? standing.approvals(given, need) : standing.open(undefined) };
    case 'resolving':
      return { is: 'open', words: standing.resolving };
    case 'waiting':
      return { is: 'to-come', words: standing.toCome };
  }
}

/** Of dates asked for too, which no task stands for. */
export function waitWords({ task, item, holders, since }: Wait, state: Mobility, context: Context): string {
  const { words } = context;
  const clock = own(state.clocks, clockId(task, item)) ?? own(state.clocks, clockId(task));
  const who = words.or([...new Set(holders.map((holder) => holderWords(holder, context)))]);
  const until = clock === undefined ? undefined : dateWords(clock.due.date, words);
  return [
    words.standing.wait(who, dayWords(state, since, context), until),
    ...(clock?.missed === true ? [words.standing.late] : []),
    ...(clock?.pausedAt === undefined ? [] : [words.standing.paused]),
  ].join(words.semicolon);
}
