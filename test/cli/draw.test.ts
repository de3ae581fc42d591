import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { faultOf } from '../domain/drawing/xml.ts';
import { smile, type Ran } from './run.ts';

const example = 'institutions/caen/procedures/erasmus-study.yaml';

describe('smile procedure draw', function () {
  this.timeout(120_000);
  let data = '';
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'smile-draw-'));
  });
  after(() => rm(data, { recursive: true, force: true }));
  const run = (...args: string[]): Promise<Ran> => smile(['procedure', 'draw', ...args], { SMILE_DATA: data });

  it('prints the picture, or the outline, or both as JSON', async () => {
    const picture = await run(example);
    expect(picture).to.include({ status: 0, stderr: '' });
    expect(faultOf(picture.stdout)).to.equal(undefined);
    const outline = await run(example, '--text', '--language', 'fr');
    expect(outline.stdout).to.match(/^Études Erasmus\+\.\n/);
    expect(outline.stdout, 'the role as institution.yaml above calls it').to.include(
      'Par\u00a0: Gestionnaire des relations internationales.',
    );
    const both = JSON.parse((await run(example, '--json')).stdout) as { svg: string; text: string };
    expect(both.svg).to.equal(picture.stdout);
    expect(both.text).to.match(/^Erasmus\+ studies\.\n/);
  });

  it('writes it into a file, and says when it cannot', async () => {
    const out = join(data, 'p.svg');
    expect(await run(example, '--out', out)).to.deep.equal({ status: 0, stdout: '', stderr: '' });
    expect(await readFile(out, 'utf8')).to.match(/^<svg .*<\/svg>\n$/s);
    const { status, stderr } = await run(example, '--out', join(data, 'nowhere', 'p.svg'));
    expect(status).to.equal(1);
    expect(stderr).to.match(/cannot be written \(ENOENT\)/);
  });

  it('tells what is wrong with a procedure instead, as check does', async () => {
    const path = join(data, 'p.yaml');
    await writeFile(path, 'procedure: p\ntitel: { en: P }\n');
    const { status, stdout, stderr } = await run(path);
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
    expect(stderr).to.include(`${path}:2:1: error: “titel” is not known here.`);
    const asJson = await run(path, '--json');
    expect(asJson.status).to.equal(1);
    expect(JSON.parse(asJson.stdout)).to.include({ ok: false, procedure: null }).and.to.have.property('problems');
  });

  it('wants one thing to draw', async () => {
    for (const args of [[], [example, '--mobility', 'CAEN-2026-000001'], [example, '--language', 'xx']])
      expect(await run(...args)).to.include({ status: 1, stdout: '' });
  });

  it('draws a mobility of the records, and says when there is none', async () => {
    const people = join(data, 'people.csv');
    await writeFile(people, 'firstname,lastname,email\nAna,Silva,ana@up.example\n');
    const all = (...args: string[]): Promise<Ran> => smile(args, { SMILE_DATA: data });
    expect((await all('institution', 'apply', 'institutions/caen')).status).to.equal(0);
    const named = await all(
      ...['nominations', 'import', people, '--institution', 'caen', '--procedure', 'erasmus-study', '--json'],
    );
    const reference = /CAEN-\d{4}-\d{6}/.exec(named.stdout)?.[0] ?? '';
    const { status, stdout, stderr } = await run('--mobility', reference, '--text');
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
    expect(stdout).to.include('1.1 Your details').and.to.include('International officer');
    expect(stdout).not.to.match(/Ana|Silva/);
    const missing = await run('--mobility', 'CAEN-1999-000001', '--json');
    expect(missing.status).to.equal(1);
    expect(JSON.parse(missing.stdout)).to.have.nested.property('error.code', 'not-found');
  });
});
