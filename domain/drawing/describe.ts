import type { Mobility } from '../mobility/state.ts';
import { waitForStay } from '../mobility/waits.ts';
import type { LifeRule, Procedure, Stage, StayRule } from '../process/procedure.ts';
import type { TaskDefinition } from '../tasks/index.ts';
import { shownTasks, type Context } from './context.ts';
import type { Box, Diagram, Note, Part, StageBox, TaskBox } from './diagram.ts';
import { endsOf } from './ends.ts';
import { saidOf } from './kinds.ts';
import { conditionNote, dateRuleWords, timeNotes, whoWords, yearlyWords } from './rules.ts';
import { dayWords, standsOf, waitWords, type Stands } from './standing.ts';

/** Everything that a drawing says, in words. */
export function describe(context: Context, state: Mobility | undefined): Diagram {
  const { procedure, words, say, language } = context;
  const stands = state === undefined ? undefined : standsOf(state, context);
  const shown = shownTasks(context).length;
  const stages = procedure.stages.flatMap((stage, n) =>
    isHidden(stage, context) ? [] : [stageBox(stage, n, context, stands)],
  );
  return {
    language,
    title: say(procedure.title),
    summary: [
      words.for[procedure.for],
      words.size(stages.length, shown),
      ...(state === undefined ? [] : [whereItStands(state, context)]),
    ],
    start: startOf(procedure, context),
    stages,
    ends: endsOf(context, state),
    anyTime: anyTimeOf(context, state),
  };
}

/** A stage of which nothing is for the reader; of one that is all staff's own they learn that there is one. */
const isHidden = ({ tasks }: Stage, { isShown }: Context): boolean =>
  !tasks.some((task) => isShown(task)) && tasks.some(({ visibility }) => visibility !== 'staff');

function whereItStands(state: Mobility, context: Context): string {
  const { words, procedure, say } = context;
  if (state.status === 'closed' && state.outcome !== undefined && state.outcome !== 'erased')
    return words.standing.ended(words.ends[state.outcome], dayWords(state, state.at, context));
  const index = procedure.stages.findIndex((s) => s.stage === state.stage);
  const stage = procedure.stages[index];
  return words.standing.now(stage === undefined ? state.stage : words.title(String(index + 1), say(stage.title)));
}

function startOf({ nominations, office }: Procedure, { words, role }: Context): Box {
  const windows = (nominations ?? []).map(({ from, until }) =>
    words.from(yearlyWords(from, words), yearlyWords(until, words)),
  );
  return {
    title: words.nomination,
    notes: [
      { name: words.names.from, text: windows.length === 0 ? words.anyDay : words.and(windows) },
      { name: words.office, text: words.told(role(office)) },
    ],
  };
}

function stageBox(stage: Stage, n: number, context: Context, stands: Stands | undefined): StageBox {
  const { words, procedure, say } = context;
  const tasks = stage.tasks.filter((task) => context.isShown(task));
  return {
    number: String(n + 1),
    heading: words.stage(String(n + 1), procedure.stages.length),
    title: say(stage.title),
    notes: tasks.length === 0 ? [{ text: words.ofStaff }] : [],
    ...(stands === undefined ? {} : { standing: stands.stage(n) }),
    tasks: tasks.map((task) => taskBox(task, tasks, context, stands)),
  };
}

function taskBox(
  definition: TaskDefinition,
  besides: readonly TaskDefinition[],
  context: Context,
  stands: Stands | undefined,
): TaskBox {
  const { words, titleOf, numberOf, say } = context;
  const { task, kind, title, after = [], repeat, opens, visibility, when } = definition;
  const { notes, parts = [] } = saidOf(definition, context);
  const same = new Set(besides.map((other) => other.task));
  const titles = after.flatMap((a) => titleOf(a) ?? []);
  const backTo =
    definition.kind === 'approval' && typeof definition.refused === 'object' ? definition.refused.backTo : undefined;
  return {
    task,
    number: numberOf(task) ?? '',
    kind,
    kindName: words.kinds[kind],
    title: say(title),
    dashed: repeat !== undefined,
    ...(visibility === 'staff' ? { staffOnly: words.staffOnly } : {}),
    ...(stands === undefined ? {} : { standing: stands.task(definition) }),
    notes: [
      ...(stands?.waits(task) ?? []),
      ...conditionNote(when, context),
      ...notes,
      ...(opens === undefined ? [] : [{ name: words.names.opens, text: dateRuleWords(opens, context) }]),
      ...timeNotes(definition, context),
      ...repeatNote(definition, context),
    ],
    parts: parts.map((part, n) => withStanding(part, definition, n, stands)),
    after: after.filter((a) => same.has(a) && a !== task),
    ...(titles.length === 0 ? {} : { afterNote: { name: words.names.after, text: words.and(titles) } }),
    ...(backTo === undefined || numberOf(backTo) === undefined ? {} : { backTo }),
  };
}

function repeatNote({ repeat }: TaskDefinition, context: Context): Note[] {
  if (repeat === undefined) return [];
  const { words } = context;
  const by = words.or(repeat.by.map((one) => whoWords(one, context)));
  const until = repeat.until === undefined ? undefined : dateRuleWords(repeat.until, context);
  const name = repeat.onRequest === true ? words.names.onRequest : words.names.again;
  return [{ name, text: words.repeat(by, repeat.times, until) }];
}

/** Steps and signers have a standing and waits of their own. */
function withStanding(part: Part, definition: TaskDefinition, n: number, stands: Stands | undefined): Part {
  const item = itemsOf(definition)[n];
  if (stands === undefined || item === undefined) return part;
  const standing = stands.part(definition.task, item);
  const waits = stands.waits(definition.task, item);
  return { ...part, notes: [...waits, ...part.notes], ...(standing === undefined ? {} : { standing }) };
}

function itemsOf(definition: TaskDefinition): readonly string[] {
  if (definition.kind === 'approval') return definition.chain.map((s) => s.step);
  return definition.kind === 'signatures' ? definition.signers.map((s) => s.signer) : [];
}

function anyTimeOf(context: Context, state: Mobility | undefined): Box {
  const { words, procedure } = context;
  const { names } = words;
  const asked = state === undefined || context.partly ? undefined : waitForStay(state);
  return {
    title: words.anyTime,
    notes: [
      ...(state === undefined || asked === undefined
        ? []
        : [
            { text: `${words.standing.stay}.`, as: 'wait' as const },
            { name: names.waits, text: waitWords(asked, state, context), as: 'wait' as const },
          ]),
      {
        name: names.withdraw,
        text: procedure.withdraw === undefined ? words.withdrawByDefault : lifeWords(procedure.withdraw, context),
      },
      { name: names.extend, text: stayWords(procedure.extend, context) },
      { name: names.shorten, text: stayWords(procedure.shorten, context) },
    ],
  };
}

function lifeWords({ by, until }: LifeRule, context: Context): string {
  const { words } = context;
  return words.life(
    words.or(by.map((one) => whoWords(one, context))),
    until === undefined ? undefined : dateRuleWords(until, context),
  );
}

function stayWords(rule: StayRule | undefined, context: Context): string {
  const { words } = context;
  if (rule === undefined) return words.stayByDefault;
  const { ask, longest } = rule;
  return [
    lifeWords(rule, context),
    ...(ask === undefined ? [] : [words.asks(words.or(ask.map((one) => whoWords(one, context))))]),
    ...(longest === undefined ? [] : [words.longest(longest)]),
  ].join(words.semicolon);
}
