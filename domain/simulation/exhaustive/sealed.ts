import { newestRevision } from '../../mobility/agreement.ts';
import type { Mobility } from '../../mobility/state.ts';
import { taskOf } from '../../process/procedure.ts';
import { canonical } from '../../hash.ts';
import type { World } from '../world.ts';

/** What changed of something sealed from one state to the next, in words; undefined when nothing did. */
export function brokenSeal(world: World, before: Mobility, after: Mobility): string | undefined {
  if (before.tasks === after.tasks && before.issued === after.issued) return undefined;
  for (const [n, issued] of before.issued.entries())
    if (!same(after.issued[n], issued)) return `the document issued by “${issued.task}” is another one`;
  for (const task of Object.values(before.tasks)) {
    const now = after.tasks[task.task];
    if (now === task) continue;
    if (task.kind === 'agreement') {
      const revisions = now?.kind === 'agreement' ? now.data.revisions : [];
      for (const [n, revision] of task.data.revisions.entries())
        if (!same(revisions[n], revision))
          return `revision ${String(revision.revision)} of “${task.task}” is another one`;
    }
    if (task.kind === 'signatures' && task.status === 'done' && now?.status === 'done' && !same(now.data, task.data))
      return `what was signed in “${task.task}” is another thing`;
  }
  for (const task of Object.values(after.tasks)) {
    if (task.kind !== 'signatures' || task.status !== 'done') continue;
    const definition = taskOf(world.procedure, task.task);
    const newest = definition?.kind === 'signatures' ? newestRevision(after, definition.of) : undefined;
    if (newest !== undefined && newest.hash !== task.data.revision)
      return `“${task.task}” counts as signed, and the agreement in force is another revision than the one that was`;
  }
  return undefined;
}

const same = (a: unknown, b: unknown): boolean => a === b || (a !== undefined && canonical(a) === canonical(b));
