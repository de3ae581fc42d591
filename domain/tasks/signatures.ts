import type { DocumentId, ItemId, PersonId, RoleId, Sha256, TaskId, Text } from '../ids.ts';
import { newestRevision } from '../mobility/agreement.ts';
import { contactAt } from '../mobility/answers.ts';
import type { Deciding } from '../mobility/deciding.ts';
import { pending } from '../mobility/effects.ts';
import { holderOf, officeOf } from '../mobility/holders.ts';
import { finish, sendBack } from '../mobility/progress.ts';
import { recipientOf } from '../mobility/recipient.ts';
import type { Holder } from '../mobility/state.ts';
import type { RoleRule, TaskBase } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Instant } from '../time/civil.ts';
import { signingIntent } from '../signatures/intent.ts';
import { isEmail } from '../text/email.ts';
import type { TaskOf } from './index.ts';
import { issue } from './issue.ts';
import type { TaskKind, Wait } from './kind.ts';

export interface SignaturesTypes {
  definition: SignaturesDefinition;
  opening: {
    readonly revision: Sha256;
    readonly order: 'sequential' | 'parallel';
    readonly signers: readonly { readonly signer: ItemId; readonly holder: Holder }[];
    readonly office: Holder;
  };
  data: SignaturesData;
  event:
    | { readonly type: 'signing-prepared'; readonly task: TaskId; readonly shown: ShownDocument }
    | { readonly type: 'signer-invited'; readonly task: TaskId; readonly signer: ItemId; readonly reason?: string }
    | {
        readonly type: 'signed';
        readonly task: TaskId;
        readonly signer: ItemId;
        readonly revision: Sha256;
        readonly shown: Sha256;
        readonly person?: PersonId;
        readonly name: string;
        readonly identified: string;
        /** The sentence that the signer agreed to. */
        readonly intent: Text;
      }
    | { readonly type: 'signature-declined'; readonly task: TaskId; readonly signer: ItemId; readonly reason: string }
    | {
        readonly type: 'signer-redirected';
        readonly task: TaskId;
        readonly signer: ItemId;
        readonly holder: Holder;
        readonly reason: string;
      };
  act:
    | {
        readonly type: 'sign';
        readonly task: TaskId;
        readonly signer: ItemId;
        /** The revision's hash and the hash of the PDF that was shown: exactly these are signed. */
        readonly revision: Sha256;
        readonly shown: Sha256;
      }
    | { readonly type: 'decline-signature'; readonly task: TaskId; readonly signer: ItemId; readonly reason: string }
    | { readonly type: 'invite-again'; readonly task: TaskId; readonly signer: ItemId; readonly reason: string }
    | {
        readonly type: 'redirect-signer';
        readonly task: TaskId;
        readonly signer: ItemId;
        readonly name: string;
        readonly email: string;
        readonly reason: string;
      }
    | { readonly type: 'reopen-agreement'; readonly task: TaskId; readonly reason: string };
}

export interface SignaturesDefinition extends TaskBase {
  readonly kind: 'signatures';
  readonly of: TaskId;
  readonly order: 'sequential' | 'parallel';
  readonly signers: readonly SignerDefinition[];
}

export type SignerDefinition =
  | { readonly signer: ItemId; readonly by: 'person' }
  | ({ readonly signer: ItemId; readonly by: RoleId } & RoleRule)
  /** `task.field`: a contact that was given in a form. */
  | { readonly signer: ItemId; readonly partner: string };

export interface ShownDocument {
  readonly document: DocumentId;
  readonly sha256: Sha256;
}

export interface SignaturesData {
  readonly revision: Sha256;
  readonly order: 'sequential' | 'parallel';
  readonly office: Holder;
  /** The exact PDF that signers see, once it is made and stored. */
  readonly shown?: ShownDocument;
  readonly signers: readonly Signer[];
}

export interface Signer {
  readonly signer: ItemId;
  readonly holder: Holder;
  readonly status: 'waiting' | 'invited' | 'signed' | 'declined';
  readonly since?: Instant;
  readonly name?: string;
  readonly identified?: string;
  readonly onBehalfOf?: string;
  readonly reason?: string;
}

