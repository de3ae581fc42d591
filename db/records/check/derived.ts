import type { Reference } from '../../../domain/ids.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import type { Row } from '../../statements.ts';
import { mobilityRow, taskRows, unitRows } from '../project.ts';
import { problem, type RecordsCode, type RecordsProblem } from './problem.ts';
import type { FileRows, HeadColumns } from './rows.ts';

/** What the columns of a head must be, besides its place in the chain. @param state null before the birth */
export const headColumns = (
  head: HeadColumns,
  state: Mobility | null,
  person: string | undefined,
): Partial<HeadColumns> =>
  state === null
    ? {
        ...(person === undefined ? {} : { person }),
        status: 'new',
        updated_at: head.created_at,
        snapshot_rev: 0,
        snapshot: null,
      }
    : {
        institution: state.institution,
        person: state.person.id,
        status: state.status,
        updated_at: state.at,
        snapshot_rev: state.rev,
      };

/** Compares the rows that lists read with what the state makes of them. @param state null before the birth */
export function derivedProblems({ head, mobility, units, tasks }: FileRows, state: Mobility | null): RecordsProblem[] {
  const { reference } = head;
  const found: RecordsProblem[] = [];
  if (state === null) {
    if (mobility !== null) found.push(problem(reference, 'mobility-extra', 'mobilities', `${NOT_BORN} has a row.`));
  } else if (mobility === null)
    found.push(problem(reference, 'mobility-missing', 'mobilities', 'It has no row, so no list shows it.'));
  else {
    const wrong = differing(mobilityRow(state), mobility);
    if (wrong.length > 0)
      found.push(problem(reference, 'mobility-wrong', 'mobilities', `Not as its events left it: ${wrong.join(', ')}.`));
  }
  found.push(...unitProblems(reference, state === null ? [] : unitRows(state), units));
  found.push(...taskProblems(reference, state === null ? [] : taskRows(state), tasks));
  return found;
}

function taskProblems(reference: Reference, wanted: readonly Row[], rows: readonly Row[]): RecordsProblem[] {
  const there = new Map(rows.map((row) => [taskKey(row), row]));
  const found: RecordsProblem[] = [];
  const said = (code: RecordsCode, message: string): void => {
    found.push(problem(reference, code, 'tasks', message));
  };
  for (const one of wanted) {
    const key = taskKey(one);
    const row = there.get(key);
    there.delete(key);
    const wrong = row === undefined ? [] : differing(one, row);
    if (row === undefined) said('task-missing', `${key} waits for somebody and has no row.`);
    else if (wrong.length > 0) said('task-wrong', `${key} is not as its events left it: ${wrong.join(', ')}.`);
  }
  for (const key of there.keys()) said('task-extra', `${key} has a row and waits for nobody.`);
  return found;
}

function unitProblems(reference: Reference, wanted: readonly Row[], rows: readonly Row[]): RecordsProblem[] {
  const there = new Map(rows.map((row) => [row['unit'], row]));
  const found: RecordsProblem[] = [];
  const said = (code: RecordsCode, message: string): void => {
    found.push(problem(reference, code, 'file_units', message));
  };
  for (const one of wanted) {
    const unit = String(one['unit']);
    const row = there.get(one['unit']);
    there.delete(one['unit']);
    const wrong = row === undefined ? [] : differing(one, row);
    if (row === undefined) said('unit-missing', `Staff of ${unit} do not find it, and should.`);
    else if (wrong.length > 0) said('unit-wrong', `Staff of ${unit} do not find it in its place: ${wrong.join(', ')}.`);
  }
  for (const unit of there.keys()) said('unit-extra', `Staff of ${String(unit)} find it, and it is not theirs.`);
  return found;
}

const NOT_BORN = 'A mobility that is not born yet';

/** The names of the columns that have another value; what a row has besides is nobody's business here. */
export const differing = (wanted: object, row: object): string[] => {
  const has = new Map(Object.entries(row));
  return Object.entries(wanted)
    .filter(([name, value]) => has.get(name) !== value)
    .map(([name]) => name);
};

const taskKey = ({ task, item, holder_no: no }: Row): string => `${String(task)}/${String(item)}#${String(no)}`;
