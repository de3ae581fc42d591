import type { ItemId, PersonId, RoleId, Sha256, TaskId, Text, UnitId } from '../ids.ts';
import { newestRevision } from '../mobility/agreement.ts';
import { clockId, startClock } from '../mobility/clocks.ts';
import type { Deciding } from '../mobility/deciding.ts';
import { unitFor } from '../mobility/holders.ts';
import { finish, sendBack } from '../mobility/progress.ts';
import type { Consequence, DueRule, RoleRule, TaskBase } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Instant } from '../time/civil.ts';
import type { TaskOf } from './index.ts';
import type { TaskKind } from './kind.ts';

export interface ApprovalTypes {
  definition: ApprovalDefinition;
  opening: { readonly steps: readonly ItemId[]; readonly subject?: Sha256 };
  data: ApprovalData;
  event:
    | {
        readonly type: 'step-opened';
        readonly task: TaskId;
        readonly step: ItemId;
        readonly role: RoleId;
        readonly unit: UnitId;
        readonly need: number;
      }
    | {
        readonly type: 'step-decided';
        readonly task: TaskId;
        readonly step: ItemId;
        readonly decision: Decision;
        readonly person: PersonId;
        readonly subject?: Sha256;
        readonly reason?: string;
      }
    | { readonly type: 'information-asked'; readonly task: TaskId; readonly step: ItemId; readonly question: string };
  act: DecideStep;
}

export type Decision = 'approve' | 'refuse' | 'send-back';

interface DecideStep {
  readonly type: 'decide-step';
  readonly task: TaskId;
  readonly step: ItemId;
  /** The round of the task that was seen. */
  readonly round: number;
  /** The hash of the revision that was read, where the chain is about an agreement. */
  readonly subject?: Sha256;
  readonly decision: Decision | 'ask';
  /** Needed for all but approving: the reason, or the question. */
  readonly reason?: string;
  /** The task to send back to. */
  readonly to?: TaskId;
}

export interface ApprovalDefinition extends TaskBase {
  readonly kind: 'approval';
  /** The agreement that is decided about. */
  readonly of?: TaskId;
  readonly chain: readonly StepDefinition[];
  /** Lets one person decide in several steps. */
  readonly samePerson?: boolean;
}

export interface StepDefinition extends RoleRule {
  readonly step: ItemId;
  readonly title?: Text;
  /** How many different holders must approve. */
  readonly need?: number;
  readonly due?: DueRule;
  readonly remind?: readonly number[];
  readonly missed?: Consequence;
}

export interface ApprovalData {
  readonly subject?: Sha256;
  readonly steps: readonly Step[];
  /** Whose power was used by somebody else: they have decided too. */
  readonly lent?: readonly { readonly step: ItemId; readonly person: PersonId }[];
}

export interface Step {
  readonly step: ItemId;
  readonly status: 'waiting' | 'open' | 'decided';
  readonly holders: readonly { readonly role: RoleId; readonly unit: UnitId }[];
  readonly need: number;
  readonly since?: Instant;
  readonly decisions: readonly {
    readonly person: PersonId;
    readonly decision: Decision;
    readonly reason?: string;
    readonly at: Instant;
  }[];
  readonly questions: readonly { readonly question: string; readonly at: Instant }[];
}

/** An approval chain: steps in order, each decided by holders of a role at a unit. */
export const approval: TaskKind<'approval'> = {
  takes: ['decide-step'],
  opening(definition, deciding) {
    const subject = definition.of === undefined ? undefined : newestRevision(deciding.state(), definition.of)?.hash;
    return { steps: definition.chain.map((s) => s.step), ...(subject === undefined ? {} : { subject }) };
  },
  start: ({ steps, subject }) => ({
    ...(subject === undefined ? {} : { subject }),
    steps: steps.map((step) => ({ step, status: 'waiting', holders: [], need: 1, decisions: [], questions: [] })),
  }),
  opened: (deciding, definition, task) => {
    openNext(deciding, definition, task.task);
  },
  act(deciding, definition, task, act) {
    if (act.type !== 'decide-step') return refuse('wrong-task-kind', { task: task.task });
    return unfit(deciding, definition, task, act) ?? decideStep(deciding, definition, task.task, act);
  },
  resumed(deciding, definition, task) {
    for (const { step, status } of task.data.steps) {
      const open = status === 'open' ? definition.chain.find((s) => s.step === step) : undefined;
      if (open !== undefined) startClock(deciding, open, task.task, step);
    }
  },
  evolve(data, { event, at, by }) {
    switch (event.type) {
      case 'step-opened':
        return withStep(data, event.step, (step) => ({
          ...step,
          status: 'open',
          since: at,
          need: event.need,
          holders: [{ role: event.role, unit: event.unit }],
        }));
      case 'escalated':
        return withSteps(
          data,
          (step) => (event.item === undefined ? step.status === 'open' : step.step === event.item),
          (step) => ({ ...step, holders: [...step.holders, { role: event.role, unit: event.unit }] }),
        );
      case 'information-asked':
        return withStep(data, event.step, (step) => ({
          ...step,
          questions: [...step.questions, { question: event.question, at }],
        }));
      case 'step-decided': {
        const { person, decision, reason } = event;
        const lent =
          by.lentBy === undefined
            ? data
            : { ...data, lent: [...(data.lent ?? []), { step: event.step, person: by.lentBy }] };
        return withStep(lent, event.step, (step) => {
          const decisions = [...step.decisions, { person, decision, at, ...(reason === undefined ? {} : { reason }) }];
          return {
            ...step,
            decisions,
            status: decision !== 'approve' || approvals(decisions) >= step.need ? 'decided' : 'open',
          };
        });
      }
      default:
        return data;
    }
  },
  waits: (task) =>
    task.data.steps
      .filter((step) => step.status === 'open')
      .map((step) => ({
        task: task.task,
        item: step.step,
        what: 'decide-step',
        holders: step.holders.map(({ role, unit }) => ({ by: 'role', role, unit })),
        since: step.since ?? task.openedAt,
        acts: ['decide-step'],
      })),
};

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
  return [...steps.filter(counts).flatMap((s) => s.decisions), ...lent.filter(counts)].some(({ person }) =>
    people.includes(person),
  );
}

