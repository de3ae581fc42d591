import { mkdtemp, readFile, rm, stat, chmod, writeFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inTransaction } from '../../db/connect.ts';
import { KeyUnavailable, makeKey, randomKey } from '../../db/crypto.ts';
import { makeKeys } from '../../db/keys.ts';
import { loadMasterKeys } from '../../db/master-key.ts';
import { execute, select } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the master key', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smile-key-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const settings = (more: object = {}): Parameters<typeof loadMasterKeys>[0] => ({
    masterKeys: [],
    masterKeyFile: join(folder, 'keys', 'master.key'),
    dev: true,
    ...more,
  });

  it('is that of the environment', async () => {
    const bytes = Buffer.alloc(32, 3);
    expect((await loadMasterKeys(settings({ masterKeys: [bytes] }))).newest().id).to.equal(makeKey(bytes).id);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('is made once in the embedded default, for its owner only, by however many start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadMasterKeys(settings())));
    expect(new Set(keys.map((one) => one.newest().id)).size).to.equal(1);
    expect((await stat(settings().masterKeyFile)).mode & 0o777).to.equal(0o600);
    expect(await readdir(join(folder, 'keys'))).to.deep.equal(['master.key']);
    expect((await loadMasterKeys(settings({ dev: false }))).newest().id).to.equal(keys[0]!.newest().id);
  });

  it('is never made elsewhere', async () => {
    expect(await failure(loadMasterKeys(settings({ dev: false })))).to.be.instanceOf(KeyUnavailable);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('is refused when others may read it, or when it is none; and is not replaced', async () => {
    await loadMasterKeys(settings());
    const path = settings().masterKeyFile;
    await chmod(path, 0o644);
    expect(String(await failure(loadMasterKeys(settings())))).to.contain('chmod 600');
    await chmod(path, 0o600);
    await writeFile(path, 'hunter2');
    const error = String(await failure(loadMasterKeys(settings())));
    expect(error).to.contain('32 bytes in base64').and.not.contain('hunter2');
    expect(await readFile(path, 'utf8')).to.equal('hunter2');
  });
});

describe('the keys of mobilities', () => {
  forEachDatabase((_kind, database) => {
    const master = randomKey();
    const keys = makeKeys(master);
    beforeEach(() => execute(database.db(), 'DELETE FROM data_keys'));

    it('are made once, kept wrapped, and different for each', async () => {
      const db = database.db();
      const one = await inTransaction(db, (tx) => keys.dataKey(tx, 'CAEN-2026-000001'));
      const two = await inTransaction(db, (tx) => keys.dataKey(tx, 'CAEN-2026-000002'));
      const elsewhere = makeKeys(master);
      expect((await elsewhere.existingKey(db, 'CAEN-2026-000001')).bytes.equals(one.bytes)).to.equal(true);
      expect(one.id).to.not.equal(two.id);
      const [row] = await select<{ wrapped: Buffer; master_key_id: string }>(db, 'SELECT * FROM data_keys');
      expect(row!.wrapped.includes(one.bytes)).to.equal(false);
      expect(row!.master_key_id).to.equal(master.id);
    });

    it('are one when many ask for a new one at once', async () => {
      const all = await Promise.all(
        Array.from({ length: 8 }, () =>
          inTransaction(database.db(), (tx) => makeKeys(master).dataKey(tx, 'CAEN-2026-000003')),
        ),
      );
      expect(new Set(all.map(({ id }) => id)).size).to.equal(1);
    });

    it('are forgotten with the transaction that made them', async () => {
      const db = database.db();
      let first = '';
      await failure(
        inTransaction(db, async (tx) => {
          first = (await keys.dataKey(tx, 'CAEN-2026-000004')).id;
          expect((await keys.existingKey(tx, 'CAEN-2026-000004')).id).to.equal(first);
          throw new Error('rolled back');
        }),
      );
      expect(await failure(keys.existingKey(db, 'CAEN-2026-000004'))).to.be.instanceOf(KeyUnavailable);
      expect((await inTransaction(db, (tx) => keys.dataKey(tx, 'CAEN-2026-000004'))).id).to.not.equal(first);
    });

    it('live for a minute in memory', async () => {
      const db = database.db();
      let now = Date.parse('2026-11-23T19:00:00.000Z');
      const own = makeKeys(master, () => now);
      await inTransaction(db, (tx) => own.dataKey(tx, 'CAEN-2026-000005'));
      await own.existingKey(db, 'CAEN-2026-000005');
      await execute(db, 'DELETE FROM data_keys');
      now += 59_000;
      await own.existingKey(db, 'CAEN-2026-000005');
      now += 2_000;
      expect(await failure(own.existingKey(db, 'CAEN-2026-000005'))).to.be.instanceOf(KeyUnavailable);
    });

    it('are refused under another master key, or exchanged between mobilities', async () => {
      const db = database.db();
      await inTransaction(db, (tx) => keys.dataKey(tx, 'CAEN-2026-000006'));
      const other = makeKeys(randomKey());
      expect(await failure(other.existingKey(db, 'CAEN-2026-000006'))).to.match(/master key is not the one/);
      await execute(db, "UPDATE data_keys SET reference = 'CAEN-2026-000007'");
      const fresh = makeKeys(master);
      expect(await failure(fresh.existingKey(db, 'CAEN-2026-000007'))).to.be.instanceOf(KeyUnavailable);
    });
  });
});
