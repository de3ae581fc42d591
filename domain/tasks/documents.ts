import type { Asked as AskedCondition } from '../conditions/asked.ts';
import type { DocumentId, ItemId, Sha256, TaskId, Text } from '../ids.ts';
import { ask } from '../mobility/ask-condition.ts';
import type { Deciding } from '../mobility/deciding.ts';
import { holderOf } from '../mobility/holders.ts';
import { own } from '../mobility/own.ts';
import { finish } from '../mobility/progress.ts';
import type { Holder } from '../mobility/state.ts';
import type { Condition, RoleRule, TaskBase } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Instant } from '../time/civil.ts';
import type { TaskOf } from './index.ts';
import type { TaskKind, Wait } from './kind.ts';

export interface DocumentsTypes {
  definition: DocumentsDefinition;
  opening: { readonly items: readonly Asked[]; readonly reviewer?: Holder };
  data: DocumentsData;
  event:
    | {
        readonly type: 'document-received';
        readonly task: TaskId;
        readonly document: ItemId;
        readonly file: ReceivedFile;
      }
    | {
        readonly type: 'document-inspected';
        readonly task: TaskId;
        readonly document: ItemId;
        readonly file: DocumentId;
        readonly mime: string;
        readonly pages: number;
        readonly sha256: Sha256;
        readonly size: number;
        readonly scanned: boolean;
      }
    | {
        readonly type: 'document-refused';
        readonly task: TaskId;
        readonly document: ItemId;
        readonly file: DocumentId;
        readonly code: string;
        readonly reason: Text;
      }
    | {
        readonly type: 'document-reviewed';
        readonly task: TaskId;
        readonly document: ItemId;
        readonly file: DocumentId;
        readonly decision: 'accept' | 'again';
        readonly reason?: string;
      };
  act:
    | { readonly type: 'add-document'; readonly task: TaskId; readonly document: ItemId; readonly file: DocumentId }
    | {
        readonly type: 'review-document';
        readonly task: TaskId;
        readonly document: ItemId;
        /** The file that was looked at. */
        readonly file: DocumentId;
        readonly decision: 'accept' | 'again';
        readonly reason?: string;
      };
}

export interface DocumentsDefinition extends TaskBase {
  readonly kind: 'documents';
  readonly documents: readonly (Pick<Asked, 'document' | 'required'> & {
    readonly title: Text;
    readonly help?: Text;
    /** Asked once, when the task opens: where it does not hold, the document is not asked for. */
    readonly when?: Condition;
  })[];
  readonly review?: RoleRule;
}

export interface Asked {
  readonly document: ItemId;
  readonly required: boolean;
  readonly condition?: AskedCondition;
}

export interface ReceivedFile {
  readonly document: DocumentId;
  readonly name: string;
  readonly sha256: Sha256;
  readonly size: number;
}

export interface DocumentsData {
  readonly reviewer?: Holder;
  readonly items: Readonly<Record<ItemId, Item>>;
}

export interface Item {
  readonly required: boolean;
  /** Oldest first; only the last one counts, the others stay. */
  readonly files: readonly ItemFile[];
}

export interface ItemFile extends ReceivedFile {
  readonly status: 'inspecting' | 'refused' | 'to-review' | 'accepted' | 'again';
  readonly since: Instant;
  readonly mime?: string;
  readonly pages?: number;
  readonly scanned?: boolean;
  readonly reason?: Text;
}

