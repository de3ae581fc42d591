import type { Actor } from '../../../domain/authority/actor.ts';
import { holds } from '../../../domain/authority/may.ts';
import { clockId } from '../../../domain/mobility/clocks.ts';
import { own } from '../../../domain/mobility/own.ts';
import type { Clock, Mobility } from '../../../domain/mobility/state.ts';
import { STAY } from '../../../domain/mobility/waits.ts';
import { taskOf, type Procedure } from '../../../domain/process/procedure.ts';
import type { Text } from '../../../domain/ids.ts';
import type { Wait } from '../../../domain/tasks/kind.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { addDays } from '../../../domain/time/civil.ts';
import { sayConsequence, sayMissed, sayTold } from './consequence.ts';
import type { OpenFile } from './file.ts';
import { holderName, type Names } from './names.ts';
import type { WaitView } from './view.schema.ts';

/** One thing that waits: for whom, since when, until when, and what happens then and after that. */
export function waitView(wait: Wait, { state, procedure }: OpenFile, actor: Actor, names: Names): WaitView {
  const bound = { task: wait.task, ...(wait.item === undefined ? {} : { item: wait.item }) };
  return {
    ...bound,
    title: titleOf(procedure, wait),
    what: wait.what,
    holders: wait.holders.map((holder) => ({ ...holderName(holder, state, names) })),
    since: wait.since,
    ...timeOf(wait, state, names),
    mine: holds(actor, wait.holders, state, bound) === undefined,
  };
}

type Time = Pick<WaitView, 'due' | 'reminders' | 'otherwise' | 'then' | 'paused'>;

function timeOf({ task, item, what }: Wait, state: Mobility, names: Names): Time {
  const clock = own(state.clocks, clockId(task, item)) ?? own(state.clocks, clockId(task));
  const none = { reminders: [], then: [] };
  // The clock of a step counts for who decides; it stands still for who was asked something.
  if (what === 'answer-question')
    return { ...none, otherwise: { en: 'The decision waits for the answer.', fr: 'La décision attend la réponse.' } };
  if (clock === undefined) return none;
  const { pausedAt } = clock;
  return {
    due: { date: clock.due.date, at: clock.due.at },
    ...(pausedAt === undefined ? {} : { paused: pausedAt }),
    otherwise: { ...(pausedAt === undefined ? nextOf(clock, state, names) : STANDS_STILL) },
    then: pausedAt === undefined ? laterOf(clock, state, names) : [],
    reminders: pausedAt === undefined ? [...clock.reminders] : [],
  };
}

const STANDS_STILL: Text = {
  en: 'The time stands still until the question is answered; the date then moves by as much.',
  fr: 'Le délai est suspendu jusqu’à la réponse à la question ; la date sera reportée d’autant.',
};

/** What comes next when nobody acts. */
function nextOf(clock: Clock, state: Mobility, names: Names): Text {
  const { missed, consequence, later = [] } = clock;
  if (!missed) return consequence === undefined ? sayTold(state.office, names) : sayConsequence(consequence, names);
  const [next] = later;
  return next === undefined ? sayMissed(clock) : sayConsequence(next.consequence, names);
}

/** What still comes after the due date, soonest first, each with its last day. */
const laterOf = ({ later = [] }: Clock, { calendar }: Mobility, names: Names): WaitView['then'] =>
  later.map(({ at, consequence }) => ({
    date: addDays(localDateOf(calendar, at), -1),
    at,
    what: { ...sayConsequence(consequence, names) },
  }));

/** What waits for staff when other dates were asked for has no task. */
export const STAY_TITLE: Text = { en: 'Dates of the stay', fr: 'Dates du séjour' };

/** The title of the step or document that waits, else of its task. */
export function titleOf(procedure: Procedure, { task, item }: { readonly task: string; readonly item?: string }): Text {
  if (task === STAY) return STAY_TITLE;
  const definition = taskOf(procedure, task);
  if (definition?.kind === 'documents')
    return definition.documents.find((d) => d.document === item)?.title ?? definition.title;
  return definition?.title ?? {};
}
