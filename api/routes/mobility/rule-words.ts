import type { Text } from '../../../domain/ids.ts';
import type { Step, StepDefinition } from '../../../domain/tasks/approval.ts';

/** How a step is decided, in words: how many of how many, and what one refusal does. @param step as it was opened */
export function ruleOf(definition: StepDefinition, step: Step | undefined): Text {
  const opened = step !== undefined && step.status !== 'waiting' && step.status !== 'resolving';
  const all = definition.need === 'all';
  const members = membersOf(definition, opened ? step : undefined);
  const need = opened ? step.need : definition.need === 'all' ? members : (definition.need ?? 1);
  const count = countWords(all, need, members);
  if (need === 1 && (members ?? 1) === 1) return count;
  return definition.veto === false
    ? { en: `${count.en}; no veto`, fr: `${count.fr} ; sans veto` }
    : { en: `${count.en}; one refusal refuses`, fr: `${count.fr} ; un seul refus suffit à refuser` };
}

/** How many there are, where that is certain. */
function membersOf(definition: StepDefinition, opened: Step | undefined): number | undefined {
  if (opened?.fixed === true) return opened.holders.length;
  return 'holders' in definition ? definition.holders.length : definition.of;
}

function countWords(all: boolean, need: number | undefined, members: number | undefined): { en: string; fr: string } {
  if (all || (need !== undefined && need === members && need > 1))
    return members === undefined
      ? { en: 'all of them', fr: 'tous les avis favorables' }
      : { en: `all ${members} of them`, fr: `${members} avis favorables sur ${members}` };
  const n = need ?? 1;
  if (members !== undefined && members > 1)
    return { en: `${n} of ${members}`, fr: `${n} avis ${n === 1 ? 'favorable' : 'favorables'} sur ${members}` };
  return n === 1
    ? { en: 'one approval', fr: 'un avis favorable' }
    : { en: `${n} approvals`, fr: `${n} avis favorables` };
}
