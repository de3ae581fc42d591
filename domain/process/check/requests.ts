import type { Procedure } from '../procedure.ts';
import type { Fault } from '../problem.ts';
import { placed, type Placed } from './walk.ts';

/** Repetitions that change nothing, and what its own holder does not see. */
export const oddRules = (procedure: Procedure): Fault[] =>
  placed(procedure).flatMap((task) => [...repeatedForNothing(task), ...hidden(task)]);

/** What a task is about stays the same when only that task is begun again. */
function repeatedForNothing({ definition, path }: Placed): Fault[] {
  if (definition.repeat === undefined || !('of' in definition) || definition.kind === 'grades') return [];
  if (definition.repeat.onRequest === true) return [];
  return [
    {
      severity: 'warning',
      code: 'repeat-unfit',
      path: [...path, 'repeat'],
      message: `“${definition.task}” begun again is about the same “${definition.of}” as before.`,
      hint: `Repeat “${definition.of}” instead: what comes after it is begun anew with it.`,
    },
  ];
}

function hidden({ definition, path }: Placed): Fault[] {
  if (definition.visibility !== 'staff' || !isForOutsiders(definition)) return [];
  return [
    {
      code: 'hidden-from-holder',
      path: [...path, 'visibility'],
      message: `“${definition.task}” waits for somebody who would not see it: only staff do.`,
      hint: 'Take “visibility: staff” away, or let staff do it.',
    },
  ];
}

/** Whether the person or a partner has a part in it. */
function isForOutsiders(definition: Placed['definition']): boolean {
  switch (definition.kind) {
    case 'form':
      return definition.by === 'person';
    case 'documents':
    case 'agreement':
      return true;
    case 'signatures':
      return definition.signers.some((signer) => 'partner' in signer || signer.by === 'person');
    case 'approval':
      return definition.chain.some((step) =>
        'holders' in step ? step.holders.some((rule) => 'partner' in rule) : 'partner' in step,
      );
    case 'message':
      return definition.to === 'person' || 'partner' in definition.to;
    default:
      return false;
  }
}