function unfit(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskOf<'approval'>,
  act: DecideStep,
): Refusal | undefined {
  const step = task.data.steps.find((s) => s.step === act.step);
  if (step === undefined) return refuse('unknown-item', { item: act.step, task: task.task }, 'step');
  if (act.round !== task.round) return refuse('stale-version', {}, 'round');
  if (step.status !== 'open') return refuse('item-not-open', { item: act.step }, 'step');
  if (act.subject !== task.data.subject) {
    const current = definition.of === undefined ? undefined : newestRevision(deciding.state(), definition.of);
    return refuse('stale-subject', { current: String(current?.revision ?? 0) }, 'subject');
  }
  if (act.decision !== 'approve' && (act.reason ?? '').trim() === '') return refuse('reason-missing', {}, 'reason');
  const { actor } = deciding;
  if (actor.kind !== 'person') return refuse('forbidden');
  return hasDecided(definition, task, act.step, [actor.person, deciding.by.lentBy])
    ? refuse('already-decided-by-you')
    : undefined;
}

function decideStep(
  deciding: Deciding,
  definition: ApprovalDefinition,
  task: TaskId,
  act: DecideStep,
): Refusal | undefined {
  const { step, decision, subject } = act;
  const reason = act.reason ?? '';
  if (decision === 'ask') {
    deciding.record({ type: 'information-asked', task, step, question: reason });
    deciding.mail({
      template: 'information-asked',
      recipient: { to: 'person' },
      tasks: [definition.title],
      task,
      words: reason,
    });
    return undefined;
  }
  if (deciding.actor.kind !== 'person') return refuse('forbidden');
  if (decision === 'send-back') {
    if (act.to === undefined) return refuse('missing-answer', { field: 'to' }, 'to');
    const refused = sendBack(deciding, task, act.to, reason);
    if (refused !== undefined) return refused;
  }
  deciding.record({
    type: 'step-decided',
    task,
    step,
    decision,
    person: deciding.actor.person,
    ...(subject === undefined ? {} : { subject }),
    ...(act.reason === undefined ? {} : { reason }),
  });
  if (decision === 'refuse') {
    deciding.mail({ template: 'refused', recipient: { to: 'person' }, tasks: [definition.title], words: reason });
    deciding.record({ type: 'mobility-closed', outcome: 'refused' });
  }
  if (decision === 'approve') openNext(deciding, definition, task);
  return undefined;
}

/** Opens the next step when none is open, or ends the chain. */
function openNext(deciding: Deciding, definition: ApprovalDefinition, task: TaskId): void {
  const state = deciding.state();
  const now = state.tasks[task];
  if (now?.kind !== 'approval' || now.data.steps.some((s) => s.status === 'open')) return;
  for (const decided of now.data.steps) {
    const clock = clockId(task, decided.step);
    if (decided.status === 'decided' && state.clocks[clock] !== undefined)
      deciding.record({ type: 'clock-stopped', clock });
  }
  const next = now.data.steps.find((s) => s.status === 'waiting');
  const step = definition.chain.find((s) => s.step === next?.step);
  if (step === undefined) {
    finish(deciding, task, 'approved');
    return;
  }
  const unit = unitFor(state, step.at ?? 'mobility.unit');
  deciding.record({ type: 'step-opened', task, step: step.step, role: step.by, unit, need: step.need ?? 1 });
  startClock(deciding, step, task, step.step);
  deciding.mail({
    template: 'waits-for-you',
    recipient: { to: 'role', role: step.by, unit },
    tasks: [definition.title],
    task,
    item: step.step,
  });
}

const approvals = (decisions: Step['decisions']): number => decisions.filter((d) => d.decision === 'approve').length;

const withStep = (data: ApprovalData, id: ItemId, change: (step: Step) => Step): ApprovalData =>
  withSteps(data, (s) => s.step === id, change);

const withSteps = (data: ApprovalData, which: (step: Step) => boolean, change: (step: Step) => Step): ApprovalData => ({
  ...data,
  steps: data.steps.map((step) => (which(step) ? change(step) : step)),
});
