import type { StepDefinition } from '../../tasks/approval.ts';
import type { Procedure } from '../procedure.ts';
import type { Fault, Path } from '../problem.ts';
import { placed } from './walk.ts';

/** Steps that cannot be decided, or not as it seems. */
export const brokenChains = (procedure: Procedure): Fault[] =>
  placed(procedure).flatMap(({ definition, path }) => {
    if (definition.kind !== 'approval') return [];
    return [
      ...definition.chain.flatMap((step, n) => [
        ...quorum(step, [...path, 'chain', n]),
        ...veto(step, [...path, 'chain', n]),
        ...twiceNamed(step, [...path, 'chain', n]),
      ]),
      ...(definition.chain.every(({ when }) => when !== undefined)
        ? [
            {
              severity: 'warning' as const,
              code: 'chain-may-be-empty',
              path: [...path, 'chain'],
              message: `Every step of “${definition.task}” has a condition: where none holds, it is approved by nobody.`,
              hint: 'Let one step be without a condition, if that is not meant.',
            },
          ]
        : []),
    ];
  });

/** How many there can be at most; undefined where a role has any number. */
function membersOf(step: StepDefinition): number | undefined {
  if ('holders' in step) return step.holders.length;
  return 'by' in step ? step.of : 1;
}

function quorum(step: StepDefinition, path: Path): Fault[] {
  const faults: Fault[] = [];
  const members = membersOf(step);
  if (typeof step.need === 'number' && members !== undefined && step.need > members)
    faults.push({
      code: 'quorum-impossible',
      path: [...path, 'need'],
      message: `${String(step.need)} must approve, and there ${members === 1 ? 'is' : 'are'} ${String(members)}: it could never be approved.`,
      hint: `Take at most ${String(members)}, or “all”.`,
    });
  if (step.of !== undefined && !('by' in step))
    faults.push({
      severity: 'warning',
      code: 'of-unused',
      path: [...path, 'of'],
      message: 'Who decides is listed already: “of” says nothing more.',
      hint: 'Take it away; it belongs to a role.',
    });
  return faults;
}

function veto(step: StepDefinition, path: Path): Fault[] {
  if (step.veto === undefined) return [];
  const warning = (message: string, hint: string): Fault => ({
    severity: 'warning',
    code: 'veto-unused',
    path: [...path, 'veto'],
    message,
    hint,
  });
  if (step.veto) return [];
  if (step.need === 'all' || (step.need !== undefined && step.need === membersOf(step)))
    return [warning('All must approve, so that one refusal refuses all the same.', 'Take “veto” away, or need fewer.')];
  if ((step.need ?? 1) === 1)
    return [warning('One approval is enough here, whoever refuses.', 'Add “need: 2” or more, if that is not meant.')];
  return [];
}

/** The same one counts once, however often they are named. */
function twiceNamed(step: StepDefinition, path: Path): Fault[] {
  if (!('holders' in step)) return [];
  const seen = new Set<string>();
  return step.holders.flatMap((rule, n): Fault[] => {
    if ('by' in rule) return [];
    const [key, name] = 'named' in rule ? ['named', rule.named.toLowerCase()] : ['partner', rule.partner];
    if (!seen.has(`${key} ${name}`)) {
      seen.add(`${key} ${name}`);
      return [];
    }
    return [
      {
        code: 'holder-twice',
        path: [...path, 'holders', n, key],
        message: `“${name}” is there twice, and counts once.`,
        hint: 'Keep one of the two.',
      },
    ];
  });
}