/** Supporting documents: received, inspected by the system, then reviewed by staff where the procedure says so. */
export const documents: TaskKind<'documents'> = {
  takes: ['add-document', 'review-document'],
  opening: (definition, deciding) => ({
    items: definition.documents.map(({ document, required, when }): Asked => ({
      document,
      required,
      ...(when === undefined ? {} : { condition: ask(deciding.state(), when) }),
    })),
    ...(definition.review === undefined
      ? {}
      : { reviewer: holderOf(deciding.state(), definition.review.by, definition.review.at) }),
  }),
  start: ({ items, reviewer }, previous) => ({
    ...(reviewer === undefined ? {} : { reviewer }),
    items: Object.fromEntries(
      items.filter(isAsked).map(({ document, required }) => [
        document,
        {
          required,
          files: (own(previous?.items ?? {}, document)?.files ?? []).map((file) => questioned(file, reviewer)),
        },
      ]),
    ),
  }),
  opened(deciding, _definition, task) {
    settle(deciding, task);
  },
  act(deciding, definition, task, act) {
    if (act.type === 'add-document') return add(deciding, task, act.document, act.file);
    if (act.type === 'review-document') return review(deciding, definition, task, act);
    return refuse('wrong-task-kind', { task: task.task });
  },
  effectDone(deciding, _definition, task, _effect, result) {
    if (result.kind !== 'inspect-document') return;
    const { document, file } = result;
    if (result.ok) {
      const { mime, pages, sha256, size, scanned } = result;
      deciding.record({
        type: 'document-inspected',
        task: task.task,
        document,
        file,
        mime,
        pages,
        sha256,
        size,
        scanned,
      });
      settle(deciding, task);
    } else {
      deciding.record({
        type: 'document-refused',
        task: task.task,
        document,
        file,
        code: result.code,
        reason: result.reason,
      });
      if (!asksAgain(deciding, task, document, file)) return;
      deciding.mail({
        template: 'document-again',
        recipient: { to: 'person' },
        task: task.task,
        item: document,
        tasks: [result.reason],
      });
    }
  },
  evolve(data, { event, at }) {
    switch (event.type) {
      case 'document-received':
        return withItem(data, event.document, (files) => [
          ...files,
          { ...event.file, status: 'inspecting', since: at },
        ]);
      case 'document-inspected': {
        const { file, mime, pages, sha256, size, scanned } = event;
        const status = data.reviewer === undefined ? 'accepted' : 'to-review';
        return withFile(data, event.document, file, { status, since: at, mime, pages, sha256, size, scanned });
      }
      case 'document-refused':
        return withFile(data, event.document, event.file, { status: 'refused', since: at, reason: event.reason });
      case 'document-reviewed':
        return withFile(data, event.document, event.file, {
          status: event.decision === 'accept' ? 'accepted' : 'again',
          since: at,
          ...(event.reason === undefined ? {} : { reason: { en: event.reason, fr: event.reason } }),
        });
      default:
        return data;
    }
  },
  waits(task) {
    const waits: Wait[] = [];
    for (const [document, item] of Object.entries(task.data.items)) {
      const current = item.files.at(-1);
      if (current === undefined ? item.required : current.status === 'again' || current.status === 'refused')
        waits.push(wait(task, document, 'add-document', { by: 'person' }, current?.since));
      if (current?.status === 'to-review' && task.data.reviewer !== undefined)
        waits.push(wait(task, document, 'review-document', task.data.reviewer, current.since));
    }
    return waits;
  },
  moves({ documents: asked }, { task, data }, { what, item: document = '' }) {
    const files = own(data.items, document)?.files ?? [];
    const file = files.at(-1)?.document ?? '';
    if (what === 'review-document') {
      const review = { type: 'review-document' as const, task, document, file };
      return [
        { act: { ...review, decision: 'accept' }, does: 'go-on' },
        { act: { ...review, decision: 'again', reason: 'It cannot be read.' }, does: 'again' },
      ];
    }
    const name = `${task}-${String(asked.findIndex((one) => one.document === document))}-${String(files.length)}`;
    const given = { document: name, sha256: '0'.repeat(64), size: 1, name: `${document}.pdf` };
    return [{ act: { type: 'add-document', task, document, file: name }, facts: { file: given }, does: 'go-on' }];
  },
};

/** Refuses a document that the task does not ask for. */
export const unknownDocument = ({ task, data }: TaskOf<'documents'>, document: ItemId): Refusal | undefined =>
  own(data.items, document) === undefined ? refuse('unknown-item', { item: document, task }, 'document') : undefined;

