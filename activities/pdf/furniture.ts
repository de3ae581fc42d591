import { create as qrCode } from 'qrcode';
import type { PDFPage } from 'pdf-lib';
import { paper } from './paper.ts';
import type { Sheet } from './sheet.ts';

const small = { size: 6.5 };

/** The head of the first page: logo or name, title, what the document belongs to. */
export function drawMasthead(sheet: Sheet): void {
  const { colours, heading, issue, logo, page, texts } = sheet;
  page.drawRectangle({ x: 0, y: paper.height - 6, width: paper.width, height: 6, color: colours.pure });
  sheet.y = paper.height - 40;
  const fit = logo?.scaleToFit(130, 40);
  if (logo && fit) page.drawImage(logo, { x: paper.left, y: sheet.y - fit.height + 6, ...fit });
  const nameWidth = paper.right - paper.left - (fit ? fit.width + 14 : 0);
  const name = { size: 10.5, bold: true };
  const lines = sheet.lines(issue.brand.institution, nameWidth, name);
  const nameTop = sheet.y - Math.max(0, ((fit?.height ?? 0) - lines.length * 14) / 2 - 4);
  for (const [index, line] of lines.entries()) {
    sheet.line(line, paper.right - nameWidth, nameTop - index * 14, name);
  }
  sheet.space(Math.max(lines.length * 14, fit ? fit.height - 4 : 0) + 22);

  for (const line of sheet.lines(heading.title, paper.right - paper.left, { size: 22, bold: true })) {
    sheet.line(line, paper.left, sheet.y, { size: 22, bold: true, colour: colours.accent });
    sheet.space(28);
  }
  sheet.line(heading.subtitle, paper.left, sheet.y, { size: 10.5, colour: colours.soft });
  sheet.space(18);
  const facts = [`${texts.reference} ${issue.reference}`, ...heading.facts].join('   ·   ');
  for (const line of sheet.lines(facts, paper.right - paper.left, { size: 9, bold: true })) {
    sheet.line(line, paper.left, sheet.y, { size: 9, bold: true });
    sheet.space(13);
  }
  sheet.space(12);
}

/** The foot of every page (a page alone must still say what it belongs to), and the head of the following ones. */
export function drawFooters(sheet: Sheet, pages: readonly PDFPage[]): void {
  const { colours, issue, texts } = sheet;
  const { modules } = qrCode(issue.verifyUrl, { errorCorrectionLevel: 'M' });
  const path = squares(modules.size, modules.data);
  const qr = 50;
  for (const [index, page] of pages.entries()) {
    if (index > 0) drawRunningHead(sheet, page);
    const top = paper.bottom - 18;
    page.drawLine({
      start: { x: paper.left, y: top + 6 },
      end: { x: paper.right, y: top + 6 },
      thickness: 0.6,
      color: colours.line,
    });
    const scale = qr / modules.size;
    page.drawSvgPath(path, { x: paper.left, y: top, scale, color: colours.ink, borderWidth: 0 });

    const x = paper.left + qr + 12;
    const width = paper.right - x;
    const { title, facts } = sheet.heading;
    const what = [title, issue.reference, ...facts.slice(0, 1)].join('  ·  ');
    sheet.line(
      sheet.lines(what, width - 60, { size: 7.5, bold: true })[0] ?? '',
      x,
      top - 3,
      { size: 7.5, bold: true },
      page,
    );
    sheet.line(`${texts.contentHash}${texts.colon}`, x, top - 17, { ...small, colour: colours.soft }, page);
    sheet.line(issue.subjectHash, x, top - 26, small, page);
    const check = `${texts.verify}${texts.colon}${issue.verifyUrl}`;
    for (const [at, line] of sheet.lines(check, width, small).slice(0, 2).entries()) {
      sheet.line(line, x, top - 38 - at * 8.5, { ...small, colour: colours.soft }, page);
    }
    const number = texts.page(index + 1, pages.length);
    const style = { size: 8, bold: true, colour: colours.soft };
    sheet.line(number, paper.right - sheet.measure(number, style), top - 3, style, page);
  }
}

function drawRunningHead(sheet: Sheet, page: PDFPage): void {
  const { colours, heading, issue } = sheet;
  page.drawRectangle({ x: 0, y: paper.height - 6, width: paper.width, height: 6, color: colours.pure });
  const style = { size: 7.5, colour: colours.soft };
  const right = `${heading.title} · ${issue.reference}`;
  const rightWidth = sheet.measure(right, style);
  const left = sheet.lines(issue.brand.institution, paper.right - paper.left - rightWidth - 20, style)[0] ?? '';
  sheet.line(left, paper.left, paper.height - 20, style, page);
  sheet.line(right, paper.right - rightWidth, paper.height - 20, style, page);
}

/** The dark modules as one path, a rectangle for each run in a row. */
function squares(size: number, modules: Uint8Array): string {
  const runs: string[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let from = 0; from < size; from += 1) {
      let to = from;
      while (to < size && modules[row * size + to] === 1) to += 1;
      if (to > from) runs.push(`M${from} ${row}H${to}V${row + 1}H${from}Z`);
      from = to;
    }
  }
  return runs.join('');
}
