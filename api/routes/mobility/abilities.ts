import type { Actor } from '../../../domain/authority/actor.ts';
import { granted, mayTakeBack } from '../../../domain/authority/may-act.ts';
import { mayChangeLife, mayChangeProgress } from '../../../domain/authority/may-change.ts';
import { holds, may } from '../../../domain/authority/may.ts';
import { audienceOf, isForStaff, seesTask } from '../../../domain/authority/task-sight.ts';
import { seatFor } from '../../../domain/approvals/seat.ts';
import { isTooLate } from '../../../domain/approvals/take-back.ts';
import type { PublicAct } from '../../../domain/mobility/acts.schema.ts';
import type { LifeAct, ProgressAct } from '../../../domain/mobility/commands.ts';
import { isDormant, isOver } from '../../../domain/mobility/openable.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { waitsOfTask } from '../../../domain/mobility/waits.ts';
import { taskOf, tasksOf, type Procedure } from '../../../domain/process/procedure.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { hasDecided, partnerHasDecided } from '../../../domain/approvals/has-decided.ts';
import type { Task } from '../../../domain/tasks/index.ts';
import type { Wait } from '../../../domain/tasks/kind.ts';
import { addDays } from '../../../domain/time/civil.ts';

/** An act that may be sent now, with what it must name of what was seen; the rest is for the actor to fill. */
export type Ability = { readonly type: PublicAct['type'] } & Readonly<Record<string, string | number | null>>;

/** Everything that the actor may do on this file now. */
export function abilitiesOf(actor: Actor, state: Mobility, procedure: Procedure): Ability[] {
  return state.status === 'closed'
    ? [...repairs(actor, state), ...(may(actor, 'reopen', state) === undefined ? [{ type: 'reopen' as const }] : [])]
    : [
        ...Object.values(state.tasks).flatMap((task) =>
          task.status === 'open' && seesTask(actor, state, procedure, task.task)
            ? onTask(actor, state, procedure, task)
            : [],
        ),
        ...life(actor, state, procedure),
        ...repairs(actor, state),
      ];
}

function onTask(actor: Actor, state: Mobility, procedure: Procedure, task: Task): Ability[] {
  const back =
    task.kind === 'approval'
      ? task.data.steps
          .filter(({ step }) => !isRefusal(mayTakeBack(actor, state, task, step)) && !isTooLate(task, step))
          .map(({ step }): Ability => ({ type: 'take-back', task: task.task, step, round: task.round }))
      : [];
  const own = waitsOfTask(task).flatMap((wait) => {
    const bound = { task: task.task, ...(wait.item === undefined ? {} : { item: wait.item }) };
    return holds(actor, wait.holders, state, bound) === undefined ? ofWait(actor, state, procedure, task, wait) : [];
  });
  if (task.kind === 'documents')
    return [...own.filter((a) => a.type !== 'add-document'), ...uploads(actor, state, task)];
  if (task.kind === 'signatures' && may(actor, 'manage-signers', state) === undefined)
    return [...own.filter((a) => a.type === 'sign' || a.type === 'decline-signature'), ...signerCare(task)];
  return [...own, ...back];
}

/** The person may replace a document as long as the task is open, not only when one is asked for. */
const uploads = (actor: Actor, state: Mobility, { task, data }: Task & { kind: 'documents' }): Ability[] =>
  actor.kind === 'person' && actor.person === state.person.id
    ? Object.keys(data.items).map((document) => ({ type: 'add-document', task, document }))
    : [];

function signerCare({ task, data }: Task & { kind: 'signatures' }): Ability[] {
  const asked = data.signers.filter((s) => s.status === 'invited' || s.status === 'declined');
  return [
    ...asked.map(({ signer }): Ability => ({ type: 'invite-again', task, signer })),
    ...asked
      .filter((s) => s.holder.by === 'partner')
      .map(({ signer }): Ability => ({ type: 'redirect-signer', task, signer })),
    { type: 'reopen-agreement', task },
  ];
}

function ofWait(actor: Actor, state: Mobility, procedure: Procedure, task: Task, wait: Wait): Ability[] {
  const on = { task: task.task };
  const item = wait.item ?? '';
  switch (task.kind) {
    case 'form':
      return [{ type: 'submit-form', ...on, version: task.version }];
    case 'documents': {
      const file = task.data.items[item]?.files.at(-1)?.document;
      return file !== undefined && wait.what === 'review-document'
        ? [{ type: 'review-document', ...on, document: item, file }]
        : [];
    }
    case 'agreement':
      return [{ type: 'submit-agreement', ...on, basedOn: task.data.revisions.at(-1)?.hash ?? null }];
    case 'approval': {
      const { subject } = task.data;
      if (wait.what === 'answer-question') return [{ type: 'answer-question', ...on, step: item, round: task.round }];
      if (hasDecidedBefore(actor, state, procedure, task, wait)) return [];
      return [
        { type: 'decide-step', ...on, step: item, round: task.round, ...(subject === undefined ? {} : { subject }) },
      ];
    }
    case 'signatures': {
      const { revision, shown } = task.data;
      if (wait.what !== 'sign') {
        const first = task.data.signers.find((s) => s.status === 'declined')?.signer;
        return signerCare(task).filter((a) => (a['signer'] ?? first) === item);
      }
      return [
        ...(shown === undefined ? [] : [{ type: 'sign' as const, ...on, signer: item, revision, shown: shown.sha256 }]),
        { type: 'decline-signature', ...on, signer: item },
      ];
    }
    case 'attestation':
      return [{ type: 'attest', ...on, version: task.version }];
    case 'grades':
      return wait.what === 'approve-results'
        ? [{ type: 'approve-results', ...on, results: task.data.results?.hash ?? '' }]
        : [{ type: 'enter-results', ...on, version: task.version }];
    case 'transcript':
      return [{ type: 'issue-transcript', ...on, results: task.data.results }];
    case 'message':
      return [{ type: 'answer-message', ...on, version: task.version }];
  }
}