function add(deciding: Deciding, task: TaskOf<'documents'>, document: ItemId, file: DocumentId): Refusal | undefined {
  const unasked = unknownDocument(task, document);
  if (unasked !== undefined) return unasked;
  const received = deciding.facts.file;
  if (received?.document !== file) return refuse('not-found', {}, 'file');
  if (Object.values(task.data.items).some(({ files }) => files.some((f) => f.document === file)))
    return refuse('wrong-answer', { field: 'file', why: 'this upload was given already; upload it again' }, 'file');
  deciding.record({
    type: 'document-received',
    task: task.task,
    document,
    file: { ...received, name: received.name.toWellFormed() },
  });
  deciding.ask({ kind: 'inspect-document', task: task.task, document, file });
  return undefined;
}

function review(
  deciding: Deciding,
  definition: DocumentsDefinition,
  task: TaskOf<'documents'>,
  act: DocumentsTypes['act'] & { type: 'review-document' },
): Refusal | undefined {
  const current = own(task.data.items, act.document)?.files.at(-1);
  if (current === undefined) return refuse('unknown-item', { item: act.document, task: task.task }, 'document');
  if (current.document !== act.file) return refuse('stale-version', {}, 'file');
  if (current.status !== 'to-review') return refuse('item-not-open', { item: act.document }, 'document');
  const { document, file, decision, reason } = act;
  if (decision === 'again' && (reason ?? '').trim() === '') return refuse('reason-missing', {}, 'reason');
  deciding.record({
    type: 'document-reviewed',
    task: task.task,
    document,
    file,
    decision,
    ...(reason === undefined ? {} : { reason }),
  });
  if (decision === 'again') {
    const title = definition.documents.find((d) => d.document === document)?.title ?? definition.title;
    deciding.mail({
      template: 'document-again',
      recipient: { to: 'person' },
      task: task.task,
      item: document,
      tasks: [title],
      words: reason ?? '',
    });
  } else settle(deciding, task);
  return undefined;
}

/** Whether a refused file is still the one that counts, in a task that still waits for it. */
function asksAgain(deciding: Deciding, { task }: TaskOf<'documents'>, document: ItemId, file: DocumentId): boolean {
  const { status, tasks } = deciding.state();
  const now = tasks[task];
  return (
    status === 'open' &&
    now?.kind === 'documents' &&
    now.status === 'open' &&
    now.data.items[document]?.files.at(-1)?.document === file
  );
}

/** A document whose condition did not hold is not asked for. */
const isAsked = ({ condition }: Asked): boolean => condition?.result !== false;

/** The task is done when nothing required is missing and nothing is on its way. */
function settle(deciding: Deciding, { task }: TaskOf<'documents'>): void {
  const now = deciding.state().tasks[task];
  if (now?.kind !== 'documents' || now.status !== 'open') return;
  const settled = Object.values(now.data.items).every(({ required, files }) => {
    const status = files.at(-1)?.status;
    return status === 'accepted' || (!required && status === undefined);
  });
  if (settled) finish(deciding, task);
}

/** A file sent back past is looked at again, or asked for again where nobody reviews. */
function questioned(file: ItemFile, reviewer: Holder | undefined): ItemFile {
  return file.status === 'accepted' ? { ...file, status: reviewer === undefined ? 'again' : 'to-review' } : file;
}

const wait = (
  task: TaskOf<'documents'>,
  item: ItemId,
  what: 'add-document' | 'review-document',
  holder: Holder,
  since: Instant = task.openedAt,
): Wait => ({ task: task.task, item, what, holders: [holder], since, acts: [what] });

function withItem(
  data: DocumentsData,
  document: ItemId,
  change: (files: readonly ItemFile[]) => readonly ItemFile[],
): DocumentsData {
  const item = data.items[document];
  if (item === undefined) return data;
  return { ...data, items: { ...data.items, [document]: { ...item, files: change(item.files) } } };
}

const withFile = (data: DocumentsData, document: ItemId, file: DocumentId, change: Partial<ItemFile>): DocumentsData =>
  withItem(data, document, (files) => files.map((f) => (f.document === file ? { ...f, ...change } : f)));
