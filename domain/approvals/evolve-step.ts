import type { ItemId, PersonId } from '../ids.ts';
import type { Recorded } from '../mobility/events.ts';
import type { Holder } from '../mobility/state.ts';
import type { ApprovalData, ApprovalEvent, Step, StepDecision } from '../tasks/approval.ts';

/** The data of a chain after an event about its task. */
export function stepEvolved(data: ApprovalData, { event, at, by }: Recorded): ApprovalData {
  switch (event.type) {
    case 'step-opened': {
      const { need, fixed, noVeto, resolving } = event;
      return withStep(data, event.step, (step) => ({
        ...step,
        status: resolving === true ? 'resolving' : 'open',
        since: at,
        need,
        holders: holdersIn(event),
        ...(fixed === undefined ? {} : { fixed }),
        ...(noVeto === undefined ? {} : { noVeto }),
      }));
    }
    case 'step-passed-over':
      return withStep(data, event.step, (step) => ({ ...step, status: 'passed-over' }));
    case 'holders-resolved':
      return withStep(data, event.step, (step) => ({
        ...step,
        status: 'open',
        since: at,
        fixed: true,
        holders: event.holders,
        need: event.need,
      }));
    // Written before 0.3.0; since then it is `handed-over`, which the task keeps.
    case 'escalated':
      return withSteps(
        data,
        (step) => (event.item === undefined ? step.status === 'open' : step.step === event.item),
        (step) => ({ ...step, holders: [...step.holders, { by: 'role', role: event.role, unit: event.unit }] }),
      );
    case 'information-asked':
      return withStep(data, event.step, (step) => ({
        ...step,
        questions: [...step.questions, { question: event.question, at }],
      }));
    case 'question-answered':
      return withStep(data, event.step, (step) => ({
        ...step,
        questions: step.questions.map((q) =>
          q.answer === undefined ? { ...q, answer: event.answer, answeredAt: at } : q,
        ),
      }));
    case 'step-decided': {
      const lent =
        by.lentBy === undefined
          ? data
          : { ...data, lent: [...(data.lent ?? []), { step: event.step, person: by.lentBy }] };
      return withStep(lent, event.step, (step) => decided(step, event, at, by.lentBy));
    }
    case 'decision-taken-back': {
      const back = withStep(data, event.step, (step) => ({
        ...step,
        status: 'open',
        decisions: step.decisions.filter((d) => d.person !== event.person),
      }));
      const undone = withoutLent(back, event.step, lenderOf(data, event) ?? by.lentBy);
      return event.closes === undefined ? undone : withStep(undone, event.closes, closedAgain);
    }
    default:
      return data;
  }
}

type DecidedEvent = ApprovalEvent & { readonly type: 'step-decided' };

function decided(
  step: Step,
  { person, partner, seat, decision, reason, settles, byDefault }: DecidedEvent,
  at: string,
  lentBy: PersonId | undefined,
): Step {
  const made: StepDecision = {
    ...(person === undefined ? {} : { person }),
    ...(partner === undefined ? {} : { partner }),
    ...(seat === undefined ? {} : { seat }),
    ...(lentBy === undefined ? {} : { lentBy }),
    decision,
    at,
    ...(reason === undefined ? {} : { reason }),
    ...(byDefault === undefined ? {} : { byDefault }),
  };
  const decisions = [...step.decisions, made];
  const approvals = decisions.filter((d) => d.decision === 'approve').length;
  const over = settles === undefined ? decision !== 'approve' || approvals >= step.need : settles !== 'nothing';
  return { ...step, decisions, status: over ? 'decided' : 'open' };
}

/** Who lent the role for the decision that is taken back: not always who lends the one by which it is. */
const lenderOf = (
  { steps }: ApprovalData,
  { step: id, person }: ApprovalEvent & { readonly type: 'decision-taken-back' },
): PersonId | undefined => steps.find((s) => s.step === id)?.decisions.find((d) => d.person === person)?.lentBy;

const withoutLent = ({ lent, ...data }: ApprovalData, step: ItemId, lender: PersonId | undefined): ApprovalData =>
  lent === undefined ? data : { ...data, lent: lent.filter((one) => one.step !== step || one.person !== lender) };

/** As before it opened: who held it is asked anew when it opens again. */
const closedAgain = ({ step, questions }: Step): Step => ({
  step,
  status: 'waiting',
  holders: [],
  need: 1,
  decisions: [],
  questions,
});

function holdersIn({ holders, role, unit }: ApprovalEvent & { readonly type: 'step-opened' }): readonly Holder[] {
  if (holders !== undefined) return holders;
  return role === undefined || unit === undefined ? [] : [{ by: 'role', role, unit }];
}

const withStep = (data: ApprovalData, id: string, change: (step: Step) => Step): ApprovalData =>
  withSteps(data, (s) => s.step === id, change);

const withSteps = (data: ApprovalData, which: (step: Step) => boolean, change: (step: Step) => Step): ApprovalData => ({
  ...data,
  steps: data.steps.map((step) => (which(step) ? change(step) : step)),
});
