import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { expect } from 'chai';
import { dataConverter } from '../../db/data-converter.ts';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundleOf } from '../support/changed-bundle.ts';
import { forEachDatabase } from '../support/database.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { crashed, outlived, renewed, runsOf, whole, withdrawn } from '../support/lives.ts';
import { temporalAddress } from '../support/temporal.ts';
import { testBundle } from '../support/workflow.ts';

const RULE = "if (now > command.notAfter) return refuse('too-late');";
const DUE = 'return comingUp(state)[0] ?? null;';

describe('replay of the mobility workflow', function () {
  this.timeout(60_000);
  let stricter: WorkflowBundle;
  before(async () => {
    stricter = await bundleOf(
      ['domain/mobility/decide.ts', RULE, "if (act.type !== 'create') return refuse('forbidden');"],
      ['domain/mobility/due.ts', DUE, 'return state.rev < 0 ? (comingUp(state)[0] ?? null) : null;'],
    );
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
      for (const live of [whole, crashed, renewed, withdrawn, outlived])
        histories.push(...(await runsOf(await live(ground))));
    });
    after(() => ground.stop());

    const replayed = async (workflowBundle: WorkflowBundle): Promise<string[]> => {
      const options: ReplayWorkerOptions = { workflowBundle, dataConverter: dataConverter(ground.db, ground.keys) };
      const faults: string[] = [];
      for await (const { workflowId, error } of Worker.runReplayHistories(options, histories))
        if (error !== undefined) faults.push(`${workflowId}: ${error.message}`);
      return faults;
    };

    it('gives what was, for whole, crashed, renewed, withdrawn and outlived files', async () => {
      expect(histories).to.have.length.greaterThan(5);
      expect(await replayed(await testBundle())).to.deep.equal([]);
    });

    it('does not depend on the rules: neither what is decided nor what is due changes what was', async () => {
      expect(await replayed(stricter)).to.deep.equal([]);
    });

    it('would tell a shell that does something else', async () => {
      const faults = await replayed(await shellWithout('await settle(item);'));
      expect(faults).to.have.length(histories.length);
    });
  });
});

const shellWithout = (line: string): Promise<WorkflowBundle> => bundleOf(['workflows/mobility.ts', line, '']);
