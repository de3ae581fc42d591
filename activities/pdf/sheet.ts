import { PDFDocument, PDFHexString } from 'pdf-lib';
import type { PDFFont, PDFImage, PDFPage } from 'pdf-lib';
import { coloursOf } from './colours.ts';
import type { Colours } from './colours.ts';
import { PdfError } from './error.ts';
import { fontFiles, readFonts } from './fonts.ts';
import { drawFooters, drawMasthead } from './furniture.ts';
import { instantOf } from './format.ts';
import type { Issue } from './inputs.ts';
import { lineHeight, paper } from './paper.ts';
import type { Style } from './paper.ts';
import { textsIn } from './texts/texts.ts';
import type { Texts } from './texts/texts.ts';
import { wrap } from './wrap.ts';

/** Titles of the document, in the heading of its first page and in its metadata. */
export interface Heading {
  readonly title: string;
  readonly subtitle: string;
  /** Short facts beside the reference: academic year, version. */
  readonly facts: readonly string[];
}

// pdf-lib draws glyphs side by side: working out kerning would cost a third of the time and change nothing.
const embedding = { subset: true, features: { kern: false, mark: false, mkmk: false, liga: false } };

/** A document being written from top to bottom, page after page. */
export class Sheet {
  readonly issue: Issue;
  readonly heading: Heading;
  readonly texts: Texts;
  readonly colours: Colours;
  readonly logo: PDFImage | undefined;
  /** Where the next thing is written, from the bottom of the page. */
  y = paper.top;
  private readonly pdf: PDFDocument;
  private readonly fonts: { readonly regular: PDFFont; readonly bold: PDFFont };
  private readonly widths = new Map<string, number>();
  private current: PDFPage;

  private constructor(
    issue: Issue,
    heading: Heading,
    pdf: PDFDocument,
    fonts: { regular: PDFFont; bold: PDFFont },
    logo: PDFImage | undefined,
  ) {
    this.issue = issue;
    this.heading = heading;
    this.texts = textsIn(issue.language);
    this.colours = coloursOf(issue.brand.accent);
    this.pdf = pdf;
    this.fonts = fonts;
    this.logo = logo;
    this.current = pdf.addPage([paper.width, paper.height]);
  }

  /** @throws PdfError `bad-input` */
  static async open(issue: Issue, heading: Heading): Promise<Sheet> {
    const pdf = await PDFDocument.create({ updateMetadata: false });
    pdf.registerFontkit(readFonts);
    const at = instantOf(issue.at, 'at');
    pdf.setTitle(`${heading.title} · ${issue.reference}`, { showInWindowTitleBar: true });
    pdf.setAuthor(issue.brand.institution);
    pdf.setSubject(`${heading.subtitle} · ${issue.subjectHash}`);
    pdf.setLanguage(issue.language);
    pdf.setCreator('SMILE');
    pdf.setProducer('SMILE');
    pdf.setCreationDate(at);
    pdf.setModificationDate(at);
    // Names of our own: pdf-lib's carry a random suffix. A subset is named by six capitals (ISO 32000-2, 9.9.2).
    const regular = await pdf.embedFont(fontFiles.regular, { ...embedding, customName: 'SMILEA+DejaVuSans' });
    const bold = await pdf.embedFont(fontFiles.bold, { ...embedding, customName: 'SMILEB+DejaVuSans-Bold' });
    const sheet = new Sheet(issue, heading, pdf, { regular, bold }, await logoIn(pdf, issue.brand.logoPng));
    drawMasthead(sheet);
    return sheet;
  }

  get page(): PDFPage {
    return this.current;
  }

  font(bold = false): PDFFont {
    return bold ? this.fonts.bold : this.fonts.regular;
  }

  measure(text: string, { size, bold = false }: Style): number {
    // Words come again and again, and laying out is what costs; widths add up, as no kerning is drawn.
    const width = (word: string): number => {
      const key = `${bold ? 'b' : 'r'}${word}`;
      const known = this.widths.get(key) ?? this.font(bold).widthOfTextAtSize(word, 1000);
      this.widths.set(key, known);
      return known;
    };
    const words = text.split(' ');
    const total = words.reduce((sum, word) => sum + width(word), 0) + (words.length - 1) * width(' ');
    return (total * size) / 1000;
  }

  lines(text: string, width: number, style: Style): string[] {
    return wrap(text, width, (part) => this.measure(part, style));
  }

  /** One line whose capitals' top stands at `top`. */
  line(text: string, x: number, top: number, style: Style, page = this.current): void {
    if (text === '') return;
    const { size, bold = false, colour = this.colours.ink } = style;
    page.drawText(text, { x, y: top - size * 0.76, size, font: this.font(bold), color: colour });
  }

  /** A paragraph over the whole width, going on over the page. */
  paragraph(text: string, style: Style = { size: 9 }): void {
    for (const line of this.lines(text, paper.right - paper.left, style)) {
      this.ensure(style.size * lineHeight);
      this.line(line, paper.left, this.y, style);
      this.y -= style.size * lineHeight;
    }
  }

  /** A heading that is never left alone at the foot of a page: `following` is what must fit below it. */
  section(title: string, following = 80): void {
    const lines = this.lines(title, paper.right - paper.left, { size: 11, bold: true });
    this.ensure(20 + lines.length * 15 + following);
    if (this.y < paper.top) this.space(18);
    for (const line of lines) {
      this.line(line, paper.left, this.y, { size: 11, bold: true, colour: this.colours.accent });
      this.y -= 15;
    }
    this.rule(this.y + 1);
    this.space(9);
  }

  rule(y: number, from = paper.left, to = paper.right, colour = this.colours.line): void {
    this.current.drawLine({ start: { x: from, y }, end: { x: to, y }, thickness: 0.6, color: colour });
  }

  space(points: number): void {
    this.y -= points;
  }

  /** Turns the page when fewer than `points` are left; says whether it did. */
  ensure(points: number): boolean {
    if (this.y - points >= paper.bottom) return false;
    this.turn();
    return true;
  }

  turn(): void {
    this.current = this.pdf.addPage([paper.width, paper.height]);
    this.y = paper.top;
  }

  /** @returns the PDF's bytes; the same sheet gives the same bytes */
  async close(): Promise<Uint8Array> {
    drawFooters(this, this.pdf.getPages());
    // The file's identifier (ISO 32000-2, 14.4), which would else be missing: fixed by what the document says.
    const id = this.pdf.context.obj([hexString(this.issue.subjectHash), hexString(this.issue.subjectHash)]);
    this.pdf.context.trailerInfo.ID = id;
    return this.pdf.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false });
  }
}

async function logoIn(pdf: PDFDocument, png: Uint8Array | undefined): Promise<PDFImage | undefined> {
  if (!png) return undefined;
  try {
    return await pdf.embedPng(png);
  } catch {
    throw new PdfError('bad-input', 'brand.logoPng', 'The logo is not a PNG image that can be read.');
  }
}

const hexString = (hash: string): PDFHexString => PDFHexString.of(hash.slice(0, 32));
