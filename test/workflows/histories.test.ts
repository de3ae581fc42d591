import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { keptRuns, versionsOf } from '../histories/kept.ts';
import { bundleOf } from '../support/changed-bundle.ts';
import { quietRuntime, testBundle } from '../support/workflow.ts';
import type { WorkflowBundle } from '@temporalio/worker';

const { History } = proto.temporal.api.history.v1;
// The kept ones are in clear: no key is needed, only the form of failures.
const dataConverter = {
  failureConverterPath: fileURLToPath(new URL('../../workflows/failures.ts', import.meta.url)),
};

const neverDue = [
  'domain/mobility/due.ts',
  'return comingUp(state)[0] ?? null;',
  'return state.rev < 0 ? (comingUp(state)[0] ?? null) : null;',
] as const;

describe('workflow histories of every version', function () {
  this.timeout(60_000);
  before(quietRuntime);

  const faultsOf = async (version: string, workflowBundle: WorkflowBundle): Promise<string[]> => {
    const histories = keptRuns(version).map(({ workflowId, history }) => ({
      workflowId,
      history: History.decode(Buffer.from(history, 'base64')),
    }));
    const faults: string[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle, dataConverter }, histories))
      if (error !== undefined) faults.push(`${workflowId}: ${error.message}`);
    return faults;
  };

  for (const version of versionsOf('runs')) {
    it(`${version}: replay`, async () => {
      expect(keptRuns(version)).to.have.length.greaterThan(5);
      expect(await faultsOf(version, await testBundle())).to.deep.equal([]);
    });

    it(`${version}: do not depend on the rules`, async () => {
      const stricter = await bundleOf(
        [
          'domain/mobility/decide.ts',
          "if (now > command.notAfter) return refuse('too-late');",
          "if (act.type !== 'create') return refuse('forbidden');",
        ],
        // What is due next stands in what was recorded; runs of 0.1.0 still ask.
        ...(version === '0.1.0' ? [] : [neverDue]),
      );
      expect(await faultsOf(version, stricter)).to.deep.equal([]);
    });
  }
});
