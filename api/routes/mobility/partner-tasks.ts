import type { Actor } from '../../../domain/authority/actor.ts';
import { own } from '../../../domain/mobility/own.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import type { Sha256, TaskId } from '../../../domain/ids.ts';

/** The task that a link is bound to, and the agreement that is signed or decided about there. */
export function tasksOfPartner(actor: Actor, state: Mobility): ReadonlySet<TaskId> {
  if (actor.kind !== 'partner') return new Set();
  const revision = subjectOf(actor, state);
  const agreements = Object.values(state.tasks).filter(
    (t) => t.kind === 'agreement' && t.data.revisions.some((r) => r.hash === revision),
  );
  return new Set([actor.bound.task, ...agreements.map((t) => t.task)]);
}

/** The tasks whose papers a partner may read: their own, and those in which just what they decide about is signed. */
export function signedTasksOfPartner(actor: Actor, state: Mobility): ReadonlySet<TaskId> {
  if (actor.kind !== 'partner') return new Set();
  const revision = subjectOf(actor, state);
  const signing = Object.values(state.tasks).filter(
    (t) => t.kind === 'signatures' && revision !== undefined && t.data.revision === revision,
  );
  return new Set([actor.bound.task, ...signing.map((t) => t.task)]);
}

/** The hash of the revision that the act of a link is about. */
export function subjectOf({ bound }: Actor & { kind: 'partner' }, state: Mobility): Sha256 | undefined {
  const task = own(state.tasks, bound.task);
  if (task?.kind === 'signatures') return task.data.revision;
  return task?.kind === 'approval' ? task.data.subject : undefined;
}
