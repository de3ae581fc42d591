import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { agreementPdf } from '../../../activities/pdf/agreement.ts';
import { makeSealIdentity } from '../../../activities/seal/identity.ts';
import type { SealIdentity } from '../../../activities/seal/identity.ts';
import { sealPdf } from '../../../activities/seal/seal.ts';
import type { Sealed } from '../../../activities/seal/seal.ts';
import { verifySeal } from '../../../activities/seal/verify.ts';
import type { SealFacts } from '../../../activities/seal/verify.ts';
import { codeOf } from '../../support/code-of.ts';
import { signedAgreement } from '../../support/pdf-inputs.ts';
import { plainPdf } from '../../support/samples.ts';
import { timestampAuthority } from '../../support/timestamp-authority.ts';
import type { TimestampAuthority } from '../../support/timestamp-authority.ts';
import { hasTool, runTool } from '../../support/tool.ts';

const at = '2026-06-15T08:00:00.000Z';
const reason = 'Contrat pédagogique signé (version 2)';

async function facts(pdf: Uint8Array): Promise<readonly SealFacts[]> {
  const verdict = await verifySeal(pdf);
  if (verdict.state !== 'whole' && verdict.state !== 'altered') throw new Error(verdict.state);
  return verdict.signatures;
}

describe('seal', function () {
  this.timeout(20_000);
  let identity: SealIdentity;
  let pdf: Uint8Array;
  let sealed: Sealed;

  before(async () => {
    identity = await makeSealIdentity({ institution: 'Université de Caen Normandie', at: '2026-01-01T00:00:00.000Z' });
    pdf = await agreementPdf(signedAgreement);
    sealed = await sealPdf(pdf, { identity, reason, at });
  });

  it('appends to the PDF without touching it', () => {
    expect(sealed.level).to.equal('B-B');
    expect(Buffer.from(sealed.pdf.subarray(0, pdf.length)).equals(pdf)).to.equal(true);
    expect(sealed.sha256).to.equal(createHash('sha256').update(sealed.pdf).digest('hex'));
    expect(Buffer.from(sealed.pdf).includes('ETSI.CAdES.detached')).to.equal(true);
  });

  it('is found whole, with who sealed it and when', async () => {
    const [seal, ...more] = await facts(sealed.pdf);
    expect(more).to.deep.equal([]);
    expect(seal).to.include({ whole: true, coversFile: true, level: 'B-B', claimedAt: at });
    expect(seal?.signer?.name).to.equal('Seal of Université de Caen Normandie');
    expect(seal?.signer?.sha256).to.equal(createHash('sha256').update(identity.chain[0]).digest('hex'));
    expect((await verifySeal(sealed.pdf)).state).to.equal('whole');
  });

  it('notices a changed byte, wherever it stands', async () => {
    const bytes = Buffer.from(sealed.pdf);
    const gap = bytes.indexOf('/Contents <', pdf.length);
    const gapEnd = bytes.indexOf('>', gap);
    expect(gap).to.be.above(pdf.length);
    const spread = (from: number, to: number): number[] =>
      Array.from({ length: 40 }, (_, step) => from + Math.floor(((to - from) * step) / 40));
    for (const place of [...spread(0, gap), ...spread(gapEnd, bytes.length), gapEnd - 1, gapEnd - 5000]) {
      const changed = Uint8Array.from(bytes);
      changed[place]! ^= 1;
      expect((await verifySeal(changed)).state, `byte ${place} of ${bytes.length}`).to.not.equal('whole');
    }
  });

  it('notices what is appended, cut, or sealed by another over a changed text', async () => {
    const appended = Buffer.concat([sealed.pdf, Buffer.from('\n% more\n')]);
    expect((await verifySeal(appended)).state).to.equal('altered');
    expect((await verifySeal(sealed.pdf.subarray(0, -40))).state).to.not.equal('whole');
    expect((await verifySeal(pdf)).state).to.equal('unsigned');
    expect((await verifySeal(Buffer.from('hello'))).state).to.equal('unreadable');
  });

  it('keeps an earlier seal valid under a later one', async () => {
    const other = await makeSealIdentity({ institution: 'Another', at });
    const twice = await sealPdf(sealed.pdf, { identity: other, reason: 'Received', at });
    const found = await facts(twice.pdf);
    expect(found.map(({ whole, coversFile }) => [whole, coversFile])).to.have.deep.members([
      [true, false],
      [true, true],
    ]);
    expect((await verifySeal(twice.pdf)).state).to.equal('whole');
  });

  it('refuses what is no PDF', async () => {
    expect(await codeOf(sealPdf(Buffer.from('hello'), { identity, reason, at }))).to.equal('bad-pdf');
  });

  describe('for other programs', () => {
    let file: string;
    before(() => {
      file = path.join(mkdtempSync(path.join(tmpdir(), 'smile-seal-')), 'sealed.pdf');
      writeFileSync(file, sealed.pdf);
    });
    after(() => {
      rmSync(path.dirname(file), { recursive: true });
    });

    it('is valid for pdfsig', function () {
      if (!hasTool('pdfsig', '-v')) this.skip(); // poppler-utils is not installed
      const { said } = runTool('pdfsig', '-nocert', file);
      expect(said).to.include('Signature is Valid');
      expect(said).to.include('ETSI.CAdES.detached');
      expect(said).to.include('Total document signed');
      expect(said).to.include('Seal of Université de Caen Normandie');
      const twin = Uint8Array.from(sealed.pdf);
      twin[20_000]! ^= 1;
      writeFileSync(file, twin);
      expect(runTool('pdfsig', '-nocert', file).said).to.include('Digest Mismatch');
      writeFileSync(file, sealed.pdf);
    });

    it('is sound for qpdf', function () {
      if (!hasTool('qpdf')) this.skip(); // qpdf is not installed
      const { said, status } = runTool('qpdf', '--check', file);
      expect(status, said).to.equal(0);
    });
  });

  describe('with a time-stamping authority', () => {
    let authority: TimestampAuthority;
    before(async function () {
      if (!hasTool('openssl', 'version')) this.skip(); // the authority of the tests is openssl's
      authority = await timestampAuthority();
    });
    after(() => authority.close());
    beforeEach(() => {
      authority.misbehave = 'no';
    });
    const seal = async (): Promise<Sealed> =>
      sealPdf(await plainPdf(), { identity, reason, at, tsaUrl: authority.url, tsaTimeoutMs: 500 });

    it('reaches B-T, and the time is found', async () => {
      const stamped = await seal();
      expect(stamped).to.include({ level: 'B-T' });
      expect(stamped).to.not.have.property('withoutTimestamp');
      const [found] = await facts(stamped.pdf);
      expect(found).to.include({ whole: true, level: 'B-T' });
      expect(found?.timestamp?.authority.name).to.equal('Loopback time stamps');
      expect(Math.abs(Date.parse(found!.timestamp!.at) - Date.now())).to.be.below(10_000);
    });

    for (const trouble of ['status', 'garbage', 'replay', 'silence'] as const) {
      it(`is sealed one level lower when the authority answers with ${trouble}`, async () => {
        authority.misbehave = trouble;
        const lower = await seal();
        expect(lower.level).to.equal('B-B');
        expect(lower.withoutTimestamp).to.match(/^The time-stamping authority gave no time stamp: .+\.$/);
        expect((await verifySeal(lower.pdf)).state).to.equal('whole');
      });
    }
  });
});
