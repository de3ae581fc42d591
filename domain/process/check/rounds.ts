import { consequencesOf, type Consequence, type TaskBase } from '../procedure.ts';
import type { Fault } from '../problem.ts';
import type { Tasks } from './order.ts';
import type { Placed } from './walk.ts';

/** Ways back that lead round and round though nobody decides anything: refused by default, given anew by itself. */
export const endlessRounds = (tasks: Tasks): Fault[] =>
  tasks.list.flatMap((task): Fault[] => {
    const { definition, path } = task;
    if (definition.kind !== 'approval' || typeof definition.refused !== 'object') return [];
    const back = tasks.find(definition.refused.backTo);
    if (back === undefined || !tasks.comesAfter(task, back) || !refusesByDefault(task)) return [];
    const between = tasks.list.filter((one) => tasks.comesAfter(task, one) && tasks.comesAfter(one, back));
    if (![back, ...between].every((one) => endsAlone(one) || tasks.gates(one).size > 0)) return [];
    return [
      {
        code: 'cycle-without-decision',
        path: [...path, 'refused'],
        message: `“${definition.task}” is refused when nobody decides, goes back to “${back.definition.task}”, and comes again: round and round, without anybody.`,
        hint: 'Let the missed deadline escalate instead of deciding, or let it go back to what somebody must give anew.',
      },
    ];
  });

const decidesSo = ({ missed }: Pick<TaskBase, 'missed'>, decision: 'approve' | 'refuse'): boolean =>
  brings(missed, (one) => 'decide' in one && one.decide === decision);

const brings = (missed: TaskBase['missed'], what: (one: Consequence) => boolean): boolean =>
  consequencesOf(missed).some(what);

const refusesByDefault = ({ definition }: Placed): boolean =>
  definition.kind === 'approval' &&
  (decidesSo(definition, 'refuse') || definition.chain.some((step) => decidesSo(step, 'refuse')));

/** Whether a task may be over without anybody: passed over, nothing asked for, or decided by its deadline. */
function endsAlone({ definition }: Placed): boolean {
  if (definition.when !== undefined) return true;
  switch (definition.kind) {
    case 'documents':
      return definition.documents.every(({ required, when }) => !required || when !== undefined);
    case 'message':
      return definition.answer === 'none' || brings(definition.missed, (one) => 'goOn' in one);
    case 'approval':
      return (
        decidesSo(definition, 'approve') ||
        definition.chain.every((step) => step.when !== undefined || decidesSo(step, 'approve'))
      );
    default:
      return false;
  }
}
