import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { worst } from './worst.ts';

const run = promisify(execFile);

describe('the worst that can be checked', function () {
  this.timeout(120_000);
  it('takes less than a second each, in 200 MiB', async () => {
    const { stdout } = await run(process.execPath, [
      '--max-old-space-size=200',
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'worst-child.ts'),
    ]);
    const told = JSON.parse(stdout) as readonly { what: string; ms: number; places: boolean }[];
    expect(told).to.have.length(Object.keys(worst).length);
    expect(told.filter(({ ms }) => ms >= 1000)).to.deep.equal([]);
    expect(told.filter(({ places }) => !places)).to.deep.equal([]);
  });
});
