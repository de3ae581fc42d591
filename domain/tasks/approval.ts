import { answerQuestion, askQuestion } from '../approvals/questions.ts';
import { decideStep } from '../approvals/decide-step.ts';
import { openNext, openStep } from '../approvals/open-step.ts';
import { stepEvolved } from '../approvals/evolve-step.ts';
import { holdersResolved } from '../approvals/resolved.ts';
import { isTooLate, takeBack } from '../approvals/take-back.ts';
import type { Asked } from '../conditions/asked.ts';
import type { ItemId, PersonId, RoleId, Sha256, TaskId, Text, UnitId } from '../ids.ts';
import { newestRevision } from '../mobility/agreement.ts';
import { startClock } from '../mobility/clocks.ts';
import { pending } from '../mobility/effects.ts';
import { holdersNow } from '../mobility/handed.ts';
import type { Holder } from '../mobility/state.ts';
import type { Condition, DateRule, HolderRule, Missed, RoleRule, TaskBase } from '../process/procedure.ts';
import { refuse } from '../refusal.ts';
import type { Instant } from '../time/civil.ts';
import type { Move, TaskKind, Wait } from './kind.ts';
import { returnableFrom } from './returnable.ts';

export interface ApprovalTypes {
  definition: ApprovalDefinition;
  opening: { readonly steps: readonly ItemId[]; readonly subject?: Sha256 };
  data: ApprovalData;
  event: ApprovalEvent;
  act: DecideStep | TakeBack | AnswerQuestion;
}

export type ApprovalEvent =
  | {
      readonly type: 'step-opened';
      readonly task: TaskId;
      readonly step: ItemId;
      /** Of an event before 0.3.0, instead of `holders`. */
      readonly role?: RoleId;
      readonly unit?: UnitId;
      readonly need: number;
      readonly holders?: readonly Holder[];
      /** Each of the holders counts once, and nobody else. */
      readonly fixed?: true;
      /** Who they are is being looked up. */
      readonly resolving?: true;
      /** A refusal does not end it as long as enough may still approve. */
      readonly noVeto?: true;
      readonly condition?: Asked;
    }
  | { readonly type: 'step-passed-over'; readonly task: TaskId; readonly step: ItemId; readonly condition: Asked }
  | {
      readonly type: 'holders-resolved';
      readonly task: TaskId;
      readonly step: ItemId;
      readonly holders: readonly Holder[];
      readonly need: number;
    }
  | {
      readonly type: 'step-decided';
      readonly task: TaskId;
      readonly step: ItemId;
      readonly decision: Decision;
      /** Nobody: a partner by their link, or the deadline. */
      readonly person?: PersonId;
      /** The address of a partner who decided by their link. */
      readonly partner?: string;
      /** Of the holders of a fixed step, whose place it takes. */
      readonly seat?: number;
      readonly subject?: Sha256;
      readonly reason?: string;
      /** What became of the step by it; an event before 0.3.0 does not say it. */
      readonly settles?: Decision | 'nothing';
      readonly byDefault?: true;
    }
  | {
      readonly type: 'decision-taken-back';
      readonly task: TaskId;
      readonly step: ItemId;
      readonly person: PersonId;
      /** The step that had opened by it, and waits again. */
      readonly closes?: ItemId;
      readonly reason?: string;
    }
  | { readonly type: 'information-asked'; readonly task: TaskId; readonly step: ItemId; readonly question: string }
  | { readonly type: 'question-answered'; readonly task: TaskId; readonly step: ItemId; readonly answer: string };

export type Decision = 'approve' | 'refuse' | 'send-back';

interface OnStep {
  readonly task: TaskId;
  readonly step: ItemId;
  /** The round of the task that was seen. */
  readonly round: number;
}

export interface DecideStep extends OnStep {
  readonly type: 'decide-step';
  /** The hash of the revision that was read, where the chain is about an agreement. */
  readonly subject?: Sha256;
  readonly decision: Decision | 'ask';
  /** Needed for all but approving: the reason, or the question. */
  readonly reason?: string;
  /** The task to send back to. */
  readonly to?: TaskId;
}

/** Takes one's own decision back, until somebody has acted in the next step. */
export interface TakeBack extends OnStep {
  readonly type: 'take-back';
  readonly reason?: string;
}

export interface AnswerQuestion extends OnStep {
  readonly type: 'answer-question';
  readonly answer: string;
}

export interface ApprovalDefinition extends TaskBase {
  readonly kind: 'approval';
  /** The agreement that is decided about. */
  readonly of?: TaskId;
  readonly chain: readonly StepDefinition[];
  /** Lets one person decide in several steps. */
  readonly samePerson?: boolean;
  /** What a refusal brings: the end, unless it goes back to a task. */
  readonly refused?: 'end' | { readonly backTo: TaskId };
}

export type StepDefinition = StepBase &
  (RoleRule | { readonly named: string } | { readonly partner: string } | { readonly holders: readonly HolderRule[] });

