import type { temporal as proto } from '@temporalio/proto';
import { addPaper, travel } from './travel.ts';
import type { Ground } from './ground.ts';
import { atOnce, inDays, nominated, opened, type LiveFile } from './live-file.ts';
import { birthOf, officer, student } from './mobility.ts';
import { exampleProcedure } from './procedures.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');

/** From nomination to transcript. */
export async function whole(ground: Ground): Promise<LiveFile> {
  const file = await nominated(ground, { birth: birthOf(procedure, { start: inDays(-120), end: inDays(0) }) });
  await file.wake();
  await travel(file);
  await file.handle.result();
  return file;
}

/** The word of each second commit is lost, some are done by the patient activity; one command is refused at its turn. */
export async function crashed(ground: Ground): Promise<LiveFile> {
  const file = await opened(ground);
  let tries = 0;
  ground.tampered.set(file.reference, {
    commit: async (real) => {
      tries += 1;
      if (tries >= 4 && tries <= 6) throw new Error('The database does not answer.');
      const committed = await real();
      if (tries % 2 === 0) throw new Error('The connection was lost after the commit.');
      return committed;
    },
  });
  for (const days of [1, 2, 3]) await file.accepted(officer, moved(days));
  await atOnce([
    file.send(officer, moved(4)),
    file.send(student, { type: 'withdraw', reason: 'Ill' }),
    file.send(officer, moved(5)),
  ]);
  return file;
}

/** Continued as new several times. */
export async function renewed(ground: Ground): Promise<LiveFile> {
  const file = await opened(ground, { continueAfter: 3 });
  for (const days of [1, 2, 3, 4, 5, 6, 7]) await file.accepted(officer, moved(days));
  return file;
}

/** With an effect that fails before, so that there is a timer that fired. */
export async function withdrawn(ground: Ground): Promise<LiveFile> {
  const file = await opened(ground);
  let tries = 0;
  ground.tampered.set(file.reference, {
    effect: (real) => ((tries += 1) === 1 ? Promise.reject(new Error('The scanner does not answer.')) : real()),
  });
  await addPaper(file, 'passport');
  await file.until((s) => Object.keys(s.effects).length === 0, 'the effect done');
  await file.accepted(student, { type: 'withdraw', reason: 'My plans have changed.' });
  await file.handle.result();
  return file;
}

/** Closed while an effect is to be tried again: the run ends only after that. */
export async function outlived(ground: Ground): Promise<LiveFile> {
  const file = await opened(ground);
  let tries = 0;
  ground.tampered.set(file.reference, {
    effect: (real) => ((tries += 1) === 1 ? Promise.reject(new Error('The scanner does not answer.')) : real()),
  });
  await addPaper(file, 'passport');
  await file.until((s) => Object.values(s.effects).some((e) => e.status === 'retrying'), 'a new try to come');
  await file.accepted(student, { type: 'withdraw', reason: 'My plans have changed.' });
  await file.handle.result();
  return file;
}

const moved = (days: number) =>
  ({ type: 'change-stay', start: inDays(180), end: inDays(480 + days), reason: 'Longer' }) as const;

/** One run of a file's workflow as Temporal keeps it. */
export interface Run {
  readonly workflowId: string;
  readonly history: proto.api.history.v1.IHistory;
}

/** The histories of all runs of a file, newest first. */
export async function runsOf({ handle }: LiveFile): Promise<Run[]> {
  const { workflowId, client } = handle;
  const found: Run[] = [];
  let runId: string | undefined;
  do {
    const history = await client.getHandle(workflowId, runId).fetchHistory();
    found.push({ workflowId, history });
    const before = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    runId = before === '' || before === null ? undefined : before;
  } while (runId !== undefined);
  return found;
}
