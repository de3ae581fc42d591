import { Client, Connection } from '@temporalio/client';
import { expect } from 'chai';
import { hashOf } from '../../domain/hash.ts';
import { send } from '../../workflows/send.ts';
import { system } from '../support/mobility.ts';

describe('sending to a workflow whose last task failed', () => {
  it('is tried again while there is patience, and is then not yet recorded', async function () {
    this.timeout(10_000);
    let tries = 0;
    const connection = Connection.lazy({ address: '127.0.0.1:9' });
    const client = new Client({
      connection,
      interceptors: {
        workflow: [
          {
            startUpdate() {
              tries += 1;
              return Promise.reject(failedTask());
            },
          },
        ],
      },
    });
    const command = {
      id: hashOf('a command'),
      bodyHash: hashOf('a body'),
      actor: system,
      act: { type: 'tick' },
      facts: {},
      notAfter: '2099-01-01T00:00:00.000Z',
    } as const;
    const sent = await send(client, { institution: 'caen', reference: 'CAEN-2026-000001' }, command, {
      timeoutMs: 900,
    });
    expect(sent).to.deep.equal({ kind: 'pending' });
    expect(tries).to.be.within(2, 4);
    await connection.close();
  });
});

/** As the server says it. */
const failedTask = (): Error =>
  Object.assign(new Error('Unable to perform workflow execution update due to Workflow Task in failed state.'), {
    code: 9,
    details: 'Update-with-Start could not be executed.',
    metadata: {},
  });
