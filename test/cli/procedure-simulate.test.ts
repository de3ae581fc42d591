import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { exampleFolder } from '../support/institutions.ts';
import { smile, type Ran } from './run.ts';

const example = join(exampleFolder('caen'), 'procedures', 'erasmus-study.yaml');
const simulate = (...more: readonly string[]): Promise<Ran> => smile(['procedure', 'simulate', example, ...more]);

describe('smile procedure simulate', function () {
  this.timeout(180_000);
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulate-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const written = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };

  it('prints the same bytes in two processes, wherever and whenever they run', async () => {
    const args = ['--mobilities', '40', '--seed', '5', '--json'];
    const first = await simulate(...args);
    const second = await smile(['procedure', 'simulate', example, ...args], { TZ: 'Asia/Tokyo', LANG: 'tr_TR' });
    expect(first.status, first.stderr).to.equal(0);
    expect(second.stdout).to.equal(first.stdout);
    expect(JSON.parse(first.stdout)).to.include({ procedure: 'erasmus-study', mobilities: 40, seed: 5 });
    expect(first.stdout).not.to.include(folder).and.not.to.include(exampleFolder('caen'));
  });

  it('says it in words', async () => {
    const { status, stdout } = await simulate('--mobilities', '30');
    expect(status).to.equal(0);
    for (const heading of ['HOW THEY END', 'DAYS', 'WHO LETS FILES WAIT', 'The bottleneck is', 'ASSUMED'])
      expect(stdout).to.include(heading);
  });

  it('takes the behaviour that a file states', async () => {
    const file = await written('behaviour.yaml', 'withdraw: 100\nroles: { registry: { median: 9, p90: 30 } }\n');
    const { status, stdout } = await simulate('--mobilities', '20', '--behaviour', file, '--json');
    expect(status).to.equal(0);
    const { ends, behaviour } = JSON.parse(stdout) as {
      ends: { end: string; count: number }[];
      behaviour: { roles: object };
    };
    expect(ends.find(({ end }) => end === 'withdrawn')?.count).to.be.greaterThan(10);
    expect(behaviour.roles).to.deep.equal({ registry: { median: 9, p90: 30 } });
  });

  it('tells what is wrong in a behaviour, with its place', async () => {
    const file = await written('wrong.yaml', 'person:\n  median: -1\nsteps:\n  admission/nobody: { never: 5 }\n');
    const { status, stdout } = await simulate('--behaviour', file);
    expect(status).to.equal(1);
    expect(stdout).to.match(/wrong\.yaml:2:11: error: .*\[too-small\]/);
    const named = await written('place.yaml', 'steps:\n  admission/nobody: { never: 5 }\n');
    expect((await simulate('--behaviour', named)).stdout).to.match(/place\.yaml:2:3: error: .*\[unknown-place\]/);
  });

  it('tells the problems of a procedure that may not be published, and simulates nothing', async () => {
    const file = await written('broken.yaml', 'procedure: broken\n');
    const { status, stdout } = await smile(['procedure', 'simulate', file, '--json']);
    expect(status).to.equal(1);
    const { ok, problems } = JSON.parse(stdout) as { ok: boolean; problems: { code: string }[] };
    expect(ok).to.equal(false);
    expect(problems.map(({ code }) => code)).to.include('missing');
  });

  it('explores, and says how far it came', async () => {
    const { status, stdout } = await simulate('--exhaustive', '--states', '50');
    expect(status).to.equal(0);
    expect(stdout).to.include('not refuted in 50 states').and.to.include('50 states');
  });

  it('ends with 1 when a property is refuted', async () => {
    // Whoever may give more time there is nobody: what closes stays closed.
    const institution = await written(
      'institution.yaml',
      [
        'institution: small',
        'code: SMALL',
        'name: { en: Small }',
        'languages: [en]',
        'country: FR',
        "calendar: { zone: Europe/Paris, holidays: france, closures: [], quiet: { from: '21:00', until: '07:00' } }",
        'units: [{ unit: all, name: { en: All } }]',
        'roles: [{ role: officer, title: { en: Officer }, permissions: [see-files] }]',
      ].join('\n'),
    );
    const file = await written(
      'closing.yaml',
      [
        'procedure: closing',
        'title: { en: Closing }',
        'for: student',
        'office: officer',
        'stages:',
        '  - stage: only',
        '    title: { en: Only }',
        '    tasks:',
        '      - task: details',
        '        kind: form',
        '        title: { en: Details }',
        '        by: person',
        '        due: 5d',
        '        missed: { close: true }',
        '        fields: [{ field: phone, type: text, required: true, label: { en: Telephone } }]',
      ].join('\n'),
    );
    const args = ['procedure', 'simulate', file, '--institution', institution, '--exhaustive', '--json'];
    const { status, stdout } = await smile(args);
    expect(status, stdout).to.equal(1);
    expect(JSON.parse(stdout)).to.have.nested.property('properties[0].verdict', 'refuted');
  });
});
