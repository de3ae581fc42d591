import type { AgreementContent, AgreementDraft, AgreementRules, AgreementTotals } from '../agreement/content.ts';
import { compose } from '../agreement/compose.ts';
import { broken, totalsOf } from '../agreement/rules.ts';
import { hashOf } from '../hash.ts';
import type { Sha256, TaskId } from '../ids.ts';
import { finish } from '../mobility/progress.ts';
import type { TaskBase } from '../process/procedure.ts';
import { isRefusal, refuse } from '../refusal.ts';
import type { Instant } from '../time/civil.ts';
import { submissions } from './agreement-moves.ts';
import type { TaskKind } from './kind.ts';

export interface AgreementTypes {
  definition: AgreementDefinition;
  opening: { readonly rules: AgreementRules };
  data: AgreementData;
  event: {
    readonly type: 'agreement-submitted';
    readonly task: TaskId;
    readonly revision: number;
    readonly hash: Sha256;
    readonly content: AgreementContent;
    readonly totals: AgreementTotals;
  };
  act: {
    readonly type: 'submit-agreement';
    readonly task: TaskId;
    /** The hash of the revision that this one changes; null for the first. */
    readonly basedOn: Sha256 | null;
    readonly content: AgreementDraft;
  };
}

export interface AgreementDefinition extends TaskBase {
  readonly kind: 'agreement';
  readonly rules: AgreementRules;
}

export interface AgreementData {
  readonly rules: AgreementRules;
  readonly revisions: readonly Revision[];
}

export interface Revision {
  readonly revision: number;
  readonly hash: Sha256;
  readonly content: AgreementContent;
  readonly totals: AgreementTotals;
  readonly at: Instant;
}

/** The learning agreement: every submission is an immutable revision, named by the hash of its canonical form. */
export const agreement: TaskKind<'agreement'> = {
  takes: ['submit-agreement'],
  opening: (definition) => ({ rules: definition.rules }),
  start: ({ rules }, previous) => ({ rules, revisions: previous?.revisions ?? [] }),
  act(deciding, _definition, task, act) {
    if (act.type !== 'submit-agreement') return refuse('wrong-task-kind', { task: task.task });
    const newest = task.data.revisions.at(-1);
    if (act.basedOn !== (newest?.hash ?? null))
      return refuse('stale-subject', { current: String(newest?.revision ?? 0) }, 'basedOn');
    const content = compose(act.content, deciding.facts.agreement ?? { courses: [], units: [] });
    if (isRefusal(content)) return content;
    const [problem] = broken(task.data.rules, content);
    if (problem !== undefined)
      return refuse('rule-broken', { rule: problem['en'] ?? '', rule_fr: problem['fr'] ?? '' }, 'content/components');
    const revision = (newest?.revision ?? 0) + 1;
    deciding.record({
      type: 'agreement-submitted',
      task: task.task,
      revision,
      hash: hashOf({ reference: deciding.state().reference, revision, content }),
      content,
      totals: totalsOf(content),
    });
    finish(deciding, task.task);
    return undefined;
  },
  evolve(data, { event, at }) {
    if (event.type !== 'agreement-submitted') return data;
    const { revision, hash, content, totals } = event;
    return { ...data, revisions: [...data.revisions, { revision, hash, content, totals, at }] };
  },
  waits: (task) => [
    {
      task: task.task,
      what: 'submit-agreement',
      holders: [{ by: 'person' }],
      since: task.openedAt,
      acts: ['submit-agreement'],
    },
  ],
  moves: (_definition, task, _wait, ground) => submissions(task, ground),
};
