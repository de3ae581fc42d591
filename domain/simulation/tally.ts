import type { Recorded } from '../mobility/events.ts';
import { own } from '../mobility/own.ts';
import type { Mobility } from '../mobility/state.ts';
import type { Consequence } from '../process/procedure.ts';
import { count, type Histogram } from './spread.ts';

/** What came late at one place, and what it brought. */
export interface Late {
  reminders: number;
  deadlines: number;
  /** The office was told, and nothing more. */
  officeTold: number;
  escalated: number;
  handedOver: number;
  decided: number;
  wentOn: number;
  closed: number;
  lapsed: number;
}

/** What is counted while files live. */
export interface Tally {
  readonly ends: Map<string, Histogram>;
  readonly stages: Map<string, Histogram>;
  readonly tasks: Map<string, Histogram>;
  readonly steps: Map<string, Histogram>;
  readonly late: Map<string, Late>;
  /** Milliseconds, by place and holder. */
  readonly waiting: Map<string, Map<string, number>>;
  /** Why files never end, with the days that they had lived until nothing came any more. */
  readonly never: Map<string, Histogram>;
  readonly refused: Map<string, number>;
  readonly passedOver: Map<string, number>;
  acts: number;
}

export const newTally = (): Tally => ({
  ends: new Map(),
  stages: new Map(),
  tasks: new Map(),
  steps: new Map(),
  late: new Map(),
  waiting: new Map(),
  never: new Map(),
  refused: new Map(),
  passedOver: new Map(),
  acts: 0,
});

/** When things began in one file, in milliseconds. */
export interface Begun {
  readonly born: number;
  stage: { readonly name: string; readonly at: number } | undefined;
  readonly stages: Map<string, number>;
  readonly tasks: Map<string, number>;
  readonly steps: Map<string, number>;
}

export const begunAt = (born: number): Begun => ({
  born,
  stage: undefined,
  stages: new Map(),
  tasks: new Map(),
  steps: new Map(),
});

const DAY = 86_400_000;
export const wholeDays = (from: number, to: number): number => Math.round((to - from) / DAY);

/** Counts what one decision brought. */
export function observe(
  tally: Tally,
  begun: Begun,
  before: Mobility | null,
  events: readonly Recorded[],
  now: number,
): void {
  tally.acts += 1;
  let place = '';
  for (const { event } of events) {
    switch (event.type) {
      case 'stage-entered':
        leaveStage(begun, now);
        begun.stage = { name: event.stage, at: now };
        break;
      case 'task-opened':
        begun.tasks.set(event.task, now);
        break;
      case 'task-passed-over':
        add(tally.passedOver, event.task);
        break;
      case 'task-done':
        ended(tally.tasks, begun.tasks, event.task, now);
        if (event.outcome === 'no-answer') lateAt(tally, event.task).wentOn += 1;
        break;
      case 'sent-back':
      case 'task-begun-again':
        for (const task of event.reset) begun.tasks.delete(task);
        break;
      case 'step-opened':
        begun.steps.set(`${event.task}/${event.step}`, now);
        break;
      case 'step-decided':
        if (event.settles !== 'nothing') ended(tally.steps, begun.steps, `${event.task}/${event.step}`, now);
        if (event.byDefault === true) lateAt(tally, `${event.task}/${event.step}`).decided += 1;
        break;
      case 'reminded':
        lateAt(tally, event.clock).reminders += 1;
        break;
      case 'deadline-missed':
      case 'consequence-came': {
        place = event.clock;
        const clock = before === null ? undefined : own(before.clocks, place);
        const late = lateAt(tally, place);
        const first = event.type === 'deadline-missed';
        if (first) late.deadlines += 1;
        const consequence = first ? clock?.consequence : clock?.later?.[0]?.consequence;
        if (consequence === undefined) late.officeTold += first ? 1 : 0;
        else if (closes(consequence)) late.closed += 1;
        break;
      }
      case 'handed-over':
        if (event.because !== 'late') break;
        if (event.how === 'besides') lateAt(tally, place).escalated += 1;
        else lateAt(tally, place).handedOver += 1;
        break;
      case 'mobility-withdrawn':
        end(tally, begun, 'withdrawn', now);
        break;
      case 'mobility-closed':
        if (event.outcome === 'lapsed') lateAt(tally, place).lapsed += 1;
        end(tally, begun, event.outcome, now);
        break;
      default:
        break;
    }
  }
}

/** Time that went by while this waited for somebody; shared where several hold the same. */
export function waited(tally: Tally, place: string, holder: string, milliseconds: number, holders: number): void {
  const at = tally.waiting.get(place) ?? new Map<string, number>();
  tally.waiting.set(place, at);
  at.set(holder, (at.get(holder) ?? 0) + Math.floor(milliseconds / Math.max(1, holders)));
}

export const add = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/** The histogram of that name. */
export function histogramOf(histograms: Map<string, Histogram>, name: string): Histogram {
  const known = histograms.get(name) ?? new Map<number, number>();
  histograms.set(name, known);
  return known;
}

const closes = (consequence: Consequence): boolean => 'close' in consequence;

function ended(histograms: Map<string, Histogram>, begun: Map<string, number>, name: string, now: number): void {
  const from = begun.get(name);
  if (from === undefined) return;
  begun.delete(name);
  count(histogramOf(histograms, name), wholeDays(from, now));
}

function leaveStage(begun: Begun, now: number): void {
  if (begun.stage === undefined) return;
  const { name, at } = begun.stage;
  begun.stages.set(name, (begun.stages.get(name) ?? 0) + now - at);
}

function end(tally: Tally, begun: Begun, outcome: string, now: number): void {
  leaveStage(begun, now);
  // How long a stage takes, those tell who went through it.
  if (outcome !== 'completed' && begun.stage !== undefined) begun.stages.delete(begun.stage.name);
  begun.stage = undefined;
  for (const [stage, milliseconds] of begun.stages) count(histogramOf(tally.stages, stage), wholeDays(0, milliseconds));
  count(histogramOf(tally.ends, outcome), wholeDays(begun.born, now));
}

function lateAt(tally: Tally, place: string): Late {
  const known = tally.late.get(place) ?? {
    reminders: 0,
    deadlines: 0,
    officeTold: 0,
    escalated: 0,
    handedOver: 0,
    decided: 0,
    wentOn: 0,
    closed: 0,
    lapsed: 0,
  };
  tally.late.set(place, known);
  return known;
}
