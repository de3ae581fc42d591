import { NativeConnection, Worker } from '@temporalio/worker';
import { Client, Connection } from '@temporalio/client';
import { expect } from 'chai';
import { evaluate } from '../../domain/conditions/evaluate.ts';
import type { Values } from '../../domain/conditions/types.ts';
import { bundleOf } from '../support/changed-bundle.ts';
import { freshReference } from '../support/records.ts';
import { temporalAddress } from '../support/temporal.ts';
import { quietRuntime } from '../support/workflow.ts';

const values: Values = {
  home: { country: 'PT', name: 'Universidade do Porto 𝄞' },
  stay: { start: '2026-09-01', days: 120 },
  type: { constructor: 'master', age: 22.5, yes: true, languages: ['fr', 'en'] },
};
const expressions = [
  "home.country in ['FR', 'PT'] && stay.days >= 90",
  '2 * stay.days == 240 && type.age * 2 == 45',
  "type.constructor == 'master' || has(type.phone)",
  "type.phone == '1'",
  "!type.yes || 'fr' in type.languages && size(type.languages) in [2, 3]",
  "size(home.name) == 23 ? stay.start < '2026-12-01' : false",
  "home.name.contains('Porto') && home.name.startsWith('Uni') && home.name.endsWith('𝄞')",
  "home.country == ''' ",
  '('.repeat(10_000),
  'x'.repeat(1_000),
  "home.name.matches('(a+)+b')",
  '__proto__.x == constructor.y',
];

describe('conditions in the sandbox of workflows', function () {
  this.timeout(120_000);

  it('say what they say outside, in run after run, and in the replay', async () => {
    quietRuntime();
    const workflowBundle = await bundleOf([
      'workflows/index.ts',
      "export { mobility } from './mobility.ts';",
      `import { sleep } from '@temporalio/workflow';
       import { evaluate } from '../domain/conditions/evaluate.ts';
       export async function conditions(expressions: string[], values: never) {
         const first = expressions.map((one) => evaluate(one, values));
         await sleep(10);
         return [first, expressions.toReversed().map((one) => evaluate(one, values)).toReversed()];
       }`,
    ]);
    const address = await temporalAddress();
    const taskQueue = freshReference();
    const connection = await NativeConnection.connect({ address });
    const client = new Client({ connection: await Connection.connect({ address }) });
    try {
      const worker = await Worker.create({ connection, taskQueue, workflowBundle });
      const outside = expressions.map((one) => evaluate(one, values));
      expect(outside.filter(({ result }) => result)).to.have.length(6);
      await worker.runUntil(async () => {
        for (const run of [1, 2, 3]) {
          const workflowId = `${taskQueue}-${run}`;
          const handle = await client.workflow.start('conditions', {
            taskQueue,
            workflowId,
            args: [expressions, values],
          });
          expect(await handle.result(), workflowId).to.deep.equal([outside, outside]);
          await Worker.runReplayHistory({ workflowBundle }, await handle.fetchHistory());
        }
      });
    } finally {
      await client.connection.close();
      await connection.close();
    }
  });
});
