import type { Mobility } from '../../../domain/mobility/state.ts';
import type { Row } from '../../sql.ts';
import { mobilityRow, taskRows } from '../project.ts';
import { problem, type RecordsProblem } from './problem.ts';
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
export function derivedProblems({ head, mobility, tasks }: FileRows, state: Mobility | null): RecordsProblem[] {
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
  const there = new Map(tasks.map((row) => [taskKey(row), row]));
  for (const wanted of state === null ? [] : taskRows(state)) {
    const key = taskKey(wanted);
    const row = there.get(key);
    there.delete(key);
    if (row === undefined) {
      found.push(problem(reference, 'task-missing', 'tasks', `${key} waits for somebody and has no row.`));
      continue;
    }
    const wrong = differing(wanted, row);
    if (wrong.length > 0)
      found.push(
        problem(reference, 'task-wrong', 'tasks', `${key} is not as its events left it: ${wrong.join(', ')}.`),
      );
  }
  for (const key of there.keys())
    found.push(problem(reference, 'task-extra', 'tasks', `${key} has a row and waits for nobody.`));
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
