import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readFile, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { folderStore, sweepIncoming } from '../../../activities/documents/folder-store.ts';
import { documentKey } from '../../../activities/documents/store.ts';
import type { Store } from '../../../activities/documents/store.ts';
import { codeOf } from '../../support/code-of.ts';

const reference = 'CAEN-2026-000123';
const limitBytes = 15 * 1024 * 1024;

describe('folder store', () => {
  let root: string;
  let store: Store;
  const secret = randomBytes(32);
  const read = async (key: string, as = secret): Promise<Buffer> => buffer(await store.get(key, as));
  const put = (bytes: Buffer) => store.put(reference, bytes, secret, { limitBytes });

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'smile-store-'));
    store = folderStore(root);
  });
  afterEach(() => rm(root, { recursive: true }));

  for (const size of [0, 1, 65_535, 65_536, 65_537, 3 * 65_536, 1_000_003]) {
    it(`gives back ${size} bytes as they were`, async () => {
      const bytes = randomBytes(size);
      const stored = await put(bytes);
      expect(stored.sha256).to.equal(createHash('sha256').update(bytes).digest('hex'));
      expect(stored).to.include({ key: `${reference}/${stored.sha256}`, size });
      expect((await read(stored.key)).equals(bytes)).to.equal(true);
    });
  }

  it('holds only ciphertext, readable by its owner only, and nothing half done', async () => {
    const { key } = await put(Buffer.from('passport of somebody'.repeat(100)));
    const file = path.join(root, key);
    expect((await readFile(file)).includes('passport')).to.equal(false);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).to.equal(0o700);
    expect(await readdir(path.join(root, '.incoming'))).to.deep.equal([]);
  });

  it('takes the same content twice, and removes', async () => {
    const first = await put(Buffer.from('same'));
    expect(await put(Buffer.from('same'))).to.deep.equal(first);
    expect(await store.has(first.key)).to.equal(true);
    await store.remove(first.key);
    await store.remove(first.key);
    expect(await store.has(first.key)).to.equal(false);
    expect(await codeOf(store.get(first.key, secret))).to.equal('not-found');
  });

  it('notices another key, a changed byte, a cut at a chunk, chunks in another order, another file under the name', async () => {
    const bytes = randomBytes(4 * 65_536);
    const { key } = await put(bytes);
    const file = path.join(root, key);
    const whole = await readFile(file);
    expect(await codeOf(read(key, randomBytes(32)))).to.equal('altered');

    const changed = Buffer.from(whole);
    changed[100_000]! ^= 1;
    await writeFile(file, changed);
    expect(await codeOf(read(key))).to.equal('altered');

    const chunk = 65_536 + 16;
    await writeFile(file, whole.subarray(0, 20 + 2 * chunk));
    expect(await codeOf(read(key))).to.equal('altered');
    await truncate(file, 10);
    expect(await codeOf(read(key))).to.equal('altered');

    const [head, one, two, rest] = [
      whole.subarray(0, 20),
      whole.subarray(20, 20 + chunk),
      whole.subarray(20 + chunk, 20 + 2 * chunk),
      whole.subarray(20 + 2 * chunk),
    ];
    await writeFile(file, Buffer.concat([head, two, one, rest]));
    expect(await codeOf(read(key))).to.equal('altered');

    const other = await put(Buffer.from('another file of the same mobility'));
    await copyFile(path.join(root, other.key), file);
    expect(await codeOf(read(key))).to.equal('altered');

    await writeFile(file, whole);
    expect((await read(key)).equals(bytes)).to.equal(true);
  });

  it('says that it is away when its folder is, and writes nothing in its place', async () => {
    const { key } = await put(Buffer.from('mine'));
    await rename(root, `${root}.away`);
    const away = [put(Buffer.from('other')), read(key), store.removeAll(reference)];
    expect(await Promise.all(away.map(codeOf))).to.deep.equal(Array(3).fill('store-unavailable'));
    expect(await codeOf(readdir(root))).to.equal('ENOENT');
    await rename(`${root}.away`, root);
    expect((await read(key)).toString()).to.equal('mine');
  });

  it('does not open under another mobility', async () => {
    const { key, sha256 } = await put(Buffer.from('mine'));
    const elsewhere = documentKey('CAEN-2026-000999', sha256);
    await store.put('CAEN-2026-000999', Buffer.from('x'), secret, { limitBytes });
    await copyFile(path.join(root, key), path.join(root, elsewhere));
    expect(await codeOf(read(elsewhere))).to.equal('altered');
  });

  it('stops reading as soon as the limit is passed, and leaves nothing', async () => {
    let given = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          given += 65_536;
          yield Buffer.alloc(65_536);
        }
      })(),
    );
    expect(await codeOf(store.put(reference, endless, secret, { limitBytes: 1_000_000 }))).to.equal('too-large');
    expect(given).to.be.below(3_000_000);
    expect(await readdir(path.join(root, '.incoming'))).to.deep.equal([]);
    expect(await store.put(reference, Buffer.alloc(1_000), secret, { limitBytes: 1_000 })).to.include({ size: 1_000 });
  });

  it('leaves nothing when the sender goes away or the upload is given up', async () => {
    const cut = Readable.from(
      (async function* () {
        yield Buffer.alloc(100_000);
        await Promise.reject(new Error('connection lost'));
      })(),
    );
    await expectMessage(store.put(reference, cut, secret, { limitBytes }), 'connection lost');
    const slow = new Readable({ read: () => undefined });
    const stop = new AbortController();
    const upload = store.put(reference, slow, secret, { limitBytes, signal: stop.signal });
    slow.push(Buffer.alloc(1_000));
    setTimeout(() => {
      stop.abort();
    }, 10);
    await expectMessage(upload, 'The upload was given up.');
    expect(await readdir(path.join(root, '.incoming'))).to.deep.equal([]);
    expect(await readdir(root)).to.deep.equal(['.incoming']);
  });

  it('refuses names that are not of the server’s making, and keys of a wrong length', async () => {
    const sha = '0'.repeat(64);
    for (const key of [
      `../${sha}`,
      `a/../../${sha}`,
      `${reference}/../../etc/passwd`,
      `/etc/${sha}`,
      `${reference}/${sha}/x`,
      `.incoming/${sha}`,
      `${reference}/${sha}\0`,
      '',
      sha,
    ]) {
      expect(await codeOf(store.has(key)), key).to.equal('bad-name');
      expect(await codeOf(store.get(key, secret)), key).to.equal('bad-name');
      expect(await codeOf(store.remove(key)), key).to.equal('bad-name');
    }
    expect(await codeOf(store.put('../up', Buffer.from('x'), secret, { limitBytes }))).to.equal('bad-name');
    expect(await codeOf(store.put(reference, Buffer.from('x'), randomBytes(16), { limitBytes }))).to.equal('bad-key');
  });

  it('sweeps what a crash left, and spares uploads under way', async () => {
    await put(Buffer.from('x'));
    await writeFile(path.join(root, '.incoming', 'left'), 'half');
    expect(await sweepIncoming(root, '2020-01-01T00:00:00.000Z')).to.equal(0);
    expect(await sweepIncoming(root, '2100-01-01T00:00:00.000Z')).to.equal(1);
    expect(await sweepIncoming(path.join(root, 'none'), '2100-01-01T00:00:00.000Z')).to.equal(0);
  });
});

async function expectMessage(promise: Promise<unknown>, message: string): Promise<void> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  expect(outcome).to.be.instanceOf(Error).with.property('message', message);
}
