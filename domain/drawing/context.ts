import type { TaskId } from '../ids.ts';
import { tasksOf, type Procedure } from '../process/procedure.ts';
import type { TaskDefinition } from '../tasks/index.ts';
import type { Speaker } from './names.ts';

/** What one task of a drawing may say of the others. */
export interface Context extends Speaker {
  readonly procedure: Procedure;
  readonly isShown: (task: TaskDefinition) => boolean;
  /** Whether more is hidden than what is staff's own: then what is said of the whole file is left out too. */
  readonly partly: boolean;
  /** `1.2 Your details`; nothing of one that is hidden, or not there. */
  readonly titleOf: (task: TaskId) => string | undefined;
  readonly numberOf: (task: TaskId) => string | undefined;
}

export function contextOf(procedure: Procedure, speaker: Speaker, isShown: (task: TaskDefinition) => boolean): Context {
  const numbers = new Map<TaskId, string>();
  const titles = new Map<TaskId, string>();
  procedure.stages.forEach((stage, s) => {
    stage.tasks.filter(isShown).forEach(({ task, title }, t) => {
      const number = `${String(s + 1)}.${String(t + 1)}`;
      numbers.set(task, number);
      titles.set(task, speaker.words.title(number, speaker.say(title)));
    });
  });
  return {
    ...speaker,
    procedure,
    isShown,
    partly: tasksOf(procedure).some((task) => task.visibility !== 'staff' && !isShown(task)),
    titleOf: (task) => titles.get(task),
    numberOf: (task) => numbers.get(task),
  };
}

export const shownTasks = ({ procedure, isShown }: Context): readonly TaskDefinition[] =>
  tasksOf(procedure).filter(isShown);
