import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { PDF } from '@libpdf/core';
import { PDFDocument, PDFName, PDFString } from 'pdf-lib';
import sharp from 'sharp';

/** A photo as a telephone makes it: JPEG, turned by its EXIF orientation, with the place where it was taken. */
export function jpegWithPosition(width = 1200, height = 900): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: { r: 120, g: 140, b: 90 } } })
    .composite([
      {
        input: Buffer.from(`<svg width="200" height="80"><text y="50" font-size="40">PASS</text></svg>`),
        top: 20,
        left: 20,
      },
    ])
    .withExif({
      IFD0: { Make: 'SMILE telephone' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '49/1 11/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '0/1 22/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

export function png(width = 300, height = 200): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 4, background: { r: 0, g: 80, b: 160, alpha: 0.5 } } })
    .png()
    .toBuffer();
}

export function webp(width = 300, height = 200): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .webp()
    .toBuffer();
}

/** A PNG of 50 kilobytes that is `side` × `side` black pixels. */
export function pngBomb(side = 20_000): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]); // width, height, 1 bit, grey
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', rows),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const [length, check, content] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.concat([Buffer.from(type), data])];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
}

/** The first bytes of a HEIC photo: enough to know its type. */
export function heic(): Buffer {
  const brand = Buffer.from('ftypheic\0\0\0\0heicmif1');
  const size = Buffer.alloc(4);
  size.writeUInt32BE(brand.length + 4);
  return Buffer.concat([size, brand, Buffer.alloc(64)]);
}

const emptyPdf = async (pages: number): Promise<PDFDocument> => {
  const pdf = await PDFDocument.create();
  for (let page = 0; page < pages; page += 1) pdf.addPage([595, 842]);
  return pdf;
};

const saved = async (pdf: PDFDocument, useObjectStreams = true): Promise<Buffer> =>
  Buffer.from(await pdf.save({ useObjectStreams }));

export const plainPdf = async (pages = 2): Promise<Buffer> => saved(await emptyPdf(pages));

/** Runs a script when it is opened; its objects lie in a compressed object stream unless told otherwise. */
export async function scriptedPdf(useObjectStreams = true): Promise<Buffer> {
  const pdf = await emptyPdf(1);
  pdf.addJavaScript('greeting', 'app.alert("Hello");');
  return saved(pdf, useObjectStreams);
}

/** Any dictionary of the file's catalogue, to plant what must be noticed. */
export async function pdfWithCatalog(entries: Record<string, unknown>, useObjectStreams = true): Promise<Buffer> {
  const pdf = await emptyPdf(1);
  for (const [key, value] of Object.entries(entries)) {
    pdf.catalog.set(
      PDFName.of(key),
      pdf.context.register(pdf.context.obj(value as Parameters<typeof pdf.context.obj>[0])),
    );
  }
  return saved(pdf, useObjectStreams);
}

export async function pdfWithAttachment(): Promise<Buffer> {
  const pdf = await emptyPdf(1);
  await pdf.attach(Buffer.from('MZ'), 'virus.exe', { mimeType: 'application/octet-stream' });
  return saved(pdf);
}

/** A link that starts a program when it is clicked. */
export async function pdfWithLaunch(): Promise<Buffer> {
  const pdf = await emptyPdf(1);
  const link = { Type: 'Annot', Subtype: 'Link', Rect: [0, 0, 9, 9], A: { S: 'Launch', F: PDFString.of('cmd.exe') } };
  pdf.getPage(0).node.set(PDFName.of('Annots'), pdf.context.obj([link]));
  return saved(pdf);
}

export async function encryptedPdf(): Promise<Buffer> {
  const pdf = await PDF.load(await plainPdf());
  pdf.setProtection({ userPassword: 'secret', ownerPassword: 'owner' });
  return Buffer.from(await pdf.save());
}

/** Cut in the middle, as by a lost connection. */
export async function brokenPdf(): Promise<Buffer> {
  const whole = await plainPdf(20);
  return whole.subarray(0, Math.floor(whole.length / 2));
}

/** An action that only a reader following the cross-reference table meets: its object lies inside a stream's bytes. */
export function pdfWithHiddenAction(): Buffer {
  const hidden = '6 0 obj\n<< /S /J#61vaScript /JS (app.alert(1)) >>\nendobj\n';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    '<< /Title (Passport) >>',
    `<< /Length ${hidden.length} >>\nstream\n${hidden}\nendstream`,
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  offsets.push(text.indexOf(hidden));
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const xref = `xref\n0 7\n0000000000 65535 f \n${table}`;
  return Buffer.from(`${text}${xref}trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`);
}

/** An object stream that unfolds a thousandfold, to `megabytes`. */
export function pdfBomb(megabytes = 4096): Buffer {
  // Blocks that end with a full flush stand alone and may be repeated (RFC 1951); an empty last block ends the stream.
  const block = deflateRawSync(Buffer.alloc(64 * 1024 * 1024, 0x20), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const blocks = Array.from({ length: Math.ceil(megabytes / 64) }, () => block);
  const data = Buffer.concat([Buffer.from([0x78, 0x9c]), ...blocks, Buffer.from([0x03, 0x00])]);
  const head = `%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 10 /Filter /FlateDecode /Length ${data.length} >>\nstream\n`;
  return Buffer.concat([
    Buffer.from(head),
    data,
    Buffer.from('\nendstream\nendobj\ntrailer\n<< /Root 2 0 R >>\n%%EOF\n'),
  ]);
}
