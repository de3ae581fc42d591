import type { Actor } from '../../../domain/authority/actor.ts';
import {
  audienceOf,
  isForStaff,
  isStageForStaff,
  seesTask,
  type Audience,
} from '../../../domain/authority/task-sight.ts';
import { clockId } from '../../../domain/mobility/clocks.ts';
import { isDormant } from '../../../domain/mobility/openable.ts';
import { own } from '../../../domain/mobility/own.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { waitsOf } from '../../../domain/mobility/waits.ts';
import { taskOf, type Stage } from '../../../domain/process/procedure.ts';
import type { TaskDefinition } from '../../../domain/tasks/index.ts';
import { abilitiesOf } from './abilities.ts';
import { comingUpView } from './coming-up-view.ts';
import { conditionView } from './condition-view.ts';
import { detailsOf } from './details.ts';
import type { OpenFile } from './file.ts';
import { alike, type Names } from './names.ts';
import { papersOf } from './papers.ts';
import { tasksOfPartner } from './partner-tasks.ts';
import type { TaskView, View } from './view.schema.ts';
import { waitView } from './wait-view.ts';

/** A file as the actor sees it: where it stands, who holds what until when and what happens then, what they may do. */
export function viewOf(file: OpenFile, actor: Actor, names: Names): View {
  const { state, procedure } = file;
  const audience = audienceOf(actor, state);
  const ofPartner = tasksOfPartner(actor, state);
  const shown = (task: string): boolean =>
    seesTask(actor, state, procedure, task) && (audience !== 'partner' || ofPartner.has(task));
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
    stage: stageFor(file, audience, reached),
    stages: procedure.stages
      .map((stage, i) => ({
        stage: stage.stage,
        title: stage.title,
        status: stageStatus(state, i, reached),
        tasks: stage.tasks
          .filter(({ task }) => shown(task))
          .map((definition) => taskView(definition, file, actor, audience)),
      }))
      .filter(
        ({ tasks }, i) => tasks.length > 0 || (audience !== 'partner' && !isHiddenStage(procedure.stages[i], audience)),
      ),
    waits: waitsOf(state)
      .map((wait) => waitView(wait, file, actor, names))
      .filter(({ task, mine }) => mine || (audience !== 'partner' && !isHidden(file, task, audience))),
    comingUp:
      audience === 'partner'
        ? []
        : comingUpView(file, names, (task) => !isHidden(file, task, audience), audience === 'staff'),
    can: abilitiesOf(actor, state, procedure),
    documents: papersOf(actor, state, procedure).map((paper) => ({ ...paper })),
    ...(audience === 'staff' ? { incidents: incidentsOf(state) } : {}),
  };
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

const isHidden = ({ procedure }: OpenFile, task: string, audience: Audience): boolean =>
  audience !== 'staff' && isForStaff(taskOf(procedure, task));

const isHiddenStage = (stage: Stage | undefined, audience: Audience): boolean =>
  audience !== 'staff' && stage !== undefined && isStageForStaff(stage);

/** The stage that the file is in; while it is in one that staff keep among themselves, the one before. */
function stageFor({ state, procedure }: OpenFile, audience: Audience, reached: number): string {
  const now = procedure.stages[reached];
  if (now === undefined || !isHiddenStage(now, audience)) return state.stage;
  return procedure.stages.slice(0, reached).findLast((stage) => !isHiddenStage(stage, audience))?.stage ?? '';
}

function taskView(definition: TaskDefinition, file: OpenFile, actor: Actor, audience: Audience): TaskView {
  const { state, procedure } = file;
  const { task: id, kind, title, help, when } = definition;
  const task = own(state.tasks, id);
  const due = own(state.clocks, clockId(id))?.due.date;
  const planned = own(state.planned ?? {}, id);
  const condition = conditionView(when, procedure, audience);
  return {
    task: id,
    title: { ...title },
    ...(help === undefined ? {} : { help: { ...help } }),
    kind,
    status: statusOf(file, id),
    ...(isForStaff(definition) && audience === 'staff' ? { visibility: 'staff' as const } : {}),
    round: task?.round ?? 0,
    version: task?.version ?? 0,
    ...(task === undefined ? {} : { openedAt: task.openedAt }),
    ...(task?.doneAt === undefined ? {} : { doneAt: task.doneAt }),
    ...(task?.outcome === undefined ? {} : { outcome: task.outcome }),
    ...(due === undefined ? {} : { due }),
    ...(planned === undefined || planned.reached === true ? {} : { opens: planned.date }),
    ...(condition === undefined ? {} : { condition: { ...condition, text: { ...condition.text } } }),
    details: detailsOf(definition, task, file, {
      audience,
      narrow: isHidden(file, id, audience),
      ...(actor.kind === 'partner' ? { item: actor.bound.item } : {}),
    }),
  };
}

function statusOf({ state, procedure }: OpenFile, id: string): TaskView['status'] {
  const task = own(state.tasks, id);
  if ((state.passed ?? []).includes(id)) return 'passed-over';
  if (task !== undefined) return task.status;
  return state.status === 'open' && isDormant(procedure, state, id) ? 'on-request' : 'to-come';
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
