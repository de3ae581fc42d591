import {
  isOf,
  kinds,
  knownOpening,
  type DefinitionOf,
  type Kind,
  type OpeningOf,
  type TaskDefinition,
} from '../tasks/index.ts';
import type { Text } from '../ids.ts';
import { startClock } from './clocks.ts';
import type { Deciding } from './deciding.ts';
import { startable } from './effects.ts';
import { own } from './own.ts';
import { waitsOfTask } from './waits.ts';

/** Opens what can open now, stage by stage, closes the mobility when nothing is left, and starts effects in line. */
export function advance(deciding: Deciding): void {
  const opened: TaskDefinition[] = [];
  if (deciding.state().status === 'open') {
    let definition = nextToOpen(deciding);
    while (definition !== undefined) {
      openTask(deciding, definition);
      opened.push(definition);
      definition = nextToOpen(deciding);
    }
  }
  announce(deciding, opened);
  for (const { effect, attempts } of startable(deciding.state()))
    deciding.record({ type: 'effect-started', effect, attempt: attempts + 1 });
}

function nextToOpen(deciding: Deciding): TaskDefinition | undefined {
  for (const stage of deciding.procedure.stages) {
    const { tasks, stage: current, status } = deciding.state();
    if (status === 'closed') return undefined;
    const open = stage.tasks.filter((t) => tasks[t.task]?.status !== 'done');
    if (open.length === 0) continue;
    if (current !== stage.stage) deciding.record({ type: 'stage-entered', stage: stage.stage });
    return open.find(
      (t) => tasks[t.task]?.status !== 'open' && (t.after ?? []).every((a) => tasks[a]?.status === 'done'),
    );
  }
  if (deciding.state().status === 'open') {
    deciding.record({ type: 'mobility-closed', outcome: 'completed' });
    deciding.mail({ template: 'completed', recipient: { to: 'person' } });
  }
  return undefined;
}

function openTask<K extends Kind>(deciding: Deciding, definition: DefinitionOf<K> & { readonly kind: K }): void {
  const { task, kind } = definition;
  const rules = kinds[kind];
  const before = own(deciding.state().tasks, task);
  const opening: OpeningOf<K> = { kind, ...rules.opening(definition, deciding) };
  deciding.record({ type: 'task-opened', task, round: (before?.round ?? 0) + 1, opening: knownOpening(opening) });
  startClock(deciding, definition, task);
  const opened = deciding.state().tasks[task];
  if (opened !== undefined && isOf(opened, kind)) rules.opened?.(deciding, definition, opened);
}

/** One mail to the person for all that opened for them; one to each role for each task that it holds. */
function announce(deciding: Deciding, opened: readonly TaskDefinition[]): void {
  const forPerson: Text[] = [];
  for (const definition of opened) {
    const task = deciding.state().tasks[definition.task];
    if (task?.status !== 'open') continue;
    const waits = waitsOfTask(task);
    if (waits.some((w) => w.holders.some((h) => h.by === 'person'))) forPerson.push(definition.title);
    if (task.kind === 'approval' || task.kind === 'signatures') continue;
    const told = new Set<string>();
    for (const holder of waits.flatMap((w) => w.holders)) {
      if (holder.by !== 'role' || told.has(`${holder.role} ${holder.unit}`)) continue;
      told.add(`${holder.role} ${holder.unit}`);
      deciding.mail({
        template: 'waits-for-you',
        recipient: { to: 'role', role: holder.role, unit: holder.unit },
        tasks: [definition.title],
        task: definition.task,
      });
    }
  }
  if (forPerson.length > 0) deciding.mail({ template: 'tasks-opened', recipient: { to: 'person' }, tasks: forPerson });
}
