import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';

/** A photo as a phone makes it: with the place where it was taken. */
export function passportPhoto(): Promise<Buffer> {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1130">
    <rect width="1600" height="1130" fill="#7a2230"/><rect x="60" y="60" width="1480" height="1010" fill="#f4efe6"/>
    <circle cx="380" cy="470" r="190" fill="#c9b9a6"/><text x="660" y="330" font-size="64">PASSAPORTE</text>
    <text x="660" y="470" font-size="54">SILVA</text><text x="660" y="560" font-size="54">ANA</text></svg>`;
  return sharp(Buffer.from(picture))
    .jpeg({ quality: 88 })
    .withExif({
      IFD0: { Make: 'Phone' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '41/1 8/1 51/1', GPSLongitudeRef: 'W', GPSLongitude: '8/1 36/1 39/1' },
    })
    .toBuffer();
}

/** The transcript of the home institution, as a PDF. */
export async function homeTranscript(): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  const page = pdf.addPage();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  page.drawText('Universidade do Porto - Transcript of records', { x: 60, y: 760, size: 16, font });
  page.drawText('Ana Silva - 120 ECTS - average 15/20', { x: 60, y: 720, size: 12, font });
  return Buffer.from(await pdf.save());
}

/** Whether a picture still tells where it was taken, or with what. */
export const carriesPosition = async (picture: Buffer): Promise<boolean> =>
  (await sharp(picture).metadata()).exif !== undefined;
