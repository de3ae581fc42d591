import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isMet } from '../../bench/figure.ts';
import { figures, named } from '../../bench/figures.ts';
import { inPairs } from '../../bench/measure/pairs.ts';
import { median } from '../../bench/measure/statistics.ts';
import { asTable } from '../../bench/report.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

describe('the bench', () => {
  it('has the figures of the product, by name and by group', () => {
    expect(figures.map(({ figure }) => figure)).to.deep.equal([
      'action-rate',
      'action-latency',
      'mobility-rate',
      'mobility-documents',
      'core',
      'procedures-check',
      'procedures-decide',
      'procedures-tasks',
      'queue-growth',
      'board-growth',
      'counts-growth',
      'replay',
      'memory',
    ]);
    expect(named(['growth', 'core']).map(({ figure }) => figure)).to.deep.equal([
      'core',
      'queue-growth',
      'board-growth',
      'counts-growth',
    ]);
    expect(() => named(['speed'])).to.throw('There is no figure “speed”');
  });

  it('measures both sides in turns, ours and floor going first by turns, and takes medians of seven pairs', async () => {
    const rounds: string[] = [];
    const side = (name: string, values: readonly number[]) => (pair: number) => {
      rounds.push(name);
      return Promise.resolve(values[pair] ?? 0);
    };
    const found = await inPairs({
      ours: side('ours', [2, 2, 2, 2, 100, 1, 3]),
      floor: side('floor', [4, 4, 4, 4, 10, 4, 4]),
    });
    expect(rounds.slice(0, 6)).to.deep.equal(['ours', 'floor', 'floor', 'ours', 'ours', 'floor']);
    expect(found).to.include({ ours: 2, floor: 4, ratio: 0.5, pairs: 7 });
    expect(found.spread).to.deep.equal([0.25, 10]);
    expect(median([3, 1, 2, 10])).to.equal(2.5);
  });

  it('says whether a goal is met, in both directions', () => {
    expect([isMet({ atLeast: 0.4 }, 0.4), isMet({ atLeast: 0.4 }, 0.39)]).to.deep.equal([true, false]);
    expect([isMet({ atMost: 2 }, 2), isMet({ atMost: 2 }, 2.01)]).to.deep.equal([true, false]);
    const [figure] = named(['action-rate']);
    if (figure === undefined) throw new Error('It is there.');
    const measured = { ours: 30, floor: 100, ratio: 0.3, spread: [0.2, 0.35], pairs: 7, notes: [] } as const;
    expect(asTable([{ figure, measured }])).to.match(/action-rate +30.0 acts a second +100 +0.30 .* NOT MET$/m);
  });

  it('prints one figure as JSON, and nothing else on stdout', async function () {
    this.timeout(60_000);
    const { stdout, stderr } = await run(
      process.execPath,
      [join(root, 'dev', 'bootstrap.mjs'), 'bench', 'core', '--json'],
      { cwd: root },
    );
    const [line, ...more] = JSON.parse(stdout) as Record<string, unknown>[];
    expect(more).to.deep.equal([]);
    expect(line).to.have.all.keys('figure', 'ours', 'floor', 'ratio', 'goal', 'met');
    expect(line).to.include({ figure: 'core', floor: 1000, goal: 1 });
    expect(line?.['ours']).to.be.a('number').greaterThan(10);
    expect(line?.['met']).to.equal(Number(line?.['ratio']) >= 1);
    expect(stderr).to.include('processors').and.to.include('load');
  });
});
