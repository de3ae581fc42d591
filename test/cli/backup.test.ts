import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { explained } from '../../cli/backup/files.ts';
import { CliProblem } from '../../cli/fail.ts';
import { lockFolder } from '../../config/folder-lock.ts';
import { startScript, until } from '../dev/local.ts';
import { smile, type Ran } from './run.ts';

const CSV = ['firstname,lastname,email', 'Ana,Silva,ana@up.example', 'Rui,Costa,rui@up.example'].join('\n');

describe('smile backup and restore', function () {
  this.timeout(180_000);
  let folder: string;
  let data: string;
  let whole: string;
  const at = (...parts: string[]): string => join(folder, ...parts);
  const run = async (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
    smile([...args, '--json'], { SMILE_DATA: data, ...env });
  const codeOf = ({ status, stdout }: Ran): unknown => {
    expect(status).to.equal(1);
    return (JSON.parse(stdout) as { error: { code: string } }).error.code;
  };
  /** Every file below a folder, by its hash; SQLite's own index of its log may come and go. */
  const contents = async (below: string): Promise<Record<string, string>> => {
    const found: Record<string, string> = {};
    for (const entry of await readdir(below, { recursive: true, withFileTypes: true }))
      if (entry.isFile() && !/-(shm|wal|journal)$|start\.lock/.test(entry.name))
        found[join(entry.parentPath, entry.name).slice(below.length)] = createHash('sha256')
          .update(await readFile(join(entry.parentPath, entry.name)))
          .digest('hex');
    return found;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smile-backup-'));
    data = at('data');
    whole = at('whole');
    await writeFile(at('people.csv'), CSV);
    expect((await run(['institution', 'apply', 'institutions/caen'])).status).to.equal(0);
    const partners = ['partners', 'import', 'dev/demo/catalogue/partners.csv', '--institution', 'caen'];
    expect((await run(partners)).status).to.equal(0);
    const named = await run([
      'nominations',
      'import',
      at('people.csv'),
      '--institution',
      'caen',
      '--procedure',
      'erasmus-study',
    ]);
    expect(named.status, named.stdout + named.stderr).to.equal(0);
    await mkdir(join(data, 'documents', 'CAEN-2026-000001'), { recursive: true });
    await mkdir(join(data, 'documents', '.incoming'), { recursive: true });
    await writeFile(join(data, 'documents', 'CAEN-2026-000001', 'a'.repeat(64)), 'a document');
    await writeFile(join(data, 'documents', '.incoming', 'half'), 'half a doc');
    await writeFile(join(data, 'temporal.sqlite'), 'ahead');
    const made = await run(['backup', whole]);
    expect(made.status, made.stderr).to.equal(0);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('holds the database, the documents and a manifest of both, and no key', async () => {
    expect(Object.keys(await contents(whole)).sort()).to.deep.equal([
      `/documents/CAEN-2026-000001/${'a'.repeat(64)}`,
      '/manifest.json',
      '/smile.sqlite',
    ]);
    const manifest = JSON.parse(await readFile(join(whole, 'manifest.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).to.include.keys('madeAt', 'schema', 'masterKey', 'files');
    const key = (await readFile(join(data, 'keys', 'master.key'), 'utf8')).trim();
    for (const path of ['manifest.json', 'smile.sqlite'])
      expect((await readFile(join(whole, path))).includes(key)).to.equal(false);
    for (const path of ['manifest.json', 'smile.sqlite'])
      expect((await stat(join(whole, path))).mode & 0o077, path).to.equal(0);
    expect((await stat(whole)).mode & 0o077).to.equal(0);
  });

  it('says what is wrong with the folder, and makes nothing', async () => {
    expect(codeOf(await run(['backup', whole]))).to.equal('folder-not-empty');
    expect(codeOf(await run(['backup', join(at('people.csv'), 'x')]))).to.equal('folder-unwritable');
    expect(codeOf(await run(['backup', at('none')], { SMILE_DATA: at('nothing') }))).to.equal('nothing-there');
    expect(existsSync(at('none'))).to.equal(false);
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).to.deep.equal([]);
  });

  it('says so when there is no room left', () => {
    for (const error of [
      Object.assign(new Error('no space'), { code: 'ENOSPC' }),
      Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }),
    ]) {
      const said = explained(error, '/mnt/backups');
      expect(said).to.be.instanceOf(CliProblem);
      expect(said).to.include({ code: 'disk-full' });
    }
  });

  it('leaves the database of a server to its own tools', async () => {
    const env = { DATABASE_URL: 'mysql://smile:secret@127.0.0.1:1/smile' };
    for (const verb of ['backup', 'restore']) {
      const ran = await run([verb, at('other')], env);
      expect(codeOf(ran)).to.equal('not-embedded');
      expect(ran.stderr).to.include('docs/operations.md').and.not.include('secret');
    }
  });

  it('puts it back, what was there aside, and Temporal forgets', async () => {
    const other = at('restored');
    await cp(data, other, { recursive: true });
    await writeFile(join(other, 'documents', 'CAEN-2026-000001', 'b'.repeat(64)), 'a later document');
    const done = await run(['restore', whole], { SMILE_DATA: other });
    expect(done.status, done.stderr).to.equal(0);
    const said = JSON.parse(done.stdout) as { aside: string; behind: unknown[]; unknown: string[]; compared: boolean };
    expect(said).to.deep.include({ documents: 1, behind: [], unknown: [], compared: true, keys: [], keysAdded: [] });
    expect((await readdir(said.aside)).sort()).to.deep.equal(['documents', 'smile.sqlite', 'temporal.sqlite']);
    expect((await readdir(join(other, 'documents', 'CAEN-2026-000001'))).sort()).to.deep.equal(['a'.repeat(64)]);
    expect(existsSync(join(other, 'temporal.sqlite'))).to.equal(false);
    expect(
      JSON.parse((await run(['records', 'check', '--without-runs'], { SMILE_DATA: other })).stdout),
    ).to.deep.include({ ok: true, checked: 2 });
    expect((await readdir(other)).filter((name) => name.includes('.restore'))).to.deep.equal([]);
  });

  it('tells of people nominated after the backup, and never gives their reference again', async () => {
    const other = at('later');
    await cp(data, other, { recursive: true });
    const env = { SMILE_DATA: other };
    const nominate = async (given: string): Promise<string> => {
      await writeFile(
        at('one.csv'),
        CSV.split('\n').slice(0, 2).join('\n').replace('Ana', given).replace('ana@', `${given.toLowerCase()}@`),
      );
      const ran = await run(
        ['nominations', 'import', at('one.csv'), '--institution', 'caen', '--procedure', 'erasmus-study'],
        env,
      );
      return /CAEN-\d{4}-\d{6}/.exec(ran.stdout)?.[0] ?? '';
    };
    const lost = await nominate('Eva');
    const done = await run(['restore', whole], env);
    expect(JSON.parse(done.stdout)).to.deep.include({ unknown: [lost] });
    const next = await nominate('Zoe');
    expect(next > lost, `${next} after ${lost}`).to.equal(true);
  });

  it('refuses what is not whole, not readable or too new, and changes nothing', async () => {
    const other = at('kept');
    await cp(data, other, { recursive: true });
    const before = await contents(other);
    const broken = async (
      change: (copy: string) => Promise<unknown>,
      env: Record<string, string> = {},
    ): Promise<unknown> => {
      const copy = at(`copy-${String(Math.random()).slice(2)}`);
      await cp(whole, copy, { recursive: true });
      await change(copy);
      const code = codeOf(await run(['restore', copy], { SMILE_DATA: other, ...env }));
      expect(await contents(other)).to.deep.equal(before);
      return code;
    };
    const document = join('documents', 'CAEN-2026-000001', 'a'.repeat(64));
    const edit = async (copy: string, change: (manifest: Record<string, unknown>) => object): Promise<void> => {
      const path = join(copy, 'manifest.json');
      const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
      await writeFile(path, JSON.stringify({ ...manifest, ...change(manifest) }));
    };
    expect(await broken((copy) => rm(join(copy, 'manifest.json')))).to.equal('manifest-missing');
    expect(await broken((copy) => writeFile(join(copy, 'manifest.json'), '{}'))).to.equal('manifest-broken');
    expect(await broken((copy) => writeFile(join(copy, document), 'a Document'))).to.equal('backup-altered');
    expect(await broken((copy) => writeFile(join(copy, document), 'short'))).to.equal('backup-altered');
    expect(await broken((copy) => rm(join(copy, document)))).to.equal('backup-altered');
    expect(await broken((copy) => rm(join(copy, 'smile.sqlite')))).to.equal('backup-altered');
    expect(
      await broken((copy) => edit(copy, ({ schema }) => ({ schema: [...(schema as string[]), '9999-later'] }))),
    ).to.equal('backup-newer');
    expect(
      await broken((copy) => edit(copy, () => ({ files: [{ path: '../x', size: 0, sha256: 'a'.repeat(64) }] }))),
    ).to.equal('manifest-broken');
    const wrong = { SMILE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
    expect(await broken(() => Promise.resolve(), wrong)).to.equal('master-key-wrong');
    const gone = { SMILE_MASTER_KEY_FILE: at('no.key') };
    expect(await broken(() => Promise.resolve(), gone)).to.equal('master-key-missing');
    const open = new DatabaseSync(join(other, 'smile.sqlite'));
    open.exec('PRAGMA journal_mode = WAL; SELECT * FROM heads');
    expect(codeOf(await run(['restore', whole], { SMILE_DATA: other }))).to.equal('running');
    open.close();
    const unlock = lockFolder(other);
    expect(codeOf(await run(['restore', whole], { SMILE_DATA: other }))).to.equal('running');
    unlock();
    expect((await run(['restore', whole], { SMILE_DATA: other })).status).to.equal(0);
  });

  it('carries the keys when asked to, and puts them where there are none', async () => {
    const withKeys = at('with-keys');
    const made = await run(['backup', withKeys, '--with-keys']);
    expect(JSON.parse(made.stdout)).to.deep.include({ withKeys: true });
    expect((await stat(join(withKeys, 'keys', 'master.key'))).mode & 0o777).to.equal(0o600);
    const fresh = at('fresh');
    const done = await run(['restore', withKeys], { SMILE_DATA: fresh });
    expect(done.status, done.stderr).to.equal(0);
    expect(JSON.parse(done.stdout)).to.deep.include({ aside: null, keys: [join(fresh, 'keys', 'master.key')] });
    expect((await stat(join(fresh, 'keys', 'master.key'))).mode & 0o777).to.equal(0o600);
    expect(await readFile(join(fresh, 'keys', 'master.key'), 'utf8')).to.equal(
      await readFile(join(data, 'keys', 'master.key'), 'utf8'),
    );
  });

  describe('when the master key was replaced since', () => {
    let rotated: string;
    const keyFile = (of: string): string => join(of, 'keys', 'master.key');
    const linesOf = async (of: string): Promise<string[]> => (await readFile(keyFile(of), 'utf8')).trim().split('\n');
    const copy = async (name: string): Promise<string> => {
      await cp(rotated, at(name), { recursive: true });
      return at(name);
    };
    const works = async (of: string): Promise<void> => {
      const checked = await run(['records', 'check', '--without-runs'], { SMILE_DATA: of });
      expect(JSON.parse(checked.stdout), checked.stdout).to.deep.include({ ok: true, checked: 2 });
    };

    before(async () => {
      rotated = at('rotated');
      await cp(data, rotated, { recursive: true });
      expect((await run(['backup', at('old-with-keys'), '--with-keys'], { SMILE_DATA: rotated })).status).to.equal(0);
      expect((await run(['keys', 'rotate'], { SMILE_DATA: rotated })).status).to.equal(0);
    });

    it('adds the key that the backup holds below the present one, until the next rotation', async () => {
      const other = await copy('rotated-with-keys');
      for (const name of await readdir(join(other, 'keys')))
        if (name.startsWith('retired-')) await rm(join(other, 'keys', name));
      const [present] = await linesOf(other);
      const [old] = await linesOf(data);
      const done = await run(['restore', at('old-with-keys')], { SMILE_DATA: other });
      expect(done.status, done.stderr).to.equal(0);
      expect((JSON.parse(done.stdout) as { keysAdded: string[] }).keysAdded).to.have.length(1);
      expect(await linesOf(other)).to.deep.equal([present, old]);
      expect((await stat(keyFile(other))).mode & 0o777).to.equal(0o600);
      await works(other);
      expect((await run(['keys', 'rotate'], { SMILE_DATA: other })).status).to.equal(0);
      expect(await linesOf(other)).to.deep.equal([present]);
      await works(other);
    });

    it('adds the key that the rotation kept, where the backup holds none', async () => {
      const other = await copy('rotated-retired');
      const done = await smile(['restore', whole], { SMILE_DATA: other });
      expect(done.status, done.stderr).to.equal(0);
      expect(done.stdout).to.include('was added below the present one').and.include('smile keys rotate');
      await works(other);
    });

    it('says which key is missing and where it goes, when it is nowhere or not ours to write', async () => {
      const other = await copy('rotated-nowhere');
      const env = await linesOf(other);
      const aside = { SMILE_DATA: other, SMILE_MASTER_KEY: env.join(',') };
      expect((await smile(['restore', whole], aside)).stderr)
        .to.include('append it to SMILE_MASTER_KEY')
        .and.not.include(env[0]);
      for (const name of await readdir(join(other, 'keys')))
        if (name.startsWith('retired-')) await rm(join(other, 'keys', name));
      const before = await contents(other);
      const refused = await run(['restore', whole], { SMILE_DATA: other });
      expect(codeOf(refused)).to.equal('master-key-wrong');
      const { masterKey } = JSON.parse(await readFile(join(whole, 'manifest.json'), 'utf8')) as { masterKey: string };
      expect(refused.stderr)
        .to.include(masterKey)
        .and.include(`at the end of ${keyFile(other)}`);
      expect(await contents(other)).to.deep.equal(before);
    });
  });

  it('is never taken for whole when it was cut short', async () => {
    const other = at('large');
    await cp(data, other, { recursive: true });
    await writeFile(join(other, 'documents', 'CAEN-2026-000001', 'c'.repeat(64)), Buffer.alloc(256 * 1024 * 1024, 1));
    const target = at('cut');
    const cut = startScript('cli/main.ts', { SMILE_DATA: other }, ['backup', target]);
    const draft = await until('the draft', async () =>
      (await readdir(folder)).find((name) => name.startsWith('.cut') && name.endsWith('.partial')),
    );
    cut.child.kill('SIGKILL');
    expect(await cut.ended).to.equal('SIGKILL');
    expect(existsSync(target)).to.equal(false);
    expect(codeOf(await run(['restore', at(draft)], { SMILE_DATA: other }))).to.equal('manifest-missing');
    const again = await run(['backup', target], { SMILE_DATA: other });
    expect(again.status, again.stderr).to.equal(0);
    await rm(other, { recursive: true });
    await rm(target, { recursive: true });
  });

  it('takes the place of a broken database, and says that nothing could be compared', async () => {
    const other = at('broken');
    await cp(data, other, { recursive: true });
    await writeFile(join(other, 'smile.sqlite'), 'this was a database');
    const done = await run(['restore', whole], { SMILE_DATA: other });
    expect(done.status, done.stderr).to.equal(0);
    const said = JSON.parse(done.stdout) as { aside: string; compared: boolean };
    expect(said.compared).to.equal(false);
    expect(await readFile(join(said.aside, 'smile.sqlite'), 'utf8')).to.equal('this was a database');
  });
});