/** As the core will ask it: by the grant that the act would rest on. */
function hasDecidedBefore(
  actor: Actor,
  state: Mobility,
  procedure: Procedure,
  task: Task & { kind: 'approval' },
  { item = '', holders }: Wait,
): boolean {
  const definition = taskOf(procedure, task.task);
  if (actor.kind === 'partner')
    return task.data.steps.some((s) => s.step === item && partnerHasDecided(s, actor.email));
  if (definition?.kind !== 'approval' || actor.kind !== 'person') return false;
  const step = task.data.steps.find((s) => s.step === item);
  if (step !== undefined && isRefusal(seatFor(actor, step, state))) return true;
  const lender = granted(actor, holders, state).grant?.onBehalfOf?.person;
  return hasDecided(definition, task, item, [actor.person, lender]);
}

function life(actor: Actor, state: Mobility, procedure: Procedure): Ability[] {
  const { start, end } = state.stay;
  const mayLife = (act: LifeAct): boolean => !isRefusal(mayChangeLife(procedure, state, actor, act));
  // One day more or less: which rule is asked depends on the dates.
  const others = [
    { start, end: addDays(end, 1), reason: '' },
    { start, end: addDays(end, -1), reason: '' },
  ];
  const dates = { start, end };
  return [
    ...(mayLife({ type: 'withdraw', reason: '' }) ? [{ type: 'withdraw' as const }] : []),
    ...(others.some((dates) => mayLife({ type: 'change-stay', ...dates }))
      ? [{ type: 'change-stay' as const, ...dates }]
      : []),
    ...(others.some((dates) => mayLife({ type: 'ask-stay', ...dates }))
      ? [{ type: 'ask-stay' as const, ...dates }]
      : []),
    ...(state.stayAsked !== undefined && mayLife({ type: 'refuse-stay', reason: '' })
      ? [{ type: 'refuse-stay' as const }]
      : []),
    ...progress(actor, state, procedure),
    ...(may(actor, 'administer', state) === undefined
      ? [{ type: 'migrate' as const }, ...(state.migrated === undefined ? [] : [{ type: 'migrate-back' as const }])]
      : []),
  ];
}

function progress(actor: Actor, state: Mobility, procedure: Procedure): Ability[] {
  // What waits for somebody in a task of staff is theirs to do, and nothing else about it.
  const hides = audienceOf(actor, state) !== 'staff';
  const mayProgress = (act: ProgressAct): boolean =>
    !(hides && isForStaff(taskOf(procedure, act.task))) && !isRefusal(mayChangeProgress(procedure, state, actor, act));
  const again = tasksOf(procedure)
    .filter(({ task, repeat }) => repeat !== undefined && (isOver(state, task) || isDormant(procedure, state, task)))
    .filter(({ task }) => mayProgress({ type: 'begin-again', task, reason: '' }))
    .map(({ task }): Ability => ({ type: 'begin-again', task }));
  const waiting = Object.values(state.tasks)
    .filter((task) => task.status === 'open')
    .flatMap((task) => waitsOfTask(task));
  const on = ({ task, item }: Wait): { task: string; item?: string } => ({
    task,
    ...(item === undefined ? {} : { item }),
  });
  const withClock = Object.values(state.clocks).map(({ task, item }) => ({
    task,
    ...(item === undefined ? {} : { item }),
  }));
  // Nobody needs a reminder from themselves.
  const isOwn = actor.kind === 'person' && actor.person === state.person.id;
  const staffWaits = waiting.filter(({ holders }) => holders.some((h) => h.by === 'role' || h.by === 'member'));
  return [
    ...again,
    ...staffWaits
      .filter((wait) => mayProgress({ type: 'reassign', ...on(wait), to: { role: state.office }, reason: '' }))
      .map((wait): Ability => ({ type: 'reassign', ...on(wait) })),
    ...withClock
      .filter((clock) => mayProgress({ type: 'move-deadline', ...clock, date: state.stay.end, reason: '' }))
      .map((clock): Ability => ({ type: 'move-deadline', ...clock })),
    ...waiting
      .filter(({ holders }) => !isOwn || holders.some((h) => h.by !== 'person'))
      .filter((wait) => mayProgress({ type: 'remind', ...on(wait) }))
      .map((wait): Ability => ({ type: 'remind', ...on(wait) })),
  ];
}

function repairs(actor: Actor, state: Mobility): Ability[] {
  if (may(actor, 'repair', state) !== undefined) return [];
  return [
    ...Object.values(state.effects)
      .filter((e) => e.status === 'incident')
      .flatMap(({ effect }): Ability[] => [
        { type: 'retry-effect', effect },
        { type: 'skip-effect', effect },
      ]),
    ...Object.keys(state.incidents).map((incident): Ability => ({ type: 'resolve-incident', incident })),
  ];
}
