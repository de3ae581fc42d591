import { join } from 'node:path';
import { expect } from 'chai';
import { keep } from '../../dev/process/keep.ts';
import { killProcess } from '../support/kill.ts';
import { onMariaDb } from '../support/needs-mariadb.ts';
import { during } from './support/away.ts';
import type { Client } from './support/client.ts';
import { events, untilStatus } from './support/expect.ts';
import { inTheMiddle } from './support/middle.ts';
import { staff } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

onMariaDb('with the API killed', function () {
  this.timeout(120_000);
  let on: Shared;
  let officer: Client;
  before(async () => {
    on = await shared();
    officer = await staff(on, 'ines');
  });

  it('it is started again, and what was cut has one result when it is sent again', async () => {
    const api = on.part('api');
    await during(api, 'killed', async () => {
      let pid: number | undefined;
      const kept = keep(api.program, {
        logFile: join(on.data, 'logs', 'kept-api.log'),
        say: () => undefined,
        onProcess: (id) => (pid = id),
        onHopeless: () => undefined,
      });
      try {
        await kept.healthy;
        const { reference, acts } = await inTheMiddle(on, officer, async (answers) => {
          killProcess(pid, 'the API');
          await answers;
          await untilStatus(200, () => officer.get('/api/health'));
        });
        const answers = await Promise.all(
          acts.map(({ key, act }) => untilStatus(200, () => officer.act(reference, act, key))),
        );
        const revs = answers.map(({ json }) => json['rev']);
        expect(new Set(revs).size).to.equal(acts.length);
        expect(await events(on, reference, 'stay-changed')).to.equal(acts.length);
      } finally {
        await kept.stop();
      }
    });
  });
});