/** Signatures of several parties on exactly one revision and one PDF; then the institution seals it. */
export const signatures: TaskKind<'signatures'> = {
  takes: ['sign', 'decline-signature', 'invite-again', 'redirect-signer', 'reopen-agreement'],
  opening(definition, deciding) {
    const state = deciding.state();
    return {
      revision: newestRevision(state, definition.of)?.hash ?? '',
      order: definition.order,
      office: officeOf(state),
      signers: definition.signers.map((s) => ({
        signer: s.signer,
        holder:
          'partner' in s
            ? { by: 'partner', ...contactAt(state, s.partner) }
            : holderOf(state, s.by, 'at' in s ? s.at : undefined),
      })),
    };
  },
  start: ({ revision, order, office, signers }) => ({
    revision,
    order,
    office,
    signers: signers.map((s) => ({ ...s, status: 'waiting' })),
  }),
  opened: (deciding, _definition, task) => {
    deciding.ask({ kind: 'render-agreement', task: task.task, revision: task.data.revision });
  },
  act(deciding, definition, task, act) {
    switch (act.type) {
      case 'sign':
        return sign(deciding, definition, task, act);
      case 'decline-signature':
        return decline(deciding, definition, task, act.signer, act.reason);
      case 'invite-again':
      case 'redirect-signer':
        return inviteAgain(deciding, definition, task, act);
      case 'reopen-agreement':
        if (act.reason.trim() === '') return refuse('reason-missing', {}, 'reason');
        return sendBack(deciding, task.task, definition.of, act.reason);
      default:
        return refuse('wrong-task-kind', { task: task.task });
    }
  },
  effectDone(deciding, definition, task, _effect, result) {
    if (result.kind === 'render-agreement') {
      deciding.record({
        type: 'signing-prepared',
        task: task.task,
        shown: { document: result.document, sha256: result.sha256 },
      });
      inviteNext(deciding, definition, task.task);
    }
    if (result.kind === 'seal-agreement') {
      issue(deciding, task.task, result, definition.title);
      for (const { holder } of task.data.signers)
        if (holder.by === 'partner')
          deciding.mail({
            template: 'document-issued',
            recipient: { to: 'address', name: holder.name, email: holder.email },
            tasks: [definition.title],
            task: task.task,
          });
      finish(deciding, task.task, 'signed');
    }
  },
  resumed(deciding, _definition, task) {
    const { revision, shown, signers } = task.data;
    if (shown === undefined) {
      if (!pending(deciding.state(), task, 'render-agreement'))
        deciding.ask({ kind: 'render-agreement', task: task.task, revision });
    } else if (signers.every((s) => s.status === 'signed') && !pending(deciding.state(), task, 'seal-agreement'))
      deciding.ask({ kind: 'seal-agreement', task: task.task, revision, shown: shown.sha256 });
  },
  evolve(data, { event, at, by }) {
    switch (event.type) {
      case 'signing-prepared':
        return { ...data, shown: event.shown };
      case 'signer-invited':
        return withSigner(data, event.signer, { status: 'invited', since: at });
      case 'signed':
        return withSigner(data, event.signer, {
          status: 'signed',
          since: at,
          name: event.name,
          identified: event.identified,
          ...(by.onBehalfOf === undefined ? {} : { onBehalfOf: by.onBehalfOf }),
        });
      case 'signature-declined':
        return withSigner(data, event.signer, { status: 'declined', since: at, reason: event.reason });
      case 'signer-redirected':
        return withSigner(data, event.signer, { holder: event.holder, status: 'waiting', since: at });
      default:
        return data;
    }
  },
  waits: (task) =>
    task.data.signers.flatMap((s): Wait[] => {
      const wait = { task: task.task, item: s.signer, since: s.since ?? task.openedAt };
      if (s.status === 'invited')
        return [{ ...wait, what: 'sign', holders: [s.holder], acts: ['sign', 'decline-signature'] }];
      if (s.status === 'declined')
        return [
          {
            ...wait,
            what: 'settle-signature',
            holders: [task.data.office],
            acts: ['invite-again', 'redirect-signer', 'reopen-agreement'],
          },
        ];
      return [];
    }),
  moves(_definition, { task, data }, { what, item: signer = '' }) {
    const on = { task, signer, reason: 'It has a mistake.' };
    if (what === 'settle-signature')
      return [
        { act: { type: 'invite-again', ...on }, does: 'again' },
        { act: { type: 'reopen-agreement', task, reason: on.reason }, does: 'send-back' },
      ];
    const { revision, shown } = data;
    return [
      { act: { type: 'sign', task, signer, revision, shown: shown?.sha256 ?? '' }, does: 'go-on' },
      { act: { type: 'decline-signature', ...on }, does: 'decline' },
    ];
  },
};

type SignaturesAct<T extends SignaturesTypes['act']['type']> = Extract<SignaturesTypes['act'], { type: T }>;

function sign(
  deciding: Deciding,
  definition: SignaturesDefinition,
  task: TaskOf<'signatures'>,
  act: SignaturesAct<'sign'>,
): Refusal | undefined {
  const signer = task.data.signers.find((s) => s.signer === act.signer);
  if (signer === undefined) return refuse('unknown-item', { item: act.signer, task: task.task }, 'signer');
  const { shown, revision } = task.data;
  if (shown === undefined) return refuse('not-ready', { why: 'the document is being prepared' });
  if (act.revision !== revision || act.shown !== shown.sha256) {
    const newest = newestRevision(deciding.state(), definition.of);
    return refuse(
      'stale-subject',
      { current: String(newest?.revision ?? 0) },
      act.revision === revision ? 'shown' : 'revision',
    );
  }
  if (signer.status !== 'invited') return refuse('item-not-open', { item: act.signer }, 'signer');
  const { actor } = deciding;
  if (actor.kind === 'system') return refuse('forbidden');
  deciding.record({
    type: 'signed',
    task: task.task,
    signer: act.signer,
    revision,
    shown: shown.sha256,
    ...(actor.kind === 'person' ? { person: actor.person } : {}),
    // A partner has no account: the name is that of who was invited, not one that was typed.
    name: (signer.holder.by === 'partner' ? signer.holder.name : actor.name).toWellFormed(),
    identified: actor.identified,
    intent: signingIntent,
  });
  inviteNext(deciding, definition, task.task);
  return undefined;
}

