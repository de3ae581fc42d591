import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { connect, inTransaction } from '../../db/connect.ts';
import { KeyUnavailable, randomKey, type Key } from '../../db/crypto.ts';
import { makeKeys, type Keys } from '../../db/keys.ts';
import { loadMasterKeys, type MasterKeySettings } from '../../db/master-key.ts';
import { openMasterKeys } from '../../db/open-keys.ts';
import { rotateKeys } from '../../db/rotate-keys.ts';
import { execute, select } from '../../db/sql.ts';
import { forEachDatabase } from '../support/database.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('replacing the master key', function () {
  this.timeout(60_000);
  forEachDatabase((_kind, database) => {
    let folder = '';
    let settings: MasterKeySettings;
    let made = 0;
    const lines = async (): Promise<string[]> => (await readFile(settings.masterKeyFile, 'utf8')).trim().split('\n');
    const write = (...keys: Key[]): Promise<void> =>
      writeFile(settings.masterKeyFile, keys.map(({ bytes }) => `${bytes.toString('base64')}\n`).join(''), {
        mode: 0o600,
      });
    const byMaster = async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        (
          await select<{ id: string; n: number }>(
            database.db(),
            'SELECT master_key_id AS id, COUNT(*) AS n FROM data_keys GROUP BY master_key_id',
          )
        ).map(({ id, n }) => [id, n]),
      );
    const add = (keys: Keys, reference = `CAEN-2026-${String((made += 1)).padStart(6, '0')}`): Promise<Key> =>
      inTransaction(database.db(), (tx) => keys.dataKey(tx, reference));
    const running = async (): Promise<Keys> => makeKeys(await openMasterKeys(database.db(), settings));

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'smile-rotate-'));
      settings = { masterKeys: [], masterKeyFile: join(folder, 'master.key'), dev: true };
      made = 0;
      await execute(database.db(), 'DELETE FROM data_keys');
      await execute(database.db(), "UPDATE master_key SET key_id = ''");
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    async function withKeys(n: number): Promise<Map<string, Key>> {
      const keys = await running();
      const all = new Map<string, Key>();
      for (let i = 0; i < n; i += 1) {
        const key = await add(keys);
        all.set(`CAEN-2026-${String(made).padStart(6, '0')}`, key);
      }
      return all;
    }
    async function expectReadable(all: ReadonlyMap<string, Key>): Promise<void> {
      const keys = await running();
      for (const [reference, key] of all)
        expect((await keys.existingKey(database.db(), reference)).bytes.equals(key.bytes), reference).to.equal(true);
    }

    it('wraps every key anew, leaves the new master key alone in its file, and says the counts', async () => {
      const all = await withKeys(120);
      const [old] = await lines();
      const done = await rotateKeys(database.db(), settings);
      expect(done).to.deep.include({ rewrapped: 120, keys: 120, unreadable: [], dropped: true });
      expect(await byMaster()).to.deep.equal({ [done.newest]: 120 });
      expect(await lines())
        .to.have.length(1)
        .and.not.include(old);
      expect((await stat(settings.masterKeyFile)).mode & 0o777).to.equal(0o600);
      await expectReadable(all);
    });

    it('keeps the old master key in a file of its own, and never writes over one', async () => {
      await withKeys(1);
      const [old = ''] = await lines();
      const { older, retired } = await rotateKeys(database.db(), settings);
      const kept = join(folder, `retired-${older[0] ?? ''}.key`);
      expect(retired).to.deep.equal([kept]);
      expect((await readdir(folder)).sort()).to.deep.equal(['master.key', basename(kept)]);
      expect(await readFile(kept, 'utf8')).to.equal(`${old}\n`);
      expect((await stat(kept)).mode & 0o777).to.equal(0o600);
      const [second] = (await loadMasterKeys(settings)).all();
      if (second === undefined) throw new Error('no key');
      const other = join(folder, `retired-${second.id}.key`);
      await writeFile(other, `${randomKey().bytes.toString('base64')}\n`, { mode: 0o600 });
      const before = await readFile(other, 'utf8');
      expect(await rotateKeys(database.db(), settings)).to.deep.include({ dropped: false, retired: [] });
      expect(await readFile(other, 'utf8')).to.equal(before);
      expect(await lines())
        .to.have.length(2)
        .and.include(second.bytes.toString('base64'));
      expect(await readFile(kept, 'utf8')).to.equal(`${old}\n`);
    });

    it('does not disturb a process that runs: it reads what was, and what it makes is under the new key', async () => {
      const all = await withKeys(60);
      const before = await running();
      const done = await rotateKeys(database.db(), settings);
      for (const [reference, key] of all)
        expect((await before.existingKey(database.db(), reference)).bytes.equals(key.bytes)).to.equal(true);
      await add(before);
      expect(await byMaster()).to.deep.equal({ [done.newest]: 61 });
    });

    it('loses no key that others make while it runs', async () => {
      const all = await withKeys(200);
      const others = await Promise.all([running(), running()]);
      let going = true;
      const making = others.map(async (keys) => {
        const own: string[] = [];
        while (going) {
          const reference = `CAEN-2026-${String((made += 1)).padStart(6, '0')}`;
          all.set(reference, await add(keys, reference));
          own.push(reference);
          for (const one of own.slice(-3)) await keys.existingKey(database.db(), one);
          await sleep(1);
        }
      });
      const twice = async (): Promise<string[]> => {
        const first = await rotateKeys(database.db(), settings);
        return [first.newest, (await rotateKeys(database.db(), settings)).newest];
      };
      const [first, second = ''] = await twice().finally(() => (going = false));
      await Promise.all(making);
      expect(second).not.to.equal(first);
      expect(Object.keys(await byMaster())).to.deep.equal([second]);
      expect(all.size).to.be.greaterThan(200);
      await expectReadable(all);
    });

    it('goes on after a kill at any of its steps', async () => {
      const all = await withKeys(30);
      const [old] = (await loadMasterKeys(settings)).all();
      if (old === undefined) throw new Error('no key');
      const next = randomKey();
      // Before the rename, after it, when the database knew, halfway, and before the old one was dropped.
      await write(old);
      await writeFile(`${settings.masterKeyFile}.0123456789ab`, next.bytes.toString('base64'), { mode: 0o600 });
      expect(await rotateKeys(database.db(), settings)).to.deep.include({ rewrapped: 30, dropped: true });
      expect((await readdir(folder)).sort()).to.deep.equal(['master.key', `retired-${old.id}.key`]);
      const [second] = (await loadMasterKeys(settings)).all();
      if (second === undefined) throw new Error('no key');
      await write(next, second);
      expect(await rotateKeys(database.db(), settings)).to.deep.include({ newest: next.id, rewrapped: 30 });
      const third = randomKey();
      await write(third, next);
      await execute(database.db(), 'UPDATE master_key SET key_id = ?', [third.id]);
      await add(await running());
      expect(await byMaster()).to.deep.equal({ [next.id]: 30, [third.id]: 1 });
      expect(await rotateKeys(database.db(), settings)).to.deep.include({ rewrapped: 30, keys: 31, dropped: true });
      // The old one is kept aside already, or its draft is half written.
      await write(third, next);
      await writeFile(`${settings.masterKeyFile}.0123456789ab`, next.bytes.toString('base64'), { mode: 0o600 });
      expect(await rotateKeys(database.db(), settings)).to.deep.include({ rewrapped: 0, keys: 31, dropped: true });
      expect(await lines()).to.deep.equal([third.bytes.toString('base64')]);
      expect((await readdir(folder)).sort()).to.deep.equal(
        ['master.key', ...[old, second, next].map(({ id }) => `retired-${id}.key`)].sort(),
      );
      await expectReadable(all);
    });

    it('is one rotation when two begin at once', async () => {
      const all = await withKeys(100);
      const other = await connect(database.url());
      try {
        const [one, two] = await Promise.all([rotateKeys(database.db(), settings), rotateKeys(other, settings)]);
        expect(await lines()).to.have.length(1);
        expect(one.rewrapped + two.rewrapped).to.be.oneOf([100, 200]);
        await expectReadable(all);
      } finally {
        await other.close();
      }
    });

    it('says how to do it by hand when the key is in the environment, and does its part', async () => {
      const [old, next] = [randomKey(), randomKey()];
      const ofEnvironment = (...keys: Key[]): MasterKeySettings => ({
        ...settings,
        masterKeys: keys.map((k) => k.bytes),
      });
      await add(makeKeys(await openMasterKeys(database.db(), ofEnvironment(old))));
      const refused = await failure(rotateKeys(database.db(), ofEnvironment(old)));
      expect(refused).to.be.instanceOf(KeyUnavailable);
      expect(String(refused)).to.contain('NEW,OLD');
      expect(await rotateKeys(database.db(), ofEnvironment(next, old))).to.deep.include({
        rewrapped: 1,
        dropped: false,
      });
      expect(await byMaster()).to.deep.equal({ [next.id]: 1 });
      await openMasterKeys(database.db(), ofEnvironment(next));
      expect(await failure(openMasterKeys(database.db(), ofEnvironment(old)))).to.be.instanceOf(KeyUnavailable);
      expect(await readdir(folder)).to.deep.equal([]);
    });

    it('says how to do it by hand where the file cannot be written, and does its part', async function () {
      if (process.getuid?.() === 0) await chmod(folder, 0o700);
      await withKeys(2);
      const [old] = (await loadMasterKeys(settings)).all();
      if (old === undefined) throw new Error('no key');
      // A folder in the place of the draft's folder would need another user: a name too long for a draft does as well.
      const path = join(folder, 'k'.repeat(250));
      const there = { ...settings, masterKeyFile: path };
      await writeFile(path, `${old.bytes.toString('base64')}\n`, { mode: 0o600 });
      expect(String(await failure(rotateKeys(database.db(), there)))).to.contain('as its first line');
      const next = randomKey();
      await writeFile(path, `${next.bytes.toString('base64')}\n${old.bytes.toString('base64')}\n`, { mode: 0o600 });
      expect(await rotateKeys(database.db(), there)).to.deep.include({ newest: next.id, rewrapped: 2, dropped: false });
    });

    it('keeps the old key as long as something cannot be wrapped anew, and names it', async () => {
      await withKeys(3);
      await execute(database.db(), "UPDATE data_keys SET wrapped = ? WHERE reference = 'CAEN-2026-000002'", [
        Buffer.alloc(90, 1),
      ]);
      const done = await rotateKeys(database.db(), settings);
      expect(done).to.deep.include({ rewrapped: 2, unreadable: ['CAEN-2026-000002'], dropped: false });
      expect(await lines()).to.have.length(2);
    });

    it('is refused under a wrong master key, which is not replaced', async () => {
      await withKeys(1);
      const wrong = randomKey();
      await write(wrong);
      expect(String(await failure(rotateKeys(database.db(), settings)))).to.contain('not the one of this database');
      expect(await lines()).to.deep.equal([wrong.bytes.toString('base64')]);
    });

    describe('opening the keys of a database', () => {
      it('refuses another master key in one sentence, and one that is gone, and makes none in its place', async () => {
        await withKeys(1);
        const [right = ''] = await lines();
        await write(randomKey());
        expect(String(await failure(running()))).to.match(/not the one of this database.*put the right one back/);
        await rm(settings.masterKeyFile);
        expect(String(await failure(running()))).to.contain('There is no master key');
        expect(await readdir(folder)).to.deep.equal([]);
        await writeFile(settings.masterKeyFile, right, { mode: 0o600 });
        await running();
      });

      it('refuses when one of several is missing, as an interrupted rotation may leave it', async () => {
        await withKeys(2);
        const next = randomKey();
        const [old] = (await loadMasterKeys(settings)).all();
        if (old === undefined) throw new Error('no key');
        await write(next, old);
        await execute(database.db(), 'UPDATE master_key SET key_id = ?', [next.id]);
        await add(await running());
        await write(next);
        expect(String(await failure(running())))
          .to.contain('A master key is missing')
          .and.contain(old.id);
        await write(old);
        expect(String(await failure(running()))).to.contain(next.id);
      });
    });
  });
});
