import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { expect } from 'chai';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataConverter } from '../../db/data-converter.ts';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundle } from '../../workflows/bundle.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { atOnce, inDays, nominated, opened, type LiveFile } from '../support/live-file.ts';
import { birthOf, officer, student } from '../support/mobility.ts';
import { exampleProcedure } from '../support/procedures.ts';
import { temporalAddress } from '../support/temporal.ts';
import { addPaper, travel } from '../support/travel.ts';
import { testBundle } from '../support/workflow.ts';

const root = join(import.meta.dirname, '..', '..');
const procedure = exampleProcedure('caen', 'erasmus-study');
const RULE = "if (now > command.notAfter) return refuse('too-late');";

describe('replay of the mobility workflow', function () {
  this.timeout(60_000);
  let stricter: WorkflowBundle;
  before(async () => {
    stricter = await bundleWithRule("if (act.type !== 'create') return refuse('forbidden');");
  });

  forEachDatabase((kind, database) => {
    // What Temporal keeps is the same on both.
    if (kind === 'mariadb') return;

    let ground: Ground;
    let histories: { workflowId: string; history: unknown }[];
    before(async () => {
      ground = await openGround({ db: database.db(), address: await temporalAddress() });
      await ground.startWorkers();
      histories = [];
      for (const live of [whole, crashed, renewed, withdrawn]) histories.push(...(await runsOf(await live(ground))));
    });
    after(() => ground.stop());

    const replayed = async (workflowBundle: WorkflowBundle): Promise<string[]> => {
      const options: ReplayWorkerOptions = { workflowBundle, dataConverter: dataConverter(ground.db, ground.keys) };
      const faults: string[] = [];
      for await (const { workflowId, error } of Worker.runReplayHistories(options, histories))
        if (error !== undefined) faults.push(`${workflowId}: ${error.message}`);
      return faults;
    };

    it('gives what was, for whole, crashed, renewed and withdrawn files', async () => {
      expect(histories).to.have.length.greaterThan(5);
      expect(await replayed(await testBundle())).to.deep.equal([]);
    });

    it('does not depend on the rules: a stricter one changes nothing of what was', async () => {
      expect(await replayed(stricter)).to.deep.equal([]);
    });

    it('would tell a shell that does something else', async () => {
      const faults = await replayed(await shellWithout('await settle(item);'));
      expect(faults).to.have.length(histories.length);
    });
  });
});

async function whole(ground: Ground): Promise<LiveFile> {
  const file = await nominated(ground, { birth: birthOf(procedure, { start: inDays(-120), end: inDays(0) }) });
  await file.wake();
  await travel(file);
  await file.handle.result();
  return file;
}

/** The word of each second commit is lost, some are done by the patient activity; one command is refused at its turn. */
async function crashed(ground: Ground): Promise<LiveFile> {
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

async function renewed(ground: Ground): Promise<LiveFile> {
  const file = await opened(ground, { continueAfter: 3 });
  for (const days of [1, 2, 3, 4, 5, 6, 7]) await file.accepted(officer, moved(days));
  return file;
}

/** With an effect that fails before, so that there is a timer that fired. */
async function withdrawn(ground: Ground): Promise<LiveFile> {
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

const moved = (days: number) =>
  ({ type: 'change-stay', start: inDays(180), end: inDays(480 + days), reason: 'Longer' }) as const;

/** The histories of all runs of a file, newest first. */
async function runsOf({ handle }: LiveFile): Promise<{ workflowId: string; history: unknown }[]> {
  const { workflowId, client } = handle;
  const found: { workflowId: string; history: unknown }[] = [];
  let runId: string | undefined;
  do {
    const history = await client.getHandle(workflowId, runId).fetchHistory();
    found.push({ workflowId, history });
    const before = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    runId = before === '' || before === null ? undefined : before;
  } while (runId !== undefined);
  return found;
}

/** The workflows' code with one line of a file replaced. */
async function bundleOf(file: string, line: string, instead: string): Promise<WorkflowBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'smile-rules-'));
  try {
    for (const part of ['domain', 'workflows', 'package.json'])
      await cp(join(root, part), join(folder, part), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const before = await readFile(join(folder, file), 'utf8');
    if (!before.includes(line)) throw new Error(`${file} has no line: ${line}`);
    await writeFile(join(folder, file), before.replace(line, instead));
    return await bundle(join(folder, 'workflows'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const bundleWithRule = (rule: string): Promise<WorkflowBundle> => bundleOf('domain/mobility/decide.ts', RULE, rule);
const shellWithout = (line: string): Promise<WorkflowBundle> => bundleOf('workflows/mobility.ts', line, '');
