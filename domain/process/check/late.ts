import { isLookedUp } from '../../approvals/open-step.ts';
import type { StepDefinition } from '../../tasks/approval.ts';
import { consequencesOf, type Consequence, type Procedure, type TaskBase } from '../procedure.ts';
import type { Fault, Path } from '../problem.ts';
import { placed, type Placed } from './walk.ts';

/** Consequences of a missed deadline that can bring nothing where they stand. */
export const senselessConsequences = (procedure: Procedure): Fault[] =>
  placed(procedure).flatMap((task) => {
    const { definition, path } = task;
    return [
      ...each(definition.missed, [...path, 'missed'], (one) => unfitForTask(one, task)),
      ...(definition.kind === 'approval'
        ? definition.chain.flatMap((step, n) =>
            each(step.missed, [...path, 'chain', n, 'missed'], (one) => unfitForStep(one, step)),
          )
        : []),
    ];
  });

type Why = { readonly why: string; readonly hint: string } | undefined;

function each(missed: TaskBase['missed'], path: Path, unfit: (one: Consequence) => Why): Fault[] {
  const list = consequencesOf(missed);
  const at = (n: number): Path => (Array.isArray(missed) ? [...path, n] : path);
  return list.flatMap((one, n): Fault[] => {
    const found = unfit(one);
    const before = list[n - 1];
    const end = list.findIndex((other) => isLast(other));
    return [
      ...(found === undefined
        ? []
        : [{ code: 'consequence-unfit', path: at(n), message: found.why, hint: found.hint }]),
      ...(before === undefined || before.days <= one.days
        ? []
        : [
            {
              severity: 'warning' as const,
              code: 'missed-order',
              path: at(n),
              message: `This comes ${String(one.days)} days after the due date, and stands after what comes ${String(before.days)} days after it.`,
              hint: 'Put them in the order in which they come.',
            },
          ]),
      ...(one.days > 0 || list.findIndex((other) => other.days === 0) === n
        ? []
        : [
            {
              code: 'missed-twice',
              path: at(n),
              message: 'Only one thing can come at the due date itself: this one would be left out.',
              hint: 'Let it come a day later: “days: 1d”.',
            },
          ]),
      ...(end < 0 || n <= end ? [] : [neverComes(at(n))]),
    ];
  });
}

/** The file, or what was waited for, is over then. */
const isLast = (one: Consequence): boolean => 'end' in one || 'goOn' in one;

const neverComes = (path: Path): Fault => ({
  severity: 'warning',
  code: 'missed-unreachable',
  path,
  message: 'What stands before has ended it by then: this never comes.',
  hint: 'Take it away, or let it come earlier.',
});

function unfitForTask(one: Consequence, { definition }: Placed): Why {
  if ('decide' in one && definition.kind !== 'approval')
    return {
      why: `A task of the kind ${definition.kind} cannot be decided by itself.`,
      hint: '“decide” belongs to an approval, or to one of its steps.',
    };
  if ('goOn' in one && definition.kind !== 'message')
    return {
      why: `The file cannot go on without a task of the kind ${definition.kind}.`,
      hint: '“goOn” belongs to a message.',
    };
  if ('handOver' in one && isOfPerson(definition))
    return {
      why: 'What the person in mobility must give cannot be handed over to somebody else.',
      hint: 'Take “escalate: …”: the role is told, and can help.',
    };
  return undefined;
}

const isOfPerson = (definition: Placed['definition']): boolean =>
  definition.kind === 'agreement' ||
  (definition.kind === 'form' && definition.by === 'person') ||
  (definition.kind === 'message' && definition.to === 'person');

function unfitForStep(one: Consequence, step: StepDefinition): Why {
  if ('goOn' in one)
    return { why: 'A step of a chain cannot be gone over.', hint: 'Take “decide: approve” if that is meant.' };
  if ('handOver' in one && ('holders' in step || isLookedUp(step)))
    return {
      why: 'The members of this step are fixed: nobody takes the place of them all.',
      hint: 'Take “escalate: …”: the role may decide besides.',
    };
  return undefined;
}
