import type { RoleId, Sha256, TaskId } from '../ids.ts';
import { pending } from '../mobility/effects.ts';
import { holderOf } from '../mobility/holders.ts';
import { finish } from '../mobility/progress.ts';
import { resultsOf } from '../mobility/results.ts';
import type { Holder } from '../mobility/state.ts';
import type { RoleRule, TaskBase } from '../process/procedure.ts';
import { refuse } from '../refusal.ts';
import { issue } from './issue.ts';
import type { TaskKind } from './kind.ts';

export interface TranscriptTypes {
  definition: TranscriptDefinition;
  opening: { readonly holder: Holder; readonly results: Sha256 };
  data: TranscriptData;
  event: { readonly type: 'transcript-requested'; readonly task: TaskId; readonly results: Sha256 };
  act: {
    readonly type: 'issue-transcript';
    readonly task: TaskId;
    /** The hash of the results that were read. */
    readonly results: Sha256;
  };
}

export interface TranscriptDefinition extends TaskBase, RoleRule {
  readonly kind: 'transcript';
  readonly by: RoleId;
  /** The grades that it shows. */
  readonly of: TaskId;
}

export interface TranscriptData {
  readonly holder: Holder;
  readonly results: Sha256;
  readonly requested: boolean;
}

/** The transcript of records: issued by staff, made and sealed by the system. */
export const transcript: TaskKind<'transcript'> = {
  takes: ['issue-transcript'],
  opening: (definition, deciding) => ({
    holder: holderOf(deciding.state(), definition.by, definition.at),
    results: resultsOf(deciding.state(), definition.of)?.hash ?? '',
  }),
  start: (opening) => ({ ...opening, requested: false }),
  act(deciding, _definition, task, act) {
    if (act.type !== 'issue-transcript') return refuse('wrong-task-kind', { task: task.task });
    if (act.results !== task.data.results) return refuse('stale-version', {}, 'results');
    if (task.data.requested) return refuse('item-not-open', { item: task.task });
    deciding.record({ type: 'transcript-requested', task: task.task, results: act.results });
    deciding.ask({ kind: 'render-transcript', task: task.task, results: act.results });
    return undefined;
  },
  evolve: (data, { event }) => (event.type === 'transcript-requested' ? { ...data, requested: true } : data),
  resumed(deciding, _definition, task) {
    if (task.data.requested && !pending(deciding.state(), task, 'render-transcript'))
      deciding.ask({ kind: 'render-transcript', task: task.task, results: task.data.results });
  },
  waits: (task) =>
    task.data.requested
      ? []
      : [
          {
            task: task.task,
            what: 'issue-transcript',
            holders: [task.data.holder],
            since: task.openedAt,
            acts: ['issue-transcript'],
          },
        ],
  moves: (_definition, { task, data: { results } }) => [
    { act: { type: 'issue-transcript', task, results }, does: 'go-on' },
  ],
  effectDone(deciding, definition, task, _effect, result) {
    if (result.kind !== 'render-transcript') return;
    issue(deciding, task.task, result, definition.title);
    const { home } = deciding.state();
    if (home.coordinatorEmail !== undefined)
      deciding.mail({
        template: 'document-issued',
        recipient: { to: 'address', name: home.name, email: home.coordinatorEmail },
        tasks: [definition.title],
        task: task.task,
      });
    finish(deciding, task.task);
  },
};
