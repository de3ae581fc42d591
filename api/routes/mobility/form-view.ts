import { nameIn } from '../../../domain/conditions/names.ts';
import type { Asked } from '../../../domain/conditions/asked.ts';
import type { Audience } from '../../../domain/authority/task-sight.ts';
import { own } from '../../../domain/mobility/own.ts';
import { askFields } from '../../../domain/tasks/form-conditions.ts';
import type { FormDefinition } from '../../../domain/tasks/form.ts';
import type { Task } from '../../../domain/tasks/index.ts';
import { mayTell } from './condition-view.ts';
import type { OpenFile } from './file.ts';

/**
 * The fields of a form: `asked` is whether a field is asked now, given what was answered so far. A client that shows and
 * hides fields while somebody types evaluates `when` over the form's own answers and `known`, which is what the conditions
 * look at elsewhere in the file.
 */
export function fieldsOf(
  definition: FormDefinition,
  task: Task | undefined,
  { state, procedure }: OpenFile,
  audience: Audience,
): { fields: readonly Record<string, unknown>[]; known?: Record<string, unknown> } {
  const answers = task?.kind === 'form' ? (task.data.answers ?? {}) : {};
  const asked = askFields(state, definition, answers);
  const told = new Set<string>();
  const fields = definition.fields.map(({ when, ...field }) => {
    const condition = own(asked, field.field);
    if (when === undefined || condition === undefined) return { ...field, asked: true };
    const tells = mayTell(when, procedure, audience);
    if (tells) told.add(field.field);
    return { ...field, ...(tells ? { when } : {}), asked: condition.result };
  });
  if (told.size === 0) return { fields };
  return {
    fields,
    known: knownIn(
      [...told].flatMap((field) => own(asked, field) ?? []),
      definition.task,
    ),
  };
}

/** What the conditions looked at outside of the form. */
const knownIn = (asked: readonly Asked[], task: string): Record<string, unknown> =>
  Object.fromEntries(
    asked.flatMap(({ inputs }) => Object.entries(inputs)).filter(([name]) => !name.startsWith(`${nameIn(task)}.`)),
  );
