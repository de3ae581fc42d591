import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { loadOrMakeSealIdentity } from '../../../activities/seal/identity-files.ts';
import { sealIdentityFrom } from '../../../activities/seal/identity.ts';
import type { SealIdentity } from '../../../activities/seal/identity.ts';
import { sealPdf } from '../../../activities/seal/seal.ts';
import { verifySeal } from '../../../activities/seal/verify.ts';
import { codeOf } from '../../support/code-of.ts';
import { plainPdf } from '../../support/samples.ts';
import { hasTool } from '../../support/tool.ts';

describe('seal identity', () => {
  let folder: string;
  let files: { key: string; certificate: string };
  const load = (mayCreate: boolean): Promise<SealIdentity> =>
    loadOrMakeSealIdentity(files, { mayCreate, institution: 'Université de Caen', at: '2026-01-01T00:00:00.000Z' });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'smile-identity-'));
    files = { key: path.join(folder, 'seal', 'key.pem'), certificate: path.join(folder, 'seal', 'cert.pem') };
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made once, the key readable by its owner only, and found again', async () => {
    const made = await load(true);
    expect((await stat(files.key)).mode & 0o777).to.equal(0o600);
    const again = await load(false);
    expect(Buffer.from(again.chain[0]).equals(made.chain[0])).to.equal(true);
    expect((await readdir(path.dirname(files.key))).sort()).to.deep.equal(['cert.pem', 'key.pem']);
  });

  it('is one and the same for processes that start together', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => load(true)));
    expect(new Set(all.map(({ chain }) => Buffer.from(chain[0]).toString('hex'))).size).to.equal(1);
  });

  it('gets its certificate when a crash came between the two files', async () => {
    await load(true);
    await rm(files.certificate);
    expect((await load(true)).chain).to.have.length(1);
  });

  it('is never made where it must exist, nor beside an old certificate', async () => {
    expect(await codeOf(load(false))).to.equal('no-identity');
    await load(true);
    await rm(files.key);
    expect(await codeOf(load(true))).to.equal('no-identity');
  });

  it('is refused when others can read the key, or when key and certificate are strangers', async () => {
    await load(true);
    await chmod(files.key, 0o644);
    expect(await codeOf(load(false))).to.equal('key-exposed');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await chmod(files.key, 0o600);
    expect(await codeOf(load(false))).to.equal('bad-identity');
    await writeFile(files.key, 'nonsense');
    expect(await codeOf(load(false))).to.equal('bad-identity');
  });

  it('may be an RSA key with a chain, from a certification authority', async function () {
    this.timeout(30_000); // finding primes takes its time
    if (!hasTool('openssl', 'version')) this.skip(); // the authority of this test is openssl's
    const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    const days = ['-days', '30'];
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=Authority',
      ...days,
    );
    openssl('req', '-newkey', 'rsa:3072', '-nodes', '-keyout', 'own.key', '-out', 'own.csr', '-subj', '/CN=Sceau');
    openssl(
      'x509',
      '-req',
      '-in',
      'own.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-out',
      'own.pem',
      ...days,
    );
    const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
    const identity = sealIdentityFrom(await read('own.key'), (await read('own.pem')) + (await read('ca.pem')));
    expect(identity.chain).to.have.length(2);
    const { pdf } = await sealPdf(await plainPdf(), { identity, reason: 'Test', at: '2026-11-23T12:00:00.000Z' });
    const verdict = await verifySeal(pdf);
    expect(verdict.state).to.equal('whole');
    expect('signatures' in verdict && verdict.signatures[0]?.signer?.name).to.equal('Sceau');
  });
});
