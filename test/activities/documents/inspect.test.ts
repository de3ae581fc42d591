import { expect } from 'chai';
import sharp from 'sharp';
import { inspect } from '../../../activities/documents/inspect.ts';
import type { Verdict } from '../../../activities/documents/verdict.ts';
import * as samples from '../../support/samples.ts';

const limits = { maxPages: 50, maxMegapixels: 60 };
const look = (bytes: Buffer): Promise<Verdict> => inspect(bytes, limits);

async function taken(bytes: Buffer): Promise<Extract<Verdict, { ok: true }>> {
  const verdict = await look(bytes);
  if (!verdict.ok) throw new Error(`refused: ${verdict.code}`);
  return verdict;
}

describe('inspect', function () {
  this.timeout(20_000);

  it('turns a photo upright and removes where it was taken', async () => {
    const photo = await samples.jpegWithPosition();
    const before = await sharp(photo).metadata();
    expect(before.exif?.includes('SMILE telephone')).to.equal(true);
    expect(before.orientation).to.equal(6);

    const { clean, preview, mime, pages, notes } = await taken(photo);
    const after = await sharp(clean).metadata();
    expect([after.width, after.height]).to.deep.equal([900, 1200]);
    expect([after.exif, after.xmp, after.iptc, after.icc, after.orientation]).to.deep.equal(Array(5).fill(undefined));
    expect(clean.includes('SMILE telephone') || clean.includes('Exif')).to.equal(false);
    expect([mime, pages, notes.map(({ code }) => code)]).to.deep.equal(['image/jpeg', 1, ['metadata-removed']]);
    const small = await sharp(preview!).metadata();
    expect([small.format, small.width, small.height]).to.deep.equal(['jpeg', 600, 800]);
  });

  it('takes PNG and WebP, by content', async () => {
    expect((await taken(await samples.png())).mime).to.equal('image/png');
    expect((await taken(await samples.webp())).mime).to.equal('image/webp');
  });

  it('makes large images smaller, and drops what is appended', async () => {
    const large = await samples.png(5000, 100);
    const { clean, notes } = await taken(Buffer.concat([large, Buffer.from('PK-hidden-archive')]));
    expect((await sharp(clean).metadata()).width).to.equal(4000);
    expect(notes.map(({ code }) => code)).to.deep.equal(['shrunk']);
    expect(clean.includes('PK-hidden-archive')).to.equal(false);
  });

  const refusedCases: [string, string, () => Promise<Buffer> | Buffer][] = [
    ['an empty file', 'empty', () => Buffer.alloc(0)],
    ['a text', 'type-not-allowed', () => Buffer.from('hello')],
    ['a page of HTML', 'type-not-allowed', () => Buffer.from('<html><script>alert(1)</script></html>')],
    [
      'a drawing with scripts',
      'type-not-allowed',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    ],
    ['a HEIC photo', 'heic', samples.heic],
    ['an image that unfolds to 400 million pixels', 'too-many-pixels', () => samples.pngBomb()],
    ['a cut JPEG', 'broken', async () => (await samples.jpegWithPosition()).subarray(0, 3000)],
    ['a cut PDF', 'broken', samples.brokenPdf],
    ['a PDF of random bytes', 'broken', () => Buffer.from(`%PDF-1.7\n${'\x01\xff'.repeat(500)}`)],
    ['an encrypted PDF', 'encrypted', samples.encryptedPdf],
    ['a script in an object stream', 'script', () => samples.scriptedPdf()],
    ['a script in the open', 'script', () => samples.scriptedPdf(false)],
    ['a script only the cross-reference table leads to', 'script', samples.pdfWithHiddenAction],
    ['a link that starts a program', 'script', samples.pdfWithLaunch],
    ['an address that opens by itself', 'script', () => samples.pdfWithCatalog({ OpenAction: { S: 'URI' } })],
    ['an attached file', 'attachment', samples.pdfWithAttachment],
    ['a film', 'media', () => samples.pdfWithCatalog({ X: [{ Subtype: 'RichMedia' }] })],
    ['a name in disguise', 'media', () => samples.pdfWithCatalog({ X: { Subtype: 'Rich#4dedia' } })],
    ['a dynamic form', 'xfa', () => samples.pdfWithCatalog({ AcroForm: { XFA: [] } })],
    ['500 pages', 'too-long', () => samples.plainPdf(500)],
    [
      'an archive after the end',
      'polyglot',
      async () => Buffer.concat([await samples.plainPdf(), Buffer.from('PK\x03\x04')]),
    ],
    ['an object stream that unfolds to 4 GB', 'too-costly', () => samples.pdfBomb()],
  ];
  for (const [name, code, make] of refusedCases) {
    it(`refuses ${name}: ${code}`, async () => {
      const verdict = await look(await make());
      if (verdict.ok) throw new Error('it was taken');
      expect(verdict.code).to.equal(code);
      expect(verdict.reason.fr).to.match(/^\p{Lu}.{20,}\.$/u);
      expect(verdict.reason.en).to.match(/^\p{Lu}.{20,}\.$/u);
    });
  }

  it('takes an ordinary PDF as it is: a place to open it at, a link, blanks at the end', async () => {
    const pdf = await samples.pdfWithCatalog({ OpenAction: [0, 'Fit'], X: { Type: 'Action', S: 'URI' } });
    const spaced = Buffer.concat([pdf, Buffer.from('\r\n\0\0 ')]);
    const { clean, pages, preview, mime } = await taken(spaced);
    expect(clean.equals(spaced)).to.equal(true);
    expect([pages, preview, mime]).to.deep.equal([1, null, 'application/pdf']);
  });

  it('reads the next file as any other after one that was too much, and many at once', async () => {
    const [plain, long] = [await samples.plainPdf(), await samples.plainPdf(500)];
    for (let round = 0; round < 3; round += 1) {
      expect((await inspect(long, { ...limits, timeoutMs: 1 })).ok).to.equal(false);
      const verdicts = await Promise.all(Array.from({ length: 8 }, () => look(plain)));
      for (const verdict of verdicts) expect(verdict).to.include({ ok: true, pages: 2 });
    }
  });

  it('gives up on a file that takes too long', async () => {
    const verdict = await inspect(await samples.plainPdf(500), { ...limits, timeoutMs: 1 });
    expect(verdict).to.include({ ok: false, code: 'too-costly' });
  });
});
