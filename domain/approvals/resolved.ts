import type { Deciding } from '../mobility/deciding.ts';
import type { EffectResult, Resolved } from '../mobility/effects.ts';
import { startClock } from '../mobility/clocks.ts';
import type { Member } from '../mobility/state.ts';
import type { ApprovalDefinition } from '../tasks/approval.ts';
import type { TaskOf } from '../tasks/index.ts';
import { holderBy, rulesOf } from './open-step.ts';
import { tellHolders } from './tell.ts';

/** The members of a step are known: it opens with them, and they stay the same whoever comes and goes. */
export function holdersResolved(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskOf<'approval'>,
  { step: id, members }: EffectResult & { readonly kind: 'resolve-holders' },
): void {
  const step = definition.chain.find((s) => s.step === id);
  if (step === undefined || task.data.steps.find((s) => s.step === id)?.status !== 'resolving') return;
  const holders =
    'by' in step
      ? members.map(memberOf)
      : rulesOf(step).flatMap((rule) =>
          'named' in rule
            ? members.filter((m) => m.named === rule.named).map(memberOf)
            : [holderBy(deciding.state(), rule)],
        );
  const need = step.need === 'all' ? holders.length : (step.need ?? 1);
  deciding.record({ type: 'holders-resolved', task: task.task, step: id, holders, need });
  startClock(deciding, step, task.task, id);
  tellHolders(deciding, definition, task.task, id, holders);
}

const memberOf = ({ person, name, role, unit }: Resolved): Member => ({
  by: 'member',
  person,
  name: name.toWellFormed(),
  ...(role === undefined ? {} : { role }),
  ...(unit === undefined ? {} : { unit }),
});
