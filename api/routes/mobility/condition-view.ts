import type { Text } from '../../../domain/ids.ts';
import { nameIn } from '../../../domain/conditions/names.ts';
import { isRead, readCondition } from '../../../domain/conditions/read.ts';
import { tasksForStaff, type Audience } from '../../../domain/authority/task-sight.ts';
import type { Procedure } from '../../../domain/process/procedure.ts';

/** A condition as a reader sees it. */
export interface ConditionView {
  readonly expression: string;
  readonly text: Text;
}

/** What may be told of a condition: nothing, where it asks about a task that staff keep among themselves. */
export function conditionView(
  expression: string | undefined,
  procedure: Procedure,
  audience: Audience,
): ConditionView | undefined {
  if (expression === undefined || !mayTell(expression, procedure, audience)) return undefined;
  return {
    expression,
    text: { en: `Only where: ${expression}`, fr: `Seulement si : ${expression}` },
  };
}

/** Whether a reader may know what a condition asks. */
export function mayTell(expression: string, procedure: Procedure, audience: Audience): boolean {
  if (audience === 'staff') return true;
  const hidden = tasksForStaff(procedure);
  if (hidden.size === 0) return true;
  const roots = new Set([...hidden].map(nameIn));
  const read = readCondition(expression);
  return isRead(read) && !read.names.some((name) => roots.has(name.split('.')[0] ?? ''));
}
