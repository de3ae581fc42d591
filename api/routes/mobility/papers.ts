import type { DocumentId, TaskId, Text } from '../../../domain/ids.ts';
import type { Actor } from '../../../domain/authority/actor.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { taskOf, type Procedure } from '../../../domain/process/procedure.ts';
import { audienceOf, seesTask } from '../../../domain/authority/task-sight.ts';
import { signedTasksOfPartner } from './partner-tasks.ts';

/** A document of a file, as those with a part in it see it. */
export interface Paper {
  readonly id: DocumentId;
  readonly origin: 'received' | 'shown' | 'issued';
  readonly task: TaskId;
  readonly item?: string;
  readonly title: Text;
  readonly name: string;
  readonly status: string;
  readonly sha256: string;
  readonly size?: number;
  readonly at: string;
  /** Whether it may be downloaded: only what the inspection let through. */
  readonly readable: boolean;
  /** It is sealed, and its seal lacks the time stamp that it should have. */
  readonly withoutTimestamp?: true;
}

/** The documents that the actor may know of, oldest first: a partner only those of the act that the link is bound to. */
export function papersOf(actor: Actor, state: Mobility, procedure: Procedure): Paper[] {
  const all = [...received(state, procedure), ...shown(state, procedure), ...issued(state, procedure)].sort((a, b) =>
    a.at < b.at ? -1 : 1,
  );
  const there = all.filter(({ task }) => seesTask(actor, state, procedure, task));
  if (audienceOf(actor, state) !== 'partner') return there;
  const theirs = signedTasksOfPartner(actor, state);
  return there.filter(({ task, origin }) => theirs.has(task) && origin !== 'received');
}

function received(state: Mobility, procedure: Procedure): Paper[] {
  return Object.values(state.tasks).flatMap((task) => {
    if (task.kind !== 'documents') return [];
    const definition = taskOf(procedure, task.task);
    const titles = definition?.kind === 'documents' ? definition.documents : [];
    return Object.entries(task.data.items).flatMap(([item, { files }]) =>
      files.map((file) => ({
        id: file.document,
        origin: 'received' as const,
        task: task.task,
        item,
        title: titles.find((d) => d.document === item)?.title ?? {},
        name: file.name,
        status: file.status,
        sha256: file.sha256,
        size: file.size,
        at: file.since,
        readable: file.status !== 'inspecting' && file.status !== 'refused',
      })),
    );
  });
}

/** The PDFs put before the signers. */
const shown = (state: Mobility, procedure: Procedure): Paper[] =>
  Object.values(state.tasks).flatMap((task) =>
    task.kind !== 'signatures' || task.data.shown === undefined
      ? []
      : [
          {
            id: task.data.shown.document,
            origin: 'shown' as const,
            task: task.task,
            title: paperTitle(procedure, task.task),
            name: 'agreement.pdf',
            status: task.status === 'done' ? 'superseded' : 'to-sign',
            sha256: task.data.shown.sha256,
            at: task.openedAt,
            readable: true,
          },
        ],
  );

const issued = (state: Mobility, procedure: Procedure): Paper[] =>
  state.issued.map((paper) => ({
    id: paper.document,
    origin: 'issued',
    task: paper.task,
    title: paperTitle(procedure, paper.task),
    name: paper.name,
    status: isCurrent(state, paper) ? 'current' : 'superseded',
    sha256: paper.sha256,
    size: paper.size,
    at: paper.at,
    readable: true,
    ...(paper.withoutTimestamp === undefined ? {} : { withoutTimestamp: paper.withoutTimestamp }),
  }));

/** What a document made for a task is: what is signed is the agreement, not the signing of it. */
export function paperTitle(procedure: Procedure, task: TaskId): Text {
  const definition = taskOf(procedure, task);
  const subject = definition?.kind === 'signatures' ? taskOf(procedure, definition.of) : undefined;
  return (subject ?? definition)?.title ?? {};
}

/** A newer document of the same task takes the place of an older one. */
export const isCurrent = (state: Mobility, paper: { readonly document: DocumentId; readonly task: TaskId }): boolean =>
  state.issued.findLast((other) => other.task === paper.task)?.document === paper.document;
