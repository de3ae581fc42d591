import type { Asked } from '../conditions/asked.ts';
import { nameIn } from '../conditions/names.ts';
import { ask } from '../mobility/ask-condition.ts';
import { answersIn } from '../mobility/known.ts';
import type { Mobility } from '../mobility/state.ts';
import type { Answers, FormDefinition } from './form.ts';

/** Which fields with a condition are asked, given the answers so far: what a hidden field was answered counts for none. */
export function askFields(
  state: Mobility,
  { task, fields }: Pick<FormDefinition, 'task' | 'fields'>,
  answers: Answers,
): Readonly<Record<string, Asked>> {
  const asked: Record<string, Asked> = {};
  let shown = answers;
  for (const { field, when } of fields) {
    if (when === undefined) continue;
    const one = ask(state, when, { [nameIn(task)]: answersIn(shown) });
    asked[field] = one;
    if (!one.result) shown = Object.fromEntries(Object.entries(shown).filter(([name]) => name !== field));
  }
  return asked;
}
