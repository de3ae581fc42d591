import type { Actor } from '../../../domain/authority/actor.ts';
import { holds } from '../../../domain/authority/may.ts';
import { clockId } from '../../../domain/mobility/clocks.ts';
import { comingUp } from '../../../domain/mobility/due.ts';
import type { Clock, Mobility } from '../../../domain/mobility/state.ts';
import { waitsOf } from '../../../domain/mobility/waits.ts';
import type { Stage } from '../../../domain/process/procedure.ts';
import type { TaskDefinition } from '../../../domain/tasks/index.ts';
import type { Text } from '../../../domain/ids.ts';
import type { Wait } from '../../../domain/tasks/kind.ts';
import { abilitiesOf } from './abilities.ts';
import { detailsOf } from './details.ts';
import { sayConsequence } from './consequence.ts';
import { audienceOf, type Audience, type OpenFile } from './file.ts';
import { alike, holderName, type Names } from './names.ts';
import { papersOf } from './papers.ts';
import type { TaskView, View, WaitView } from './view.schema.ts';

/** A file as the actor sees it: where it stands, who holds what until when and what happens then, what they may do. */
export function viewOf({ state, procedure }: OpenFile, actor: Actor, names: Names): View {
  const audience = audienceOf(actor, state);
  const shown = (task: string): boolean => audience !== 'partner' || tasksOfPartner(actor, state).has(task);
  const reached = procedure.stages.findIndex((s) => s.stage === state.stage);
  const { person, home, stay } = state;
  return {
    reference: state.reference,
    institution: { institution: state.institution, name: names.institution },
    rev: state.rev,
    at: state.at,
    openedAt: state.openedAt,
    audience,
    status: state.status,
    ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
    procedure: { procedure: procedure.procedure, version: state.procedure.version, title: { ...procedure.title } },
    person: { given: person.given, family: person.family, ...(audience === 'partner' ? {} : privatePart(state)) },
    home: {
      name: home.name,
      ...(home.country === undefined ? {} : { country: home.country }),
      ...(home.erasmusCode === undefined ? {} : { erasmusCode: home.erasmusCode }),
    },
    stay: { ...stay },
    unit: { unit: state.unit, name: names.units[state.unit] ?? alike(state.unit) },
    stage: state.stage,
    stages: procedure.stages
      .map((stage, i) => ({
        stage: stage.stage,
        title: stage.title,
        status: stageStatus(state, i, reached),
        tasks: tasksIn(stage, state, audience).filter((t) => shown(t.task)),
      }))
      .filter((stage) => audience !== 'partner' || stage.tasks.length > 0),
    waits: waitsOf(state)
      .map((wait) => waitView(wait, { state, procedure }, actor, names))
      .filter((wait) => audience !== 'partner' || wait.mine),
    comingUp:
      audience === 'partner'
        ? []
        : comingUp(state)
            .filter((item) => audience === 'staff' || item.kind !== 'retry')
            .map((item) => soon(item, state)),
    can: abilitiesOf(actor, state, procedure),
    documents: papersOf(actor, state, procedure).map((paper) => ({ ...paper })),
    ...(audience === 'staff' ? { incidents: incidentsOf(state) } : {}),
  };
}

/** The task that a link is bound to, and the agreement that is signed there. */
export function tasksOfPartner(actor: Actor, state: Mobility): ReadonlySet<string> {
  if (actor.kind !== 'partner') return new Set();
  const task = state.tasks[actor.bound.task];
  const revision = task?.kind === 'signatures' ? task.data.revision : undefined;
  const agreements = Object.values(state.tasks).filter(
    (t) => t.kind === 'agreement' && t.data.revisions.some((r) => r.hash === revision),
  );
  return new Set([actor.bound.task, ...agreements.map((t) => t.task)]);
}

const privatePart = ({ person }: Mobility): { email: string; birthDate?: string; esi?: string } => ({
  email: person.email,
  ...(person.birthDate === undefined ? {} : { birthDate: person.birthDate }),
  ...(person.esi === undefined ? {} : { esi: person.esi }),
});

