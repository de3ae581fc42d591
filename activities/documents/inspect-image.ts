import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { note, refused } from './verdict.ts';
import type { Note, Verdict } from './verdict.ts';

const longestSide = 4000;
const previewSide = 800;

/**
 * Makes the image anew: turned as the camera meant it, without any metadata (EXIF position, thumbnails, profiles, what
 * was appended to the file), its longest side at most 4000 pixels, with a preview.
 */
export async function inspectImage(
  bytes: Uint8Array,
  mime: string,
  maxMegapixels: number,
  timeoutMs: number,
): Promise<Verdict> {
  const limit = maxMegapixels * 1_000_000;
  // failOn 'error' still refuses cut files, and lets through the small sins of telephones.
  const open = (): Sharp => sharp(bytes, { limitInputPixels: limit, failOn: 'error' });
  try {
    const found = await open().metadata();
    if (found.width * found.height > limit) return refused('too-many-pixels');
    const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
    const upright = open()
      .timeout({ seconds })
      .autoOrient()
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb');
    const [encoded, cleanMime] = encode(upright, mime);
    const clean = await encoded.toBuffer();
    const preview = await sharp(clean)
      .timeout({ seconds })
      .resize({ width: previewSide, height: previewSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 75 })
      .toBuffer();
    return { ok: true, mime: cleanMime, pages: 1, clean, preview, notes: notesOn(found) };
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    if (said.includes('pixel limit')) return refused('too-many-pixels');
    if (said.includes('timeout')) return refused('too-costly');
    return refused('broken');
  }
}

function encode(image: Sharp, mime: string): [Sharp, 'image/jpeg' | 'image/png' | 'image/webp'] {
  if (mime === 'image/png') return [image.png({ compressionLevel: 7 }), 'image/png'];
  if (mime === 'image/webp') return [image.webp({ quality: 88 }), 'image/webp'];
  return [image.jpeg({ quality: 88 }), 'image/jpeg'];
}

function notesOn(found: Metadata): readonly Note[] {
  const notes: Note[] = [];
  if (found.exif ?? found.xmp ?? found.iptc) notes.push(note('metadata-removed'));
  if (Math.max(found.width, found.height) > longestSide) notes.push(note('shrunk'));
  if ((found.pages ?? 1) > 1) notes.push(note('first-image-only'));
  return notes;
}
