import type { Component, Hundredths } from '../agreement/content.ts';
import { convert, type Conversion, type NotConverted, type Policy } from '../grades/convert.ts';
import { gradeIn, type GradingTable } from '../grades/table.ts';
import { hashOf } from '../hash.ts';
import type { RoleId, Sha256, TaskId } from '../ids.ts';
import { newestRevision } from '../mobility/agreement.ts';
import type { Deciding } from '../mobility/deciding.ts';
import { holderOf } from '../mobility/holders.ts';
import { finish } from '../mobility/progress.ts';
import type { Holder } from '../mobility/state.ts';
import type { RoleRule, TaskBase } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { TaskOf } from './index.ts';
import type { TaskKind } from './kind.ts';

export interface GradesTypes {
  definition: GradesDefinition;
  opening: { readonly holder: Holder; readonly approver?: Holder; readonly components: readonly Component[] };
  data: GradesData;
  event:
    | {
        readonly type: 'results-entered';
        readonly task: TaskId;
        readonly rows: readonly ResultRow[];
        readonly hash: Sha256;
        readonly tables: readonly string[];
      }
    | { readonly type: 'results-approved'; readonly task: TaskId; readonly hash: Sha256 }
    | { readonly type: 'results-returned'; readonly task: TaskId; readonly hash: Sha256; readonly reason: string };
  act:
    | {
        readonly type: 'enter-results';
        readonly task: TaskId;
        readonly version: number;
        readonly results: readonly EnteredResult[];
      }
    | {
        readonly type: 'approve-results';
        readonly task: TaskId;
        /** The hash of the results that were read. */
        readonly results: Sha256;
        readonly decision: 'approve' | 'return';
        readonly reason?: string;
      };
}

export interface GradesDefinition extends TaskBase, RoleRule {
  readonly kind: 'grades';
  readonly by: RoleId;
  /** The agreement whose components get results. */
  readonly of: TaskId;
  /** Who approves the results and the suggested conversions. */
  readonly approve?: RoleRule;
  readonly conversion?: Policy;
}

/** What the API found: the host's table, and the home institution's where there is one. */
export interface GradingFacts {
  readonly host: GradingTable;
  readonly home?: GradingTable;
}

export type ResultStatus = 'passed' | 'failed' | 'absent';

export interface EnteredResult {
  readonly code: string;
  readonly term: Component['term'];
  readonly status: ResultStatus;
  /** A label of the host's scale; none when absent. */
  readonly grade?: string;
}

export interface ResultRow extends EnteredResult {
  readonly title: string;
  /** Credits obtained: those of the component when passed, else none. */
  readonly ects: Hundredths;
  /** How the grade reads in the home scale: a suggestion until the results are approved. */
  readonly conversion?: Conversion | NotConverted;
}

export interface GradesData {
  readonly holder: Holder;
  readonly approver?: Holder;
  readonly components: readonly Component[];
  readonly results?: { readonly rows: readonly ResultRow[]; readonly hash: Sha256 };
  /** Whether results were entered since the task opened or was returned; older ones stay to be read until then. */
  readonly entered: boolean;
  readonly returned?: string;
  readonly approved: boolean;
}

/** Results of the components of the agreement, entered by the registry and approved where the procedure says so. */
export const grades: TaskKind<'grades'> = {
  takes: ['enter-results', 'approve-results'],
  opening(definition, deciding) {
    const state = deciding.state();
    return {
      holder: holderOf(state, definition.by, definition.at),
      ...(definition.approve === undefined
        ? {}
        : { approver: holderOf(state, definition.approve.by, definition.approve.at) }),
      components: newestRevision(state, definition.of)?.content.components ?? [],
    };
  },
  start: (opening, previous) => ({
    ...opening,
    ...(previous?.results === undefined ? {} : { results: previous.results }),
    entered: false,
    approved: false,
  }),
  act(deciding, definition, task, act) {
    if (act.type === 'enter-results') return enter(deciding, definition, task, act.version, act.results);
    if (act.type === 'approve-results') return approve(deciding, definition, task, act);
    return refuse('wrong-task-kind', { task: task.task });
  },
  evolve(data, { event }) {
    switch (event.type) {
      case 'results-entered': {
        const { returned: _, ...rest } = data;
        return { ...rest, results: { rows: event.rows, hash: event.hash }, entered: true };
      }
      case 'results-approved':
        return { ...data, approved: true };
      case 'results-returned':
        return { ...data, entered: false, returned: event.reason };
      default:
        return data;
    }
  },
  waits(task) {
    const { holder, approver, entered } = task.data;
    const wait = { task: task.task, since: task.openedAt };
    return entered && approver !== undefined
      ? [{ ...wait, what: 'approve-results', holders: [approver], acts: ['approve-results'] }]
      : [{ ...wait, what: 'enter-results', holders: [holder], acts: ['enter-results'] }];
  },
  moves(_definition, { task, version, data }, wait, { state }) {
    const results = data.results?.hash ?? '';
    if (wait.what === 'approve-results')
      return [
        { act: { type: 'approve-results', task, results, decision: 'approve' }, does: 'go-on' },
        {
          act: { type: 'approve-results', task, results, decision: 'return', reason: 'One result is missing.' },
          does: 'again',
        },
      ];
    const passed = data.components.map(({ code, term }) => ({
      code,
      term,
      status: 'passed' as const,
      grade: 'passed',
    }));
    return [{ act: { type: 'enter-results', task, version, results: passed }, does: 'go-on', from: state.stay.end }];
  },
};

