import type { ItemId, PersonId } from '../ids.ts';
import type { ApprovalDefinition, Step } from '../tasks/approval.ts';
import type { TaskOf } from '../tasks/index.ts';

/**
 * Whether one of these people has decided before: in this step, and in the whole chain unless the procedure says
 * otherwise. Who lent the role that was used has decided as well as who used it.
 * @param people who acts, and who lent them the role that they act by
 */
export function hasDecided(
  { samePerson = false }: Pick<ApprovalDefinition, 'samePerson'>,
  { data: { steps, lent = [] } }: Pick<TaskOf<'approval'>, 'data'>,
  step: ItemId,
  people: readonly (PersonId | undefined)[],
): boolean {
  const counts = (one: { readonly step: ItemId }): boolean => !samePerson || one.step === step;
  return [...steps.filter(counts).flatMap((s) => s.decisions), ...lent.filter(counts)].some(
    ({ person }) => person !== undefined && people.includes(person),
  );
}

/** Whether a partner has decided in this step: their link is for one decision, whatever became of its row. */
export const partnerHasDecided = ({ decisions }: Pick<Step, 'decisions'>, email: string): boolean =>
  decisions.some((d) => d.partner === email);
