import type { Audience } from '../../../domain/authority/task-sight.ts';
import { isStageForStaff, taskOfClock, tasksForStaff } from '../../../domain/authority/task-sight.ts';
import type { MobilityEvent } from '../../../domain/mobility/events.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';

/** How much of an event a reader is told: all, the sentence without what it names, or nothing. */
export type ToldOf = 'all' | 'sentence' | 'nothing';

/**
 * What staff keep among themselves is nobody else's history. What they send back, and what they asked the person, was
 * said to the person all the same, without naming the task that it came from.
 */
export function toldOf(procedure: Procedure, audience: Audience): (event: MobilityEvent) => ToldOf {
  const hidden = audience === 'staff' ? new Set<string>() : tasksForStaff(procedure);
  if (hidden.size === 0) return () => 'all';
  const stages = new Set(procedure.stages.filter(isStageForStaff).map(({ stage }) => stage));
  return (event) => {
    if (event.type === 'stage-entered') return stages.has(event.stage) ? 'nothing' : 'all';
    const task = 'task' in event ? event.task : 'clock' in event ? taskOfClock(event.clock) : undefined;
    if (task === undefined || !hidden.has(task)) return 'all';
    switch (event.type) {
      case 'sent-back':
        return event.to.some((one) => !hidden.has(one)) ? 'sentence' : 'nothing';
      case 'information-asked':
      case 'question-answered':
        return 'sentence';
      default:
        return 'nothing';
    }
  };
}
