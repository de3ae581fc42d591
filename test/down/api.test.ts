import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { keep } from '../../dev/process/keep.ts';
import { until } from '../dev/local.ts';
import { mariadbdPath } from '../support/mariadb.ts';
import type { Client } from './support/client.ts';
import { events } from './support/expect.ts';
import { moved, openFile, staff } from './support/people.ts';
import { shared, type Shared } from './support/shared.ts';

const needed = mariadbdPath() === null ? describe.skip : describe;

needed('with the API killed', function () {
  this.timeout(120_000);
  let on: Shared;
  let officer: Client;
  before(async () => {
    on = await shared();
    officer = await staff(on, 'ines');
  });

  it('it is started again, and what was cut has one result when it is sent again', async () => {
    const { reference } = await openFile(on, officer);
    await on.part('api').kill();
    let pid = 0;
    const kept = keep(on.part('api').program, {
      logFile: join(on.data, 'logs', 'kept-api.log'),
      say: () => undefined,
      onProcess: (id) => (pid = id ?? 0),
      onHopeless: () => undefined,
    });
    try {
      await kept.healthy;
      const acts = Array.from({ length: 6 }, (_, n) => ({ key: randomUUID(), act: moved(n) }));
      const insist = ({ key, act }: (typeof acts)[number]) =>
        until(
          'an answer',
          async () => {
            const answer = await officer.act(reference, act, key);
            return answer.status === 200 ? answer : undefined;
          },
          30_000,
        );
      const sending = acts.map(insist);
      await sleep(60);
      process.kill(pid, 'SIGKILL');
      const answers = await Promise.all(sending);
      const revs = answers.map(({ json }) => json['rev']);
      expect(new Set(revs).size).to.equal(acts.length);
      expect(await events(on, reference, 'stay-changed')).to.equal(acts.length);
    } finally {
      await kept.stop();
      await on.part('api').start();
    }
  });
});