function decline(
  deciding: Deciding,
  definition: SignaturesDefinition,
  task: TaskOf<'signatures'>,
  id: ItemId,
  reason: string,
): Refusal | undefined {
  const signer = task.data.signers.find((s) => s.signer === id);
  if (signer === undefined) return refuse('unknown-item', { item: id, task: task.task }, 'signer');
  if (signer.status !== 'invited') return refuse('item-not-open', { item: id }, 'signer');
  if (reason.trim() === '') return refuse('reason-missing', {}, 'reason');
  deciding.record({ type: 'signature-declined', task: task.task, signer: id, reason });
  const { office, root } = deciding.state();
  for (const recipient of [{ to: 'role', role: office, unit: root }, { to: 'person' }] as const)
    deciding.mail({
      template: 'signature-declined',
      recipient,
      tasks: [definition.title],
      task: task.task,
      item: id,
      words: reason,
    });
  return undefined;
}

function inviteAgain(
  deciding: Deciding,
  definition: SignaturesDefinition,
  task: TaskOf<'signatures'>,
  act: SignaturesAct<'invite-again' | 'redirect-signer'>,
): Refusal | undefined {
  const signer = task.data.signers.find((s) => s.signer === act.signer);
  if (signer === undefined) return refuse('unknown-item', { item: act.signer, task: task.task }, 'signer');
  if (signer.status !== 'invited' && signer.status !== 'declined')
    return refuse('item-not-open', { item: act.signer }, 'signer');
  if (act.reason.trim() === '') return refuse('reason-missing', {}, 'reason');
  if (act.type === 'redirect-signer') {
    const { name, email, reason } = act;
    if (signer.holder.by !== 'partner')
      return refuse('wrong-answer', { field: 'signer', why: 'only a partner can be replaced' }, 'signer');
    if (!isEmail(email)) return refuse('wrong-answer', { field: 'email', why: 'an e-mail address is needed' }, 'email');
    deciding.record({
      type: 'signer-redirected',
      task: task.task,
      signer: act.signer,
      holder: { by: 'partner', name, email },
      reason,
    });
  }
  invite(deciding, definition, task.task, act.signer, act.type === 'invite-again' ? act.reason : undefined);
  return undefined;
}

/** Invites whoever may sign now; when all have signed, asks for the seal. */
function inviteNext(deciding: Deciding, definition: SignaturesDefinition, id: TaskId): void {
  const task = deciding.state().tasks[id];
  if (task?.kind !== 'signatures' || task.data.shown === undefined) return;
  const { signers, order, revision, shown } = task.data;
  if (signers.every((s) => s.status === 'signed')) {
    deciding.ask({ kind: 'seal-agreement', task: id, revision, shown: shown.sha256 });
    return;
  }
  if (order === 'sequential' && signers.some((s) => s.status === 'invited' || s.status === 'declined')) return;
  const waiting = signers.filter((s) => s.status === 'waiting');
  for (const { signer } of order === 'sequential' ? waiting.slice(0, 1) : waiting)
    invite(deciding, definition, id, signer);
}

function invite(
  deciding: Deciding,
  definition: SignaturesDefinition,
  id: TaskId,
  signer: ItemId,
  reason?: string,
): void {
  deciding.record({ type: 'signer-invited', task: id, signer, ...(reason === undefined ? {} : { reason }) });
  const task = deciding.state().tasks[id];
  const holder = task?.kind === 'signatures' ? task.data.signers.find((s) => s.signer === signer)?.holder : undefined;
  if (holder === undefined) return;
  const mail = { tasks: [definition.title] as readonly Text[], task: id, item: signer };
  switch (holder.by) {
    case 'partner':
      deciding.mail({
        ...mail,
        template: 'sign-link',
        recipient: { to: 'address', name: holder.name, email: holder.email },
        link: 'sign',
      });
      return;
    case 'person':
      deciding.mail({ ...mail, template: 'tasks-opened', recipient: { to: 'person' } });
      return;
    case 'role':
    case 'member':
      deciding.mail({ ...mail, template: 'waits-for-you', recipient: recipientOf(holder) });
  }
}

const withSigner = (data: SignaturesData, signer: ItemId, change: Partial<Signer>): SignaturesData => ({
  ...data,
  signers: data.signers.map((s) => (s.signer === signer ? { ...s, ...change } : s)),
});
