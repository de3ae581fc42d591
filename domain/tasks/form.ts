import type { Asked } from '../conditions/asked.ts';
import type { ItemId, RoleId, TaskId, Text } from '../ids.ts';
import { holderOf } from '../mobility/holders.ts';
import { finish } from '../mobility/progress.ts';
import type { Holder } from '../mobility/state.ts';
import { own } from '../mobility/own.ts';
import type { Condition, TaskBase } from '../process/procedure.ts';
import { refuse } from '../refusal.ts';
import { checkAnswers } from './answers.ts';
import { askFields } from './form-conditions.ts';
import { fillings } from './form-moves.ts';
import type { TaskKind } from './kind.ts';

export interface FormTypes {
  definition: FormDefinition;
  opening: { readonly holder: Holder };
  data: FormData;
  event: {
    readonly type: 'form-submitted';
    readonly task: TaskId;
    readonly answers: Answers;
    /** What decided which fields were asked, by field. */
    readonly conditions?: Readonly<Record<string, Asked>>;
  };
  act: {
    readonly type: 'submit-form';
    readonly task: TaskId;
    /** The task's version that was filled. */
    readonly version: number;
    readonly answers: Answers;
  };
}

export interface FormDefinition extends TaskBase {
  readonly kind: 'form';
  readonly by: 'person' | RoleId;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly field: string;
  readonly type: 'text' | 'long-text' | 'email' | 'date' | 'number' | 'choice' | 'yes-no' | 'country' | 'contact';
  readonly label: Text;
  readonly help?: Text;
  readonly required: boolean;
  /** Asked with the answers of this form: where it does not hold, the field is not asked. */
  readonly when?: Condition;
  /** Characters of a text, or the least and greatest number. */
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly { readonly value: ItemId; readonly label: Text }[];
}

export interface Contact {
  readonly name: string;
  readonly email: string;
}
export type AnswerValue = string | number | boolean | Contact;
export type Answers = Readonly<Record<string, AnswerValue>>;

export interface FormData {
  readonly holder: Holder;
  readonly answers?: Answers;
}

/** Fields that somebody fills; typed, validated here and again nowhere else. */
export const form: TaskKind<'form'> = {
  takes: ['submit-form'],
  opening: (definition, deciding) => ({ holder: holderOf(deciding.state(), definition.by) }),
  start: (opening, previous) => ({ ...previous, holder: opening.holder }),
  act(deciding, definition, task, act) {
    if (act.type !== 'submit-form') return refuse('wrong-task-kind', { task: task.task });
    if (act.version !== task.version) return refuse('stale-version', {}, 'version');
    const conditions = askFields(deciding.state(), definition, act.answers);
    const asked = definition.fields.filter(({ field }) => own(conditions, field)?.result !== false);
    const answers = Object.fromEntries(
      Object.entries(act.answers).filter(([field]) => own(conditions, field)?.result !== false),
    );
    const problem = checkAnswers(asked, answers);
    if (problem !== undefined) return problem;
    deciding.record({
      type: 'form-submitted',
      task: task.task,
      answers,
      ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
    });
    finish(deciding, task.task);
    return undefined;
  },
  evolve: (data, { event }) => (event.type === 'form-submitted' ? { ...data, answers: event.answers } : data),
  waits: (task) => [
    { task: task.task, what: 'fill-form', holders: [task.data.holder], since: task.openedAt, acts: ['submit-form'] },
  ],
  moves: (definition, task, _wait, ground) => fillings(definition, task.version, ground),
};
