import type { RoleId, TaskId } from '../ids.ts';
import { holderOf } from '../mobility/holders.ts';
import { finish } from '../mobility/progress.ts';
import type { Holder, Mobility, Stay } from '../mobility/state.ts';
import type { RoleRule, TaskBase } from '../process/procedure.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { localDateOf } from '../time/calendar.ts';
import { addDays, isLocalDate, type LocalDate } from '../time/civil.ts';
import { issue } from './issue.ts';
import type { TaskKind } from './kind.ts';

export interface AttestationTypes {
  definition: AttestationDefinition;
  opening: { readonly holder: Holder; readonly fact: AttestedFact; readonly certificate: boolean };
  data: AttestationData;
  event: {
    readonly type: 'attested';
    readonly task: TaskId;
    readonly fact: AttestedFact;
    readonly date: LocalDate;
    readonly note?: string;
  };
  act: {
    readonly type: 'attest';
    readonly task: TaskId;
    readonly version: number;
    readonly date: LocalDate;
    readonly note?: string;
  };
}

/** First and last day present, not the days of travel. */
export type AttestedFact = 'arrived' | 'departed';

export interface AttestationDefinition extends TaskBase, RoleRule {
  readonly kind: 'attestation';
  readonly by: RoleId;
  readonly fact: AttestedFact;
  /** A certificate is made, sealed and sent; the file does not wait for it. */
  readonly certificate: boolean;
}

export interface AttestationData {
  readonly holder: Holder;
  readonly fact: AttestedFact;
  readonly certificate: boolean;
  readonly date?: LocalDate;
  readonly note?: string;
}

/** Staff state a fact about the stay, with its date. */
export const attestation: TaskKind<'attestation'> = {
  takes: ['attest'],
  opening: (definition, deciding) => ({
    holder: holderOf(deciding.state(), definition.by, definition.at),
    fact: definition.fact,
    certificate: definition.certificate,
  }),
  start: (opening) => opening,
  act(deciding, _definition, task, act) {
    if (act.type !== 'attest') return refuse('wrong-task-kind', { task: task.task });
    if (act.version !== task.version) return refuse('stale-version', {}, 'version');
    const state = deciding.state();
    const impossible = wrongDate(task.data.fact, act.date, localDateOf(state.calendar, deciding.at), standing(state));
    if (impossible !== undefined) return impossible;
    const { date, note } = act;
    deciding.record({
      type: 'attested',
      task: task.task,
      fact: task.data.fact,
      date,
      ...(note === undefined ? {} : { note }),
    });
    if (task.data.certificate) deciding.ask({ kind: 'render-certificate', task: task.task });
    finish(deciding, task.task);
    return undefined;
  },
  evolve: (data, { event }) =>
    event.type === 'attested'
      ? { ...data, date: event.date, ...(event.note === undefined ? {} : { note: event.note }) }
      : data,
  waits: (task) => [
    { task: task.task, what: 'attest', holders: [task.data.holder], since: task.openedAt, acts: ['attest'] },
  ],
  moves: (_definition, { task, version, data: { fact } }, _wait, { state, today }) => [
    {
      act: { type: 'attest', task, version, date: likelyDate(fact, today, standing(state)) },
      does: 'go-on',
      from: fact === 'arrived' ? state.stay.start : state.stay.end,
    },
  ],
  effectDone(deciding, definition, task, _effect, result) {
    if (result.kind === 'render-certificate') issue(deciding, task.task, result, definition.title);
  },
};

/** The stay with only those facts that hold now: one whose task was sent back past is to be stated anew. */
function standing({ stay: { start, end, arrived, departed }, tasks }: Mobility): Stay {
  const done = (fact: AttestedFact): boolean =>
    Object.values(tasks).some((t) => t.kind === 'attestation' && t.status === 'done' && t.data.fact === fact);
  return {
    start,
    end,
    ...(arrived === undefined || !done('arrived') ? {} : { arrived }),
    ...(departed === undefined || !done('departed') ? {} : { departed }),
  };
}

/** Nobody arrives earlier than this before the planned stay; a stay that moved is changed first. */
const MOST_DAYS_EARLY = 120;

function wrongDate(fact: AttestedFact, date: string, today: LocalDate, stay: Stay): Refusal | undefined {
  const no = (why: string): Refusal => refuse('wrong-date', { date, why }, 'date');
  if (!isLocalDate(date)) return no('write it like 2026-03-13');
  if (date > today) return no('it is in the future');
  if (date < addDays(stay.start, -MOST_DAYS_EARLY)) return no('it is long before the stay');
  if (fact === 'departed' && stay.arrived !== undefined && date < stay.arrived) return no('it is before the arrival');
  if (fact === 'arrived' && stay.departed !== undefined && date > stay.departed) return no('it is after the departure');
  if (fact === 'arrived' && date > stay.end) return no('it is after the end of the stay');
  return undefined;
}

/** As planned, as far as that is over and fits what was stated before. */
function likelyDate(fact: AttestedFact, today: LocalDate, { start, end, arrived, departed }: Stay): LocalDate {
  const planned = fact === 'arrived' ? start : end;
  const reached = planned < today ? planned : today;
  if (fact === 'arrived') return departed !== undefined && reached > departed ? departed : reached;
  return arrived !== undefined && reached < arrived ? arrived : reached;
}
