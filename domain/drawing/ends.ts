import type { Mobility } from '../mobility/state.ts';
import { consequencesOf, type Missed } from '../process/procedure.ts';
import type { TaskDefinition } from '../tasks/index.ts';
import { shownTasks, type Context } from './context.ts';
import type { EndBox } from './diagram.ts';

/** How a file may end, and what leads there. */
export function endsOf(context: Context, state: Mobility | undefined): EndBox[] {
  const { words, titleOf, procedure } = context;
  const tasks = shownTasks(context);
  const titles = (those: readonly TaskDefinition[]): string => words.and(those.flatMap((t) => titleOf(t.task) ?? []));
  const refusing = tasks.filter((t) => t.kind === 'approval' && typeof t.refused !== 'object');
  const lapsing = tasks.filter((t) => missedOf(t).some((missed) => consequencesOf(missed).some((c) => 'end' in c)));
  const said: Readonly<Record<EndBox['end'], string>> = {
    completed: words.afterLast,
    refused: refusing.length === 0 ? words.never : words.whenRefused(titles(refusing)),
    lapsed: lapsing.length === 0 ? words.never : words.whenLate(titles(lapsing)),
    withdrawn:
      procedure.withdraw === undefined
        ? `${words.byWhom} ${words.withdrawByDefault}.`
        : `${words.byWhom} ${words.or(procedure.withdraw.by.map((one) => (one === 'person' ? words.person : context.role(one))))}.`,
  };
  return ends.map((end) => ({
    end,
    title: words.ends[end],
    notes: [{ text: said[end] }],
    reached: state?.status === 'closed' && state.outcome === end,
  }));
}

const ends = ['completed', 'refused', 'lapsed', 'withdrawn'] as const;

const missedOf = (task: TaskDefinition): readonly (Missed | undefined)[] => [
  task.missed,
  ...(task.kind === 'approval' ? task.chain.map((step) => step.missed) : []),
];
