import type { Actor } from '../../../domain/authority/actor.ts';
import { granted, mayWithdraw } from '../../../domain/authority/may-act.ts';
import { holds, may } from '../../../domain/authority/may.ts';
import type { PublicAct } from '../../../domain/mobility/acts.schema.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { waitsOfTask } from '../../../domain/mobility/waits.ts';
import { taskOf, type Procedure } from '../../../domain/process/procedure.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { hasDecided } from '../../../domain/tasks/approval.ts';
import type { Task } from '../../../domain/tasks/index.ts';
import type { Wait } from '../../../domain/tasks/kind.ts';

/** An act that may be sent now, with what it must name of what was seen; the rest is for the actor to fill. */
export type Ability = { readonly type: PublicAct['type'] } & Readonly<Record<string, string | number | null>>;

/** Everything that the actor may do on this file now. */
export function abilitiesOf(actor: Actor, state: Mobility, procedure: Procedure): Ability[] {
  return state.status === 'closed'
    ? [...repairs(actor, state), ...(may(actor, 'reopen', state) === undefined ? [{ type: 'reopen' as const }] : [])]
    : [
        ...Object.values(state.tasks).flatMap((task) =>
          task.status === 'open' ? onTask(actor, state, procedure, task) : [],
        ),
        ...life(actor, state),
        ...repairs(actor, state),
      ];
}

function onTask(actor: Actor, state: Mobility, procedure: Procedure, task: Task): Ability[] {
  const own = waitsOfTask(task).flatMap((wait) => {
    const bound = { task: task.task, ...(wait.item === undefined ? {} : { item: wait.item }) };
    return holds(actor, wait.holders, state, bound) === undefined ? ofWait(actor, state, procedure, task, wait) : [];
  });
  if (task.kind === 'documents')
    return [...own.filter((a) => a.type !== 'add-document'), ...uploads(actor, state, task)];
  if (task.kind === 'signatures' && may(actor, 'manage-signers', state) === undefined)
    return [...own.filter((a) => a.type === 'sign' || a.type === 'decline-signature'), ...signerCare(task)];
  return own;
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
  if (definition?.kind !== 'approval' || actor.kind !== 'person') return false;
  const lender = granted(actor, holders, state).grant?.onBehalfOf?.person;
  return hasDecided(definition, task, item, [actor.person, lender]);
}

function life(actor: Actor, state: Mobility): Ability[] {
  return [
    ...(!isRefusal(mayWithdraw(actor, state)) ? [{ type: 'withdraw' as const }] : []),
    ...(may(actor, 'change-stay', state) === undefined
      ? [{ type: 'change-stay' as const, start: state.stay.start, end: state.stay.end }]
      : []),
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
