import {
  isOf,
  kinds,
  knownOpening,
  type DefinitionOf,
  type Kind,
  type OpeningOf,
  type TaskDefinition,
} from '../tasks/index.ts';
import type { Asked } from '../conditions/asked.ts';
import type { Text } from '../ids.ts';
import type { Stage } from '../process/procedure.ts';
import { instantOf, localDateOf } from '../time/calendar.ts';
import { ask } from './ask-condition.ts';
import { dayOf, startClock } from './clocks.ts';
import type { Deciding } from './deciding.ts';
import { startable } from './effects.ts';
import type { MobilityEvent } from './events.ts';
import { isDormant, isOver } from './openable.ts';
import { own } from './own.ts';
import { recipientOf } from './recipient.ts';
import { waitsOfTask } from './waits.ts';

/** Opens what can open now, stage by stage, closes the mobility when nothing is left, and starts effects in line. */
export function advance(deciding: Deciding): void {
  const opened: TaskDefinition[] = [];
  while (deciding.state().status === 'open') {
    const definitions = openable(deciding);
    if (definitions.length === 0) break;
    // Some are over as soon as they open, and others can open then.
    for (const definition of definitions) if (open(deciding, definition)) opened.push(definition);
  }
  announce(deciding, opened);
  for (const { effect, attempts } of startable(deciding.state()))
    deciding.record({ type: 'effect-started', effect, attempt: attempts + 1 });
}

/** What can open in the first stage that is not over; the mobility is completed when there is none. */
function openable(deciding: Deciding): readonly TaskDefinition[] {
  const { procedure } = deciding;
  const state = deciding.state();
  for (const stage of stagesLeft(deciding)) {
    const left = stage.tasks.filter((t) => !isOver(state, t.task) && !isDormant(procedure, state, t.task));
    if (left.length === 0) continue;
    if (state.stage !== stage.stage) deciding.record({ type: 'stage-entered', stage: stage.stage });
    return left.filter(
      (t) =>
        own(state.tasks, t.task)?.status !== 'open' &&
        // One of an earlier stage that nobody asked for holds nothing up.
        (t.after ?? []).every((a) => isOver(state, a) || isDormant(procedure, state, a)) &&
        !isPlanned(deciding, t),
    );
  }
  deciding.record({ type: 'mobility-closed', outcome: 'completed' });
  deciding.mail({ template: 'completed', recipient: { to: 'person' } });
  return [];
}

/** The stage that the file is in and those after it; all of them when something may have gone back. */
function stagesLeft(deciding: Deciding): readonly Stage[] {
  const { stages } = deciding.procedure;
  if (deciding.outcome().events.some(({ event }) => goingBack.has(event.type))) return stages;
  const { stage } = deciding.state();
  return stages.slice(
    Math.max(
      0,
      stages.findIndex((one) => one.stage === stage),
    ),
  );
}

const goingBack: ReadonlySet<MobilityEvent['type']> = new Set([
  'sent-back',
  'task-begun-again',
  'mobility-reopened',
  'procedure-migrated',
  'migration-undone',
]);

/** Whether a task opens on a later day; that day is fixed when it could have opened. */
function isPlanned(deciding: Deciding, { task, opens }: TaskDefinition): boolean {
  if (opens === undefined) return false;
  const state = deciding.state();
  const planned = own(state.planned ?? {}, task);
  if (planned !== undefined) return planned.reached === undefined;
  const today = localDateOf(state.calendar, deciding.at);
  const date = dayOf(state, opens, today);
  if (date === undefined || date <= today) return false;
  deciding.record({ type: 'opening-planned', task, date, opensAt: instantOf(state.calendar, date, '00:00') });
  return true;
}

/** Opens a task, or passes it over where its condition does not hold. */
function open(deciding: Deciding, definition: TaskDefinition): boolean {
  const condition = definition.when === undefined ? undefined : ask(deciding.state(), definition.when);
  if (condition !== undefined && !condition.result) {
    deciding.record({ type: 'task-passed-over', task: definition.task, condition });
    return false;
  }
  openTask(deciding, definition, condition);
  return true;
}

function openTask<K extends Kind>(
  deciding: Deciding,
  definition: DefinitionOf<K> & { readonly kind: K },
  condition: Asked | undefined,
): void {
  const { task, kind } = definition;
  const rules = kinds[kind];
  const before = own(deciding.state().tasks, task);
  const opening: OpeningOf<K> = { kind, ...rules.opening(definition, deciding) };
  deciding.record({
    type: 'task-opened',
    task,
    round: (before?.round ?? 0) + 1,
    opening: knownOpening(opening),
    ...(condition === undefined ? {} : { condition }),
  });
  startClock(deciding, definition, task);
  const opened = deciding.state().tasks[task];
  if (opened !== undefined && isOf(opened, kind)) rules.opened?.(deciding, definition, opened);
}

/** One mail to the person for all that opened for them; one to each role for each task that it holds. */
function announce(deciding: Deciding, opened: readonly TaskDefinition[]): void {
  const forPerson: Text[] = [];
  for (const definition of opened) {
    const task = deciding.state().tasks[definition.task];
    if (task?.status !== 'open' || task.kind === 'message') continue;
    const waits = waitsOfTask(task);
    if (waits.some((w) => w.holders.some((h) => h.by === 'person'))) forPerson.push(definition.title);
    if (task.kind === 'approval' || task.kind === 'signatures') continue;
    const told = new Set<string>();
    for (const holder of waits.flatMap((w) => w.holders)) {
      if (holder.by !== 'role' || told.has(`${holder.role} ${holder.unit}`)) continue;
      told.add(`${holder.role} ${holder.unit}`);
      deciding.mail({
        template: 'waits-for-you',
        recipient: recipientOf(holder),
        tasks: [definition.title],
        task: definition.task,
      });
    }
  }
  if (forPerson.length > 0) deciding.mail({ template: 'tasks-opened', recipient: { to: 'person' }, tasks: forPerson });
}
