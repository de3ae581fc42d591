import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { startScript, temporaryFolder, until } from '../dev/local.ts';
import { hasTool, runTool } from '../support/tool.ts';
import { runningWith } from './processes.ts';
import { told, type Told } from './told.ts';

describe('npm run demo', function () {
  this.timeout(180_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let status: number | string;
  let stdout: string;
  let said: string;
  let result: Told;
  before(async () => {
    folder = await temporaryFolder();
    const demo = startScript('dev/bootstrap.mjs', { TMPDIR: folder.path }, ['demo', '--json']);
    status = await demo.ended;
    stdout = demo.written.stdout;
    said = demo.written.stderr;
  });
  after(() => folder.remove());

  it('ends well, with only one JSON object on standard output', () => {
    expect(status, said).to.equal(0);
    expect(stdout).to.match(/^\{.*\}\n$/);
    result = told.parse(JSON.parse(stdout));
    expect(said).to.match(/On http:\/\/127\.0\.0\.1:\d+, with .*catalogue/);
    expect(said).to.match(/killed \(\d+, \d+, \d+\)/);
  });

  it('leaves PDFs that are what it says they are', async () => {
    for (const { name, path, sha256 } of result.documents) {
      expect(isAbsolute(path), path).to.equal(true);
      const bytes = await readFile(path);
      expect(bytes.subarray(0, 5).toString(), name).to.equal('%PDF-');
      expect(createHash('sha256').update(bytes).digest('hex'), name).to.equal(sha256);
    }
  });

  it('leaves PDFs whose seals are valid', function () {
    if (!hasTool('pdfsig', '-v')) {
      if (process.env['CI'] === 'true')
        throw new Error('In CI the seals are checked by another program: install poppler-utils.');
      this.skip();
    }
    for (const { name, path } of result.documents) {
      const { said: report } = runTool('pdfsig', path);
      expect(report, name).to.include('Signature is Valid').and.include('Total document signed');
    }
  });

  it('leaves nothing running', async () => {
    await until('all its processes gone', async () => (await runningWith(folder.path)).length === 0, 5_000);
  });
});