function enter(
  deciding: Deciding,
  definition: GradesDefinition,
  task: TaskOf<'grades'>,
  version: number,
  results: readonly EnteredResult[],
): Refusal | undefined {
  if (version !== task.version) return refuse('stale-version', {}, 'version');
  const stray = results.findIndex((r) => !task.data.components.some((c) => same(c, r)));
  if (stray >= 0)
    return refuse(
      'wrong-results',
      { field: results[stray]?.code ?? '', why: 'it is not in the agreement' },
      `results/${String(stray)}`,
    );
  const facts = deciding.facts.grading;
  const rows: ResultRow[] = [];
  for (const component of task.data.components) {
    const found = results.filter((r) => same(component, r));
    const [entered] = found;
    if (entered === undefined || found.length > 1)
      return refuse(
        'wrong-results',
        { field: component.code, why: entered === undefined ? 'its result is missing' : 'it is there twice' },
        'results',
      );
    const problem = wrongGrade(entered, facts?.host);
    if (problem !== undefined)
      return refuse(
        'wrong-results',
        { field: component.code, why: problem },
        `results/${String(results.indexOf(entered))}/grade`,
      );
    rows.push({
      ...entered,
      title: component.title,
      ects: entered.status === 'passed' ? component.ects : 0,
      ...converted(entered, facts, definition.conversion),
    });
  }
  deciding.record({
    type: 'results-entered',
    task: task.task,
    rows,
    hash: hashOf({ reference: deciding.state().reference, rows }),
    tables:
      facts === undefined
        ? []
        : [facts.host, ...(facts.home === undefined ? [] : [facts.home])].map((t) => `${t.id}@${t.version}`),
  });
  if (task.data.approver === undefined) finish(deciding, task.task);
  else tellHolder(deciding, definition, task.data.approver);
  return undefined;
}

function tellHolder(deciding: Deciding, { task, title }: GradesDefinition, holder: Holder, words?: string): void {
  if (holder.by !== 'role') return;
  const { role, unit } = holder;
  deciding.mail({
    template: 'waits-for-you',
    recipient: { to: 'role', role, unit },
    tasks: [title],
    task,
    ...(words === undefined ? {} : { words }),
  });
}

function approve(
  deciding: Deciding,
  definition: GradesDefinition,
  task: TaskOf<'grades'>,
  act: GradesTypes['act'] & { type: 'approve-results' },
): Refusal | undefined {
  const { results, entered, holder } = task.data;
  if (!entered) return refuse('item-not-open', { item: task.task });
  if (results === undefined || act.results !== results.hash) return refuse('stale-version', {}, 'results');
  if (act.decision === 'return') {
    if ((act.reason ?? '').trim() === '') return refuse('reason-missing', {}, 'reason');
    deciding.record({ type: 'results-returned', task: task.task, hash: results.hash, reason: act.reason ?? '' });
    tellHolder(deciding, definition, holder, act.reason);
    return undefined;
  }
  deciding.record({ type: 'results-approved', task: task.task, hash: results.hash });
  finish(deciding, task.task, 'approved');
  return undefined;
}

const same = (a: { code: string; term: string }, b: { code: string; term: string }): boolean =>
  a.code === b.code && a.term === b.term;

function wrongGrade({ status, grade }: EnteredResult, host: GradingTable | undefined): string | undefined {
  if (status === 'absent') return grade === undefined ? undefined : 'who was absent has no grade';
  if (grade === undefined) return 'a grade is needed';
  const found = host === undefined ? undefined : gradeIn(host.scale, grade);
  if (host !== undefined && found === undefined) return `${grade} is not a grade of the scale ${host.id}`;
  if (found !== undefined && found.passing !== (status === 'passed'))
    return `${grade} is ${found.passing ? 'a passing' : 'a failing'} grade`;
  return undefined;
}

function converted(
  { status, grade }: EnteredResult,
  facts: GradingFacts | undefined,
  policy: Policy | undefined,
): { conversion?: Conversion | NotConverted } {
  if (status !== 'passed' || grade === undefined || facts?.home === undefined || policy === undefined) return {};
  return { conversion: convert(grade, facts.host, facts.home, policy) };
}
