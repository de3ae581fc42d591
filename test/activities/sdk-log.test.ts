import { expect } from 'chai';
import { startScript, until, type Started } from '../dev/local.ts';
import { startTemporal } from '../support/temporal.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly target?: string;
}

describe("Temporal's own log", function () {
  this.timeout(180_000);
  let temporal: Awaited<ReturnType<typeof startTemporal>>;
  let worker: Started;
  const lines = (): Line[] =>
    worker.written.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);

  before(async () => {
    temporal = await startTemporal();
    worker = startScript('test/activities/sdk-log-worker.ts', {}, [temporal.address]);
  });
  after(async () => {
    worker.child.kill('SIGKILL');
    await worker.ended;
    await temporal.stop();
  });

  it('warns of no worker without workflows, which the documents have by design', async () => {
    await until('its line', () => lines().some(({ msg }) => msg.startsWith('No workflows registered')), 60_000);
    expect(lines().filter(({ level }) => level >= 40)).to.deep.equal([]);
  });

  it('is JSON as ours is, that of its native core too', async () => {
    await temporal.stop();
    await until('a warning of the core', () => lines().some(({ target }) => target?.startsWith('temporal')), 90_000);
    expect(worker.written.stderr).to.equal('');
    for (const { level, msg } of lines()) expect({ level, msg }).to.include.keys('level', 'msg');
  });
});
