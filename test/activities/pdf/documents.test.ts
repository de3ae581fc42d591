import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PDF } from '@libpdf/core';
import { expect } from 'chai';
import { agreementPdf } from '../../../activities/pdf/agreement.ts';
import { certificatePdf } from '../../../activities/pdf/certificate.ts';
import { transcriptPdf } from '../../../activities/pdf/transcript.ts';
import { inspect } from '../../../activities/documents/inspect.ts';
import { codeOf } from '../../support/code-of.ts';
import { agreement, certificate, components, issue, signedAgreement, transcript } from '../../support/pdf-inputs.ts';
import { png } from '../../support/samples.ts';
import { hasTool, runTool } from '../../support/tool.ts';

/** The words of each page, in one line. */
async function pages(pdf: Uint8Array): Promise<string[]> {
  const document = await PDF.load(pdf);
  return document.getPages().map((page) => page.extractText().text.replaceAll(/\s+/g, ' '));
}
const all = async (pdf: Uint8Array): Promise<string> => (await pages(pdf)).join(' ');

describe('documents of a mobility', function () {
  this.timeout(20_000);

  it('are the same bytes for the same input, on any day', async () => {
    const logoPng = await png();
    for (const draw of [
      () => agreementPdf({ ...signedAgreement, brand: { ...issue.brand, logoPng } }),
      () => certificatePdf(certificate),
      () => transcriptPdf(transcript),
    ]) {
      const hashes = [await draw(), await draw()].map((pdf) => createHash('sha256').update(pdf).digest('hex'));
      expect(hashes[0]).to.equal(hashes[1]);
    }
    const other = await agreementPdf({ ...agreement, revision: 2 });
    expect(Buffer.from(other).equals(await agreementPdf(agreement))).to.equal(false);
  });

  it('carry title, author, language and date', async () => {
    const pdf = await PDF.load(await agreementPdf({ ...agreement, language: 'fr' }));
    expect(pdf.getTitle()).to.equal('Contrat pédagogique · CAEN-2026-000123');
    expect(pdf.getAuthor()).to.equal('Université de Caen Normandie');
    expect(pdf.getLanguage()).to.equal('fr');
    expect(pdf.getCreationDate()?.toISOString()).to.equal(issue.at);
    expect(pdf.getModificationDate()?.toISOString()).to.equal(issue.at);
  });

  it('carry on each page what they belong to', async () => {
    const texts = await pages(await agreementPdf({ ...agreement, tableA: components(40) }));
    expect(texts.length).to.be.above(2);
    for (const [index, text] of texts.entries()) {
      for (const part of [`${index + 1} / ${texts.length}`, issue.reference, issue.subjectHash, issue.verifyUrl]) {
        expect(text, `page ${index + 1}`).to.include(part);
      }
    }
  });

  it('pass our own inspection, and qpdf’s', async function () {
    const pdf = await agreementPdf(signedAgreement);
    expect(await inspect(pdf, { maxPages: 10, maxMegapixels: 1 })).to.include({ ok: true, pages: 4 });
    if (!hasTool('qpdf')) this.skip(); // qpdf is not installed
    const folder = mkdtempSync(path.join(tmpdir(), 'smile-pdf-'));
    writeFileSync(path.join(folder, 'a.pdf'), pdf);
    const { said, status } = runTool('qpdf', '--check', path.join(folder, 'a.pdf'));
    rmSync(folder, { recursive: true });
    expect(status, said).to.equal(0);
  });

  describe('learning agreement', () => {
    it('has the tables of the Commission’s form in their order', async () => {
      const text = await all(await agreementPdf(agreement));
      const order = [
        'Student',
        'Sending institution',
        'Receiving institution',
        'Period of mobility',
        'Table A',
        'Table B',
        'Commitment of the three parties',
      ];
      const places = order.map((heading) => text.indexOf(heading));
      expect(places).to.deep.equal([...places].sort((a, b) => a - b));
      expect(places).to.not.include(-1);
    });

    it('writes Greek, Cyrillic, dates, credits and their total', async () => {
      const text = await all(await agreementPdf({ ...agreement, language: 'fr' }));
      for (const part of [
        'Παπαδοπούλου-Živković',
        'Национальный университет',
        '29 février 2004',
        '1er septembre 2026',
        '7,5',
        'Total 33,0',
        'Total 27,0',
      ]) {
        expect(text).to.include(part);
      }
    });

    it('repeats the headings of a table on each page, and loses no row', async () => {
      const rows = components(120);
      const texts = await pages(await agreementPdf({ ...agreement, tableA: rows, tableB: [] }));
      const withRows = texts.filter((text) => /LVE\d/.test(text));
      expect(withRows.length).to.be.above(3);
      for (const text of withRows) expect(text).to.include('Code Component Term ECTS');
      const text = texts.join(' ');
      for (const { code } of rows) expect(text.split(`${code!} `).length, code).to.equal(2);
      expect(text).to.include('No components.');
    });

    it('writes a title that is longer than a page, to its end', async () => {
      const title = `${'Introduction à la littérature '.repeat(400)}FIN`;
      const text = await all(await agreementPdf({ ...agreement, tableA: [{ title, ects: 5 }], tableB: [] }));
      expect(text.match(/littérature/g)?.length).to.equal(400);
      expect(text).to.include('FIN');
    });

    it('adds up hundredths without dust', async () => {
      const tableA = [0.1, 0.2, 2.555].map((ects, at) => ({ title: `T${at}`, ects }));
      expect(await all(await agreementPdf({ ...agreement, tableA }))).to.include('Total 2.86');
    });

    it('shows what changed and the page of signatures with both hashes', async () => {
      const texts = await pages(await agreementPdf(signedAgreement));
      expect(texts.join(' ')).to.include('Table A2').and.include('Deleted LVE100').and.include('Table B2');
      const last = texts.at(-1)!;
      for (const part of [
        'Signatures',
        issue.subjectHash,
        signedAgreement.signed!.shownPdf,
        'CAEN-2026-000123 · Version 2',
        'Paul Adjoint',
        'Camille Martin',
        '15 June 2026,',
        '07:45 UTC',
      ]) {
        expect(last).to.include(part);
      }
      expect(await all(await agreementPdf(agreement))).to.not.include('Table A2');
    });
  });

  it('certificates attest arrival, and presence', async () => {
    const arrival = await all(await certificatePdf(certificate));
    expect(arrival).to.include('certifies that Zoë Élodie Παπαδοπούλου-Živković arrived on 1 September 2026');
    const stay = await all(
      await certificatePdf({ ...certificate, language: 'fr', kind: 'departure', departed: '2027-01-31' }),
    );
    expect(stay).to.include('atteste la présence').and.include('31 janvier 2027');
    expect(await codeOf(certificatePdf({ ...certificate, kind: 'departure' }))).to.equal('bad-input');
  });

  it('transcripts count only what was passed, and mark suggestions', async () => {
    const text = await all(await transcriptPdf(transcript));
    expect(text)
      .to.include('Credits earned 25.5')
      .and.include('suggestion')
      .and.include('39.25% 100.00%')
      .and.include('EGRACONS');
    expect(text.match(/\(suggestion\)/g)).to.have.length(3);
    const local = await all(await transcriptPdf({ ...transcript, results: [] }));
    expect(local).to.include('No results.').and.not.include('Converted');
  });

  it('refuse what cannot be printed, naming the field', async () => {
    const student = { ...agreement.student, familyName: '王 Wang' };
    const refused: unknown = await agreementPdf({ ...agreement, student }).catch((error: unknown) => error);
    expect(refused).to.include({ code: 'unprintable-text', field: 'student.familyName' });
    expect(String(refused)).to.include('U+738B').and.not.include('Wang');
    const tableA = [components(1)[0]!, { title: 'محمد', ects: 1 }];
    expect(await agreementPdf({ ...agreement, tableA }).catch((error: unknown) => error)).to.include({
      field: 'tableA[1].title',
    });
  });

  it('refuse dates, numbers, colours and logos that are none', async () => {
    for (const wrong of [
      { start: '2026-02-30' },
      { end: 'soon' },
      { at: '2026-06-12' },
      { tableA: [{ title: 'x', ects: Number.NaN }] },
      { tableA: [{ title: 'x', ects: -1 }] },
      { brand: { ...issue.brand, accent: 'red' } },
      { brand: { ...issue.brand, logoPng: Buffer.from('GIF89a') } },
    ]) {
      expect(await codeOf(agreementPdf({ ...agreement, ...wrong })), JSON.stringify(wrong)).to.equal('bad-input');
    }
  });
});
