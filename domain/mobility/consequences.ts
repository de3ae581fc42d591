import { decideByDefault } from '../approvals/decide-step.ts';
import { taskOf, type Consequence, type UnitRule } from '../process/procedure.ts';
import type { Deciding } from './deciding.ts';
import { unitFor } from './holders.ts';
import { finish } from './progress.ts';
import { tellAbout } from './tell-clock.ts';
import type { Clock } from './state.ts';

/** What a missed deadline brings; without anything said the office is told, once. */
export function bring(
  deciding: Deciding,
  clock: Clock,
  consequence: Consequence | undefined,
  when: 'deadline' | 'later',
): void {
  if (consequence === undefined) {
    if (when === 'deadline') tellOffice(deciding, clock);
    return;
  }
  if ('escalate' in consequence) handOver(deciding, clock, consequence.escalate, consequence.at, 'besides');
  else if ('handOver' in consequence) handOver(deciding, clock, consequence.handOver, consequence.at, 'instead');
  else if ('decide' in consequence) decide(deciding, clock, consequence.decide);
  else if ('goOn' in consequence) goOn(deciding, clock);
  else if ('end' in consequence) lapse(deciding);
  else tellOffice(deciding, clock);
}

function tellOffice(deciding: Deciding, clock: Clock): void {
  const { office, root } = deciding.state();
  tellAbout(deciding, 'escalated', { to: 'role', role: office, unit: root }, clock);
}

function handOver(
  deciding: Deciding,
  clock: Clock,
  role: string,
  at: UnitRule = 'institution',
  how: 'besides' | 'instead',
): void {
  const { task, item } = clock;
  const unit = unitFor(deciding.state(), at);
  deciding.record({
    type: 'handed-over',
    task,
    ...(item === undefined ? {} : { item }),
    to: { by: 'role', role, unit },
    how,
    because: 'late',
  });
  tellAbout(deciding, 'escalated', { to: 'role', role, unit }, clock);
}

function decide(deciding: Deciding, { task: id, item }: Clock, decision: 'approve' | 'refuse'): void {
  const task = deciding.state().tasks[id];
  const definition = taskOf(deciding.procedure, id);
  if (task?.kind !== 'approval' || task.status !== 'open' || definition?.kind !== 'approval') return;
  const open = task.data.steps.find((s) => s.status === 'open' && (item === undefined || s.step === item));
  if (open !== undefined) decideByDefault(deciding, definition, task, open, decision);
}

function goOn(deciding: Deciding, { task: id }: Clock): void {
  const task = deciding.state().tasks[id];
  if (task?.kind === 'message' && task.status === 'open') finish(deciding, id, 'no-answer');
}

function lapse(deciding: Deciding): void {
  deciding.record({ type: 'mobility-closed', outcome: 'lapsed' });
  deciding.mail({ template: 'lapsed', recipient: { to: 'person' } });
}
