import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { smile, type Ran } from './run.ts';

describe('the smile command', function () {
  this.timeout(30_000);
  let data = '';
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'smile-cli-'));
  });
  after(() => rm(data, { recursive: true, force: true }));

  const run = (...args: string[]): Promise<Ran> => smile(args, { SMILE_DATA: join(data, 'made', 'when missing') });
  /** Runs with --json: standard output must be JSON and nothing else. */
  async function json(...args: string[]): Promise<{ status: number | null; value: unknown }> {
    const { status, stdout } = await run(...args, '--json');
    return { status, value: JSON.parse(stdout) };
  }
  async function file(name: string, content: string | Buffer): Promise<string> {
    const path = join(data, name);
    await writeFile(path, content);
    return path;
  }
  const example = 'institutions/caen/procedures/erasmus-study.yaml';

  describe('asked wrongly', () => {
    const wrong: Record<string, string[]> = {
      'nothing at all': [],
      'a noun alone': ['procedure'],
      'an unknown noun': ['proceedure', 'check', example],
      'an unknown verb': ['procedure', 'chek', example],
      'an unknown option': ['procedure', 'check', example, '--institutions', 'x'],
      'a missing argument': ['procedure', 'check'],
      'an argument too many': ['institution', 'apply', 'institutions/caen', 'institutions/nordhavn'],
      'a missing option': ['catalogue', 'import', '--institution', 'caen'],
      'no file to import': ['catalogue', 'import', '--institution', 'caen', '--source', 'file'],
      'half a stay': [
        'nominations',
        'import',
        'x.csv',
        '--institution',
        'caen',
        '--procedure',
        'p',
        '--start',
        '2026-09-01',
      ],
      'a stay that ends before it begins': [
        'nominations',
        'import',
        'x.csv',
        '--institution',
        'caen',
        '--procedure',
        'p',
        '--start',
        '2026-09-01',
        '--end',
        '2026-08-01',
      ],
    };
    for (const [what, args] of Object.entries(wrong))
      it(`says so in words and ends with 2: ${what}`, async () => {
        const { status, stdout, stderr } = await run(...args);
        expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
        expect(stderr).to.match(/\S/);
        expect(stderr).not.to.match(/\n\s+at /);
      });

    it('says it as JSON too', async () => {
      const { status, value } = await json('procedure', 'chek');
      expect(status).to.equal(1);
      expect(value).to.deep.equal({
        error: { code: 'usage', message: "Unknown command 'chek'; is it “check”? See --help." },
      });
    });

    it('helps, and ends with 0', async () => {
      for (const args of [['--help'], ['nominations', 'import', '--help']]) {
        const { status, stdout, stderr } = await run(...args);
        expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
        expect(stdout).to.match(/^Usage: smile/);
      }
    });
  });

  describe('procedure check', () => {
    it('finds nothing wrong with an example alone', async () => {
      expect(await run('procedure', 'check', example, '--no-institution')).to.deep.equal({
        status: 0,
        stdout: `${example}: no problems.\n`,
        stderr: '',
      });
    });

    it('finds the nearest institution above, and only warns of who is missing there', async () => {
      const alone = await json('procedure', 'check', example);
      const named = await json('procedure', 'check', example, '--institution', 'institutions/caen');
      expect(alone).to.deep.equal(named);
      expect(alone.status).to.equal(0);
      expect(alone.value).to.include({ ok: true, procedure: 'erasmus-study' });
      expect(JSON.stringify(alone.value)).not.to.include('"error"');
    });

    it('checks a folder in one report: an institution, its procedures, or any other', async () => {
      for (const folder of ['institutions/caen', 'institutions/caen/procedures']) {
        const { status, value } = await json('procedure', 'check', folder);
        expect(status).to.equal(0);
        const procedures = ['doctoral-stay', 'erasmus-study', 'summer-school', 'traineeship', 'visiting-staff'];
        expect(value).to.deep.include({ ok: true, procedures });
      }
      const folder = join(data, 'two');
      await mkdir(folder);
      const small = (fields: string): string =>
        `{"procedure":"p","title":{"en":"P"},"for":"student","office":"o","stages":[{"stage":"s","title":{"en":"S"},"tasks":[{"task":"t","kind":"form","by":"person","title":{"en":"T"},"fields":[${fields}]}]}]}`;
      await writeFile(join(folder, 'one.json'), small('{"field":"a","type":"text","label":{"en":"A"}}'));
      await writeFile(join(folder, 'other.yaml'), small('{"field":"a","type":"date","label":{"en":"A"}}'));
      await writeFile(join(folder, 'read-me.txt'), 'not this one');
      const { status, value } = await json('procedure', 'check', folder);
      expect(status).to.equal(1);
      expect(value).to.deep.include({ ok: false, procedures: ['p', 'p'] });
      expect(value).to.have.nested.property('problems[0].code', 'duplicate-procedure');
      expect(value).to.have.nested.property('problems.length', 1);
    });

    it('prints the schemas for editors', async () => {
      for (const noun of ['procedure', 'institution']) {
        const { status, value } = await json(noun, 'schema');
        expect(status).to.equal(0);
        expect(value).to.include({ $id: `urn:smile:${noun}`, type: 'object' });
        expect(value).to.have.nested.property(`properties.${noun}.description`);
      }
    });

    it('tells errors at their places, and ends with 1', async () => {
      const path = await file('p.yaml', 'procedure: p\ntitel: { en: P }\n');
      const { status, stdout } = await run('procedure', 'check', path);
      expect(status).to.equal(1);
      expect(stdout).to.include(`${path}:2:1: error: “titel” is not known here.`);
      const { value } = await json('procedure', 'check', path);
      expect(value).to.have.nested.property('problems[0].line', 1);
      expect(value).to.include({ ok: false, procedure: null });
    });

    it('checks against the roles of the institution', async () => {
      const { status, value } = await json(
        'procedure',
        'check',
        example,
        '--institution',
        'institutions/nordhavn/institution.yaml',
      );
      expect(status).to.equal(1);
      expect(value).to.have.nested.property('problems[0].code', 'unknown-role');
    });

    it('says in one sentence that a file is missing, or a folder has none', async () => {
      const nothing = join(data, 'nothing');
      await mkdir(nothing);
      for (const [path, code] of [
        [join(data, 'nothing.yaml'), 'file-missing'],
        [nothing, 'no-procedures'],
      ] as const) {
        const { status, stdout, stderr } = await run('procedure', 'check', path, '--json');
        expect(status).to.equal(1);
        expect(stderr.trim().split('\n')).to.have.length(1);
        expect(JSON.parse(stdout)).to.have.nested.property('error.code', code);
      }
    });

    it('reports what is no text, and what is too large to be read, at a place', async () => {
      for (const [path, code] of [
        [await file('latin.yaml', Buffer.from([0xe9, 0xe8])), 'not-utf-8'],
        [await file('large.yaml', Buffer.alloc(1024 * 1024 + 1, '#')), 'yaml-too-large'],
      ] as const) {
        const { status, value } = await json('procedure', 'check', path);
        expect(status).to.equal(1);
        expect(value).to.deep.include({ ok: false, procedure: null });
        expect(value).to.have.nested.property('problems[0].code', code);
        expect(value).to.have.nested.property('problems[0].line', 1);
      }
    });
  });

  describe('with a database', () => {
    before(async () => {
      const { status, value } = await json('institution', 'apply', 'institutions/caen');
      expect(status).to.equal(0);
      expect(value).to.include({ institution: 'caen', applied: true });
    });

    it('made it and its folder, and finds the institution unchanged the next time', async () => {
      expect((await stat(join(data, 'made', 'when missing', 'smile.sqlite'))).isFile()).to.equal(true);
      const { status, stdout, stderr } = await run('institution', 'apply', 'institutions/caen');
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
      // Warnings may stand before it.
      expect(stdout).to.match(/^caen: unchanged\.\n$/m);
    });

    it('refuses an institution with an error, and changes nothing', async () => {
      await mkdir(join(data, 'broken'), { recursive: true });
      await writeFile(join(data, 'broken', 'institution.yaml'), 'institution: broken\n');
      const { status, value } = await json('institution', 'apply', join(data, 'broken'));
      expect(status).to.equal(1);
      expect(value).to.deep.include({ applied: false, added: [] });
    });

    it('imports a catalogue: what is right is taken, the rest is told', async () => {
      const faculties = await file(
        'faculties.csv',
        'code,libelle,libelle_long,acronyme\n1,Sciences,UFR des Sciences,SCI\n,Nameless,,\n',
      );
      const args = ['catalogue', 'import', '--institution', 'caen', '--source', 'file', '--faculties', faculties];
      const dry = await json(...args, '--dry-run');
      expect(dry.status).to.equal(0);
      expect(dry.value).to.deep.include({ added: 1, applied: false });
      const { status, value } = await json(...args);
      expect(status).to.equal(0);
      expect(value).to.deep.include({ added: 1, unchanged: 0, applied: true });
      expect(value).to.have.nested.property('refused[0].line', 3);
      expect((await json(...args)).value).to.deep.include({ added: 0, unchanged: 1 });
    });

    it('refuses a catalogue as a whole, an institution that is not there, and ends with 1', async () => {
      const faculties = await file('wrong.csv', 'a,b\n1,2\n');
      for (const institution of ['caen', 'nowhere']) {
        const { status, value } = await json(
          'catalogue',
          'import',
          '--institution',
          institution,
          '--source',
          'file',
          '--faculties',
          faculties,
        );
        expect(status).to.equal(1);
        expect(value).to.include({ added: 0, applied: false });
      }
    });

    it('imports partners', async () => {
      const partners = await file(
        'partners.csv',
        'erasmus_code,pic,oid,name,street,postcode,city,country\nP  PORTO02,999863684,E10209372,UNIVERSIDADE DO PORTO,,,Porto,PT\n',
      );
      const { status, value } = await json('partners', 'import', partners, '--institution', 'caen');
      expect(status).to.equal(0);
      expect(value).to.deep.include({ added: 1, refused: [] });
    });

    describe('nominations import', () => {
      const header =
        'firstname;lastname;email;year;birthdate;esi;city;postalcode;street;numstreet;mailreferent;codeEtablissement';
      const list = `${header}\nZoë;Müller;zoe@uni.example;2026;31/12/2004;;;;;;;\nRui;Costa;rui@porto.example;2026;;;;;;;;\nRui;Costa;rui@porto.example;2026;;;;;;;;\nNo;;mail@uni.example;2026;;;;;;;;\nNo;Year;year@uni.example;;;;;;;;;\n`;
      const into = ['--institution', 'caen', '--procedure', 'erasmus-study'];
      const refused = [{ line: 5, field: 'lastname', reason: 'This must not be empty.' }];

      it('says what it would do, does it, and adds nothing the second time (Latin-1, “;”, empty cells, somebody twice)', async () => {
        const path = await file('nominations.csv', Buffer.from(list, 'latin1'));
        const duplicate = [{ line: 4, of: 3 }];
        expect(await json('nominations', 'import', path, ...into, '--dry-run')).to.deep.equal({
          status: 0,
          value: {
            added: 3,
            unchanged: 0,
            duplicate: 1,
            refused,
            lines: [{ line: 2 }, { line: 3 }, { line: 6 }, ...duplicate],
          },
        });
        const references = [
          { line: 2, reference: 'CAEN-2026-000001' },
          { line: 3, reference: 'CAEN-2026-000002' },
          { line: 6, reference: 'CAEN-2026-000003' },
        ];
        const year = new Date().getFullYear();
        const now = references.map(({ line, reference }) => ({
          line,
          reference: reference.replace('2026', String(year)),
        }));
        expect(await json('nominations', 'import', path, ...into)).to.deep.equal({
          status: 0,
          value: { added: 3, unchanged: 0, duplicate: 1, refused, lines: [...now, ...duplicate] },
        });
        for (const dryRun of [['--dry-run'], []])
          expect((await json('nominations', 'import', path, ...into, ...dryRun)).value).to.deep.include({
            added: 0,
            unchanged: 3,
            lines: [...now, ...duplicate],
          });
      });

      it('takes the dates of the stay for all, with a BOM and commas', async () => {
        const path = await file('spring.csv', `\ufefffirstname,lastname,email\nEva,Berg,eva@uni.example\n`);
        const { status, stdout } = await run(
          'nominations',
          'import',
          path,
          ...into,
          '--start',
          '2027-01-15',
          '--end',
          '2027-06-30',
        );
        expect(status).to.equal(0);
        expect(stdout).to.match(/^1 added \(CAEN-\d{4}-000004\), 0 unchanged, 0 double, 0 refused\.\n$/);
      });

      it('ends with 1 when nothing of the list can be taken', async () => {
        const wrong = await file('wrong-header.csv', 'a;b\n1;2\n');
        const { status, value } = await json('nominations', 'import', wrong, ...into);
        expect(status).to.equal(1);
        expect(value).to.have.nested.property('refused[0].line', 1);
      });

      it('names an institution, a procedure or a file that is not there', async () => {
        const path = await file('one.csv', `${header}\n`);
        for (const [args, code] of [
          [[path, '--institution', 'nowhere', '--procedure', 'erasmus-study'], 'unknown-institution'],
          [[path, '--institution', 'caen', '--procedure', 'erasmus'], 'unknown-procedure'],
          [[join(data, 'none.csv'), ...into], 'file-missing'],
        ] as const) {
          const { status, value } = await json('nominations', 'import', ...args);
          expect(status).to.equal(1);
          expect(value).to.have.nested.property('error.code', code);
        }
      });
    });
  });

  it('says in one message what is wrong with the environment', async () => {
    const { status, stdout, stderr } = await smile(['institution', 'apply', 'institutions/caen'], {
      SMILE_DATA: data,
      PORT: 'abc',
      SMILE_DTA: 'x',
    });
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
    expect(stderr).to.include('PORT must be').and.include('SMILE_DTA is not a setting');
  });

  it('says that its folder cannot be made', async () => {
    const { status, stderr } = await smile(['institution', 'apply', 'institutions/caen'], {
      SMILE_DATA: '/proc/smile/data',
    });
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^The folder \/proc\/smile\/data cannot be made \(E\w+\): set SMILE_DATA to one that can\.\n$/,
    );
  });

  it('never makes a master key in production', async () => {
    const folder = join(data, 'production');
    await mkdir(folder);
    await chmod(folder, 0o700);
    await writeFile(join(folder, 'seal.key'), '');
    const env = {
      SMILE_DATA: folder,
      NODE_ENV: 'production',
      SEAL_KEY_FILE: join(folder, 'seal.key'),
      SEAL_CERT_FILE: join(folder, 'seal.key'),
    };
    const { status, stderr } = await smile(['institution', 'apply', 'institutions/caen'], env);
    expect(status).to.equal(1);
    expect(stderr).to.match(/master key/);
  });
});