export interface StepBase {
  readonly step: ItemId;
  readonly title?: Text;
  /** Asked once, when the step would open: where it does not hold, the step is passed over. */
  readonly when?: Condition;
  /** How many must approve, each counted once; one without it. */
  readonly need?: number | 'all';
  /** How many members there must be; with it, with `all` and without a veto those who have the role are fixed. */
  readonly of?: number;
  /** Whether one refusal refuses: it does unless `false` is said. */
  readonly veto?: boolean;
  readonly due?: DateRule;
  readonly remind?: readonly number[];
  readonly missed?: Missed;
}

export interface ApprovalData {
  readonly subject?: Sha256;
  readonly steps: readonly Step[];
  /** Whose power was used by somebody else: they have decided too. */
  readonly lent?: readonly { readonly step: ItemId; readonly person: PersonId }[];
}

export interface Step {
  readonly step: ItemId;
  readonly status: 'waiting' | 'resolving' | 'open' | 'decided' | 'passed-over';
  readonly holders: readonly Holder[];
  /** Each of the holders counts once, and nobody else. */
  readonly fixed?: true;
  readonly noVeto?: true;
  readonly need: number;
  readonly since?: Instant;
  readonly decisions: readonly StepDecision[];
  readonly questions: readonly Question[];
}

export interface StepDecision {
  readonly person?: PersonId;
  readonly partner?: string;
  readonly seat?: number;
  /** Who lent the role that it was made by. */
  readonly lentBy?: PersonId;
  readonly decision: Decision;
  readonly reason?: string;
  readonly at: Instant;
  readonly byDefault?: true;
}

export interface Question {
  readonly question: string;
  readonly at: Instant;
  readonly answer?: string;
  readonly answeredAt?: Instant;
}

/** An approval chain: steps in order, each decided by those who hold it, by arithmetic. */
export const approval: TaskKind<'approval'> = {
  takes: ['decide-step', 'take-back', 'answer-question'],
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
    switch (act.type) {
      case 'decide-step':
        return act.decision === 'ask'
          ? askQuestion(deciding, definition, task, act)
          : decideStep(deciding, definition, task, act, act.decision);
      case 'take-back':
        return takeBack(deciding, definition, task, act);
      case 'answer-question':
        return answerQuestion(deciding, definition, task, act);
      default:
        return refuse('wrong-task-kind', { task: task.task });
    }
  },
  effectDone(deciding, definition, task, _effect, result) {
    if (result.kind === 'resolve-holders') holdersResolved(deciding, definition, task, result);
  },
  resumed(deciding, definition, task) {
    for (const { step, status } of task.data.steps) {
      const found = definition.chain.find((s) => s.step === step);
      if (found === undefined) continue;
      if (status === 'open') startClock(deciding, found, task.task, step);
      if (status === 'resolving' && !pending(deciding.state(), task, 'resolve-holders'))
        openStep(deciding, definition, task.task, found);
    }
  },
  evolve: stepEvolved,
  waits: (task) =>
    task.data.steps
      .filter((step) => step.status === 'open')
      .flatMap((step): Wait[] => {
        const on = { task: task.task, item: step.step };
        const asked = step.questions.find((q) => q.answer === undefined);
        return [
          {
            ...on,
            what: 'decide-step',
            holders: holdersNow(task, step.step, undecided(step), step.fixed),
            since: step.since ?? task.openedAt,
            acts: ['decide-step'],
          },
          ...(asked === undefined
            ? []
            : [
                {
                  ...on,
                  what: 'answer-question' as const,
                  holders: [{ by: 'person' as const }],
                  since: asked.at,
                  acts: ['answer-question' as const],
                },
              ]),
        ];
      }),
  moves(_definition, task, wait, ground) {
    const on = { task: task.task, step: wait.item ?? '', round: task.round };
    if (wait.what === 'answer-question')
      return [{ act: { type: 'answer-question', ...on, answer: 'Yes.' }, does: 'go-on' }];
    const { subject, steps } = task.data;
    const decide = {
      ...on,
      type: 'decide-step' as const,
      ...(subject === undefined ? {} : { subject }),
      reason: 'Something is missing.',
    };
    const asked = steps.some((s) => s.step === wait.item && s.questions.some((q) => q.answer === undefined));
    return [
      { act: { ...decide, decision: 'approve' }, does: 'go-on' },
      { act: { ...decide, decision: 'refuse' }, does: 'refuse' },
      ...returnableFrom(task.task, ground).map((to): Move => ({
        act: { ...decide, decision: 'send-back', to },
        does: 'send-back',
        chose: to,
      })),
      ...(asked ? [] : [{ act: { ...decide, decision: 'ask' as const }, does: 'ask' as const }]),
      ...steps
        .filter(({ step }) => !isTooLate(task, step))
        .flatMap(({ step, decisions }) => decisions.map(({ person }) => ({ step, person })))
        .flatMap(({ step, person }): Move[] =>
          person === undefined
            ? []
            : [
                {
                  act: { ...on, type: 'take-back', step, reason: 'A slip.' },
                  does: 'take-back',
                  chose: step,
                  by: person,
                },
              ],
        ),
    ];
  },
};

/** A role whose place was taken waits no more; a member who decided still sees the step, and may take it back. */
const undecided = ({ holders, decisions }: Step): readonly Holder[] =>
  holders.filter((holder, n) => holder.by === 'member' || !decisions.some((d) => d.seat === n));
