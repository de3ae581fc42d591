import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findGroups } from './groups.ts';
import { runMocha } from './mocha.ts';
import { counts, finalReport, groupLine } from './report.ts';
import type { GroupResult } from './result.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the test runner', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smile-runner-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function run(name: string, source: string, withinMs = 20_000): Promise<GroupResult> {
    const file = join(folder, `${name}.test.mjs`);
    await writeFile(file, source);
    return runMocha({ name, files: [file] }, { root, folder, env: { ...process.env, CI: '' }, withinMs });
  }

  it('tells what passed, failed and was skipped, the failure in full', async () => {
    const result = await run(
      'mixed',
      [
        "it('is right', () => {});",
        "it('is wrong', () => { throw new Error('two is not three'); });",
        "it('is left out');",
      ].join('\n'),
    );
    expect(counts(result.tests)).to.equal('1 passed, 1 failed, 1 skipped');
    const report = finalReport([result], ['MariaDB']);
    expect(report).to.include('1) is wrong').and.include('two is not three').and.include('mixed.test.mjs:2');
    expect(report).to.include('Left out:\n  MariaDB');
    expect(report.split('\n').at(-1)).to.equal('1 passed, 1 failed, 1 skipped');
  });

  it('prints what tests note below the line of their group', async () => {
    const source =
      "import { appendFileSync } from 'node:fs'; it('notes', () => { appendFileSync(process.env.TEST_NOTES, 'kills 3\\n'); });";
    expect(
      groupLine(await run('noting', source))
        .split('\n')
        .slice(1),
    ).to.deep.equal(['  kills 3']);
  });

  it('counts a hook that fails', async () => {
    const result = await run('hook', "before(() => { throw new Error('no ground'); }); it('stands', () => {});");
    expect(counts(result.tests)).to.equal('0 passed, 1 failed');
  });

  it('counts a process that ends in the middle, keeps what passed, names what was running', async () => {
    const result = await run('crash', "it('first', () => {}); it('second', () => { process.exit(0); });");
    expect(counts(result.tests)).to.equal('1 passed, 1 failed');
    expect(result.tests.at(-1)?.message).to.include('while running "second"');
  });

  it('ends what hangs', async () => {
    const result = await run('hang', "it('first', () => {}); it('busy', () => { for (;;); });", 2_000);
    expect(counts(result.tests)).to.equal('1 passed, 1 failed');
    expect(result.tests.at(-1)?.message).to.include('SIGKILL').and.include('"busy"');
  });

  it('takes a file that cannot be loaded, and one without a test, for failures', async () => {
    expect(counts((await run('syntax', 'it(')).tests)).to.equal('0 passed, 1 failed');
    expect(counts((await run('empty', '')).tests)).to.equal('0 passed, 1 failed');
    expect(counts((await run('only', "it.only('x', () => {});")).tests)).to.equal('0 passed, 1 failed');
  });

  it('groups by folder and finds what is named', async () => {
    for (const path of ['test/domain/deep', 'test/db', 'test/faults'])
      await mkdir(join(folder, path), { recursive: true });
    for (const path of ['domain/a', 'domain/deep/b', 'db/c', 'faults/d'])
      await writeFile(join(folder, 'test', `${path}.test.ts`), '');
    const names = (...args: string[]) =>
      findGroups(folder, args).groups.map(({ name, files }) => `${name}:${files.length}`);
    expect(names()).to.have.members(['domain:2', 'db:1', 'faults:1']);
    expect(names()[0]).to.equal('faults:1');
    expect(names('domain')).to.deep.equal(['domain:2']);
    expect(names('test/domain/deep', 'test/db/c.test.ts')).to.have.members(['domain:1', 'db:1']);
    expect(findGroups(folder, []).check).to.equal(true);
    expect(findGroups(folder, ['domain']).check).to.equal(false);
    expect(findGroups(folder, ['check'])).to.deep.equal({ check: true, groups: [] });
    expect(() => findGroups(folder, ['nonsense'])).to.throw('There is no test "nonsense"');
  });
});
