import { unitsOf } from '../../domain/authority/may.ts';
import { pairOf } from '../../domain/authority/pairs.ts';
import type { Reference } from '../../domain/ids.ts';
import { clockId } from '../../domain/mobility/clocks.ts';
import { due } from '../../domain/mobility/due.ts';
import type { Holder, Mobility } from '../../domain/mobility/state.ts';
import { waitsOf } from '../../domain/mobility/waits.ts';
import type { Wait } from '../../domain/tasks/kind.ts';
import { foldWithin } from '../../domain/text/fold.ts';
import type { Db, Tx } from '../connect.ts';
import { insertion, upsertion, type Row, type Statement } from '../statements.ts';

type On = Pick<Db | Tx, 'dialect'>;

/** What `mobilities.name_folded` takes. */
const MOST_FOLDED = 400;

/** Brings the derived rows of one mobility to its state, in the transaction that changes it. */
export const project = (on: On, before: Mobility | null, after: Mobility): Statement[] => [
  ...list(on, before, after),
  ...count(on, before, after),
];

/** Makes the derived rows of one mobility again, whatever they are now. Counters stand for many: `recount` does those. */
export const projectAgain = (on: On, state: Mobility): Statement[] => list(on, null, state);

const list = (on: On, before: Mobility | null, after: Mobility): Statement[] => [
  ...upsertion(on, 'mobilities', ['reference'], mobilityRow(after)),
  ...projectUnits(on, before, after),
  ...projectTasks(before, after),
];

/** What lists read of one mobility, each with its column `reference`. */
export const LIST_TABLES = ['mobilities', 'file_units', 'tasks'] as const;

/** Takes a reference out of the lists. */
export const unproject = (reference: Reference): Statement[] =>
  LIST_TABLES.map((table) => ({ sql: `DELETE FROM ${table} WHERE reference = ?`, params: [reference] }));

/** The row of one mobility in the lists. */
export function mobilityRow(state: Mobility): Row {
  const { person, home } = state;
  return {
    reference: state.reference,
    institution: state.institution,
    procedure_id: state.procedure.id,
    procedure_version: state.procedure.version,
    person: person.id,
    given: person.given,
    family: person.family,
    name_folded: foldWithin(`${person.family} ${person.given}`, MOST_FOLDED),
    home_name: home.name,
    home_country: home.country ?? null,
    unit: state.unit,
    status: state.status,
    stage: state.stage === '' ? null : state.stage,
    stay_start: state.stay.start,
    stay_end: state.stay.end,
    opened_at: state.openedAt,
    updated_at: state.at,
    closed_at: state.status === 'closed' ? state.at : null,
    outcome: state.outcome ?? null,
    next_due: due(state)?.at ?? null,
    incidents: incidentsOf(state),
    rev: state.rev,
  };
}

const incidentsOf = (state: Mobility): number =>
  Object.keys(state.incidents).length + Object.values(state.effects).filter((e) => e.status === 'incident').length;

/** Every unit that the file touches: whose staff find it on their board and may see it. */
export const unitRows = (state: Mobility): Row[] =>
  unitsOf(state).map((unit) => ({
    reference: state.reference,
    unit,
    institution: state.institution,
    status: state.status,
    updated_at: state.at,
  }));

function projectUnits(on: On, before: Mobility | null, after: Mobility): Statement[] {
  const { reference, status, at } = after;
  const units = unitsOf(after);
  if (before !== null && JSON.stringify(unitsOf(before)) === JSON.stringify(units))
    return [
      { sql: 'UPDATE file_units SET status = ?, updated_at = ? WHERE reference = ?', params: [status, at, reference] },
    ];
  return [
    { sql: 'DELETE FROM file_units WHERE reference = ? AND unit NOT IN (?)', params: [reference, units] },
    ...upsertion(on, 'file_units', ['reference', 'unit'], unitRows(after)),
  ];
}

function projectTasks(before: Mobility | null, after: Mobility): Statement[] {
  const rows = taskRows(after);
  if (before !== null && JSON.stringify(taskRows(before)) === JSON.stringify(rows)) return [];
  return [{ sql: 'DELETE FROM tasks WHERE reference = ?', params: [after.reference] }, ...insertion('tasks', rows)];
}

/** The work queue: one row for each holder of each thing that waits. */
export function taskRows(state: Mobility): Row[] {
  const numbers = new Map<string, number>();
  // A step waits for who decides it and, after a question, for the person too.
  const next = ({ task, item }: Wait): number => {
    const key = clockId(task, item);
    const number = numbers.get(key) ?? 0;
    numbers.set(key, number + 1);
    return number;
  };
  return waitsOf(state).flatMap((wait) =>
    wait.holders.map((holder) => ({
      reference: state.reference,
      task: wait.task,
      item: wait.item ?? '',
      holder_no: next(wait),
      institution: state.institution,
      kind: state.tasks[wait.task]?.kind ?? '',
      what: wait.what,
      ...holderColumns(holder, state),
      since: wait.since,
      due_at: (state.clocks[clockId(wait.task, wait.item)] ?? state.clocks[clockId(wait.task)])?.due.at ?? null,
      status: 'open',
    })),
  );
}

function holderColumns(holder: Holder, state: Mobility): Row {
  switch (holder.by) {
    case 'person':
      return { holder_kind: 'person', person: state.person.id, role: null, unit: null };
    case 'role':
    case 'member':
      return { holder_kind: holder.by, person: null, ...(pairOf(holder) ?? { role: null, unit: null }) };
    case 'partner':
      return { holder_kind: 'partner', person: null, role: null, unit: null };
  }
}

/** Counters by unit, procedure and status; the commit holds the head's lock, so each mobility is counted once. */
function count(on: On, before: Mobility | null, after: Mobility): Statement[] {
  const was = before === null ? null : counterOf(before);
  const is = counterOf(after);
  if (was !== null && JSON.stringify(was) === JSON.stringify(is)) return [];
  // In one order, whichever way the mobility goes: two that cross would otherwise wait for each other.
  return [...(was === null ? [] : [{ counter: was, by: -1 }]), { counter: is, by: 1 }]
    .sort((a, b) => (a.counter.join('\n') < b.counter.join('\n') ? -1 : 1))
    .map(({ counter, by }) => added(on, counter, by));
}

type Counter = readonly [institution: string, unit: string, procedure: string, status: string];
const counterOf = (state: Mobility): Counter => [
  state.institution,
  state.unit,
  state.procedure.id,
  state.outcome ?? state.status,
];

function added({ dialect }: On, counter: Counter, by: number): Statement {
  const onConflict =
    dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE n = n + VALUES(n)' : 'ON CONFLICT DO UPDATE SET n = n + excluded.n';
  return {
    sql: `INSERT INTO counters (institution, unit, procedure_id, status, n) VALUES (?, ?, ?, ?, ?) ${onConflict}`,
    params: [...counter, by],
  };
}