function stageStatus(state: Mobility, index: number, reached: number): 'past' | 'current' | 'to-come' {
  if (index < reached || state.outcome === 'completed') return 'past';
  return index === reached ? 'current' : 'to-come';
}

const tasksIn = (stage: Stage, state: Mobility, audience: Audience): TaskView[] =>
  stage.tasks.map((definition) => taskView(definition, state, audience));

function taskView(definition: TaskDefinition, state: Mobility, audience: Audience): TaskView {
  const { task: id, kind, title, help } = definition;
  const task = state.tasks[id];
  const due = state.clocks[clockId(id)]?.due.date;
  return {
    task: id,
    title: { ...title },
    ...(help === undefined ? {} : { help: { ...help } }),
    kind,
    status: task?.status ?? 'to-come',
    round: task?.round ?? 0,
    version: task?.version ?? 0,
    ...(task === undefined ? {} : { openedAt: task.openedAt }),
    ...(task?.doneAt === undefined ? {} : { doneAt: task.doneAt }),
    ...(task?.outcome === undefined ? {} : { outcome: task.outcome }),
    ...(due === undefined ? {} : { due }),
    details: detailsOf(definition, task, audience),
  };
}

function waitView(wait: Wait, { state, procedure }: OpenFile, actor: Actor, names: Names): WaitView {
  const clock = state.clocks[clockId(wait.task, wait.item)] ?? state.clocks[clockId(wait.task)];
  const bound = { task: wait.task, ...(wait.item === undefined ? {} : { item: wait.item }) };
  return {
    task: wait.task,
    ...(wait.item === undefined ? {} : { item: wait.item }),
    title: titleOf(procedure.stages, wait),
    what: wait.what,
    holders: wait.holders.map((holder) => ({ ...holderName(holder, state, names) })),
    since: wait.since,
    ...(clock === undefined
      ? {}
      : { due: { date: clock.due.date, at: clock.due.at }, otherwise: { ...otherwise(clock, state, names) } }),
    reminders: clock === undefined ? [] : [...clock.reminders],
    mine: holds(actor, wait.holders, state, bound) === undefined,
  };
}

/** The title of the step or document that waits, else of its task. */
function titleOf(stages: readonly Stage[], { task, item }: Wait): Text {
  const definition = stages.flatMap((s) => s.tasks).find((t) => t.task === task);
  if (definition?.kind === 'documents')
    return definition.documents.find((d) => d.document === item)?.title ?? definition.title;
  return definition?.title ?? {};
}

function otherwise({ consequence, missed }: Clock, state: Mobility, names: Names): Text {
  if (missed)
    return { en: 'The date has passed; the office was told.', fr: 'La date est passée ; le service a été prévenu.' };
  return consequence === undefined ? sayTold(state.office, names) : sayConsequence(consequence, names);
}

function sayTold(office: string, names: Names): Text {
  const role = names.roles[office] ?? alike(office);
  return {
    en: `After this date we tell: ${role['en'] ?? ''}.`,
    fr: `Passé cette date, nous prévenons : ${role['fr'] ?? ''}.`,
  };
}

function soon(item: ReturnType<typeof comingUp>[number], state: Mobility): View['comingUp'][number] {
  const { at, kind } = item;
  const about =
    item.kind === 'retry' ? state.effects[item.effect] : item.kind === 'opening' ? item : state.clocks[item.clock];
  const part = about !== undefined && 'item' in about ? about.item : undefined;
  return {
    at,
    kind,
    ...(about?.task === undefined ? {} : { task: about.task }),
    ...(part === undefined ? {} : { item: part }),
  };
}

/** What went wrong in a file and waits for staff. */
export const incidentsOf = (state: Mobility): NonNullable<View['incidents']> => [
  ...Object.values(state.effects)
    .filter((e) => e.status === 'incident')
    .map(({ effect, kind, task, lastError, attempts, since }) => ({
      id: effect,
      kind,
      ...(task === undefined ? {} : { task }),
      text: lastError ?? '',
      attempts,
      since,
    })),
  ...Object.entries(state.incidents).map(([id, { code, text, at }]) => ({ id, kind: code, text, since: at })),
];
