import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Bytes as a text of as many letters, in small ones: what is looked for is treated alike. */
const lettersOf = (bytes: Buffer): string => bytes.toString('latin1').toLowerCase();

/** A text with accents taken off, as the lists fold it. */
const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Base64 of a text wherever it begins in what was encoded: without the letters that its neighbours share. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(text)])
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(before === 0 ? 0 : before + 1, -1);
  });
}

const escaped = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Every form in which a value may stand in bytes. */
export function formsOf(value: string): string[] {
  const texts = [value, folded(value), escaped(value), JSON.stringify(value).slice(1, -1), encodeURIComponent(value)];
  const bytes = [
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from(value, 'latin1'),
    Buffer.from(value, 'utf16le'),
    Buffer.from(value, 'utf16le').swap16(),
    Buffer.from(Buffer.from(value).toString('hex')),
    ...[...inBase64(value), ...inBase64(folded(value))].flatMap((text) => [
      Buffer.from(text),
      Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_')),
    ]),
  ];
  return [...new Set(bytes.map(lettersOf))];
}

/** Every file below a folder but those left out, with its bytes. */
export async function filesIn(folder: string, leaveOut: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (!entry.isFile() || leaveOut.some((one) => name === one || name.startsWith(`${one}/`))) continue;
    found.set(name, await readFile(path).catch(() => Buffer.alloc(0)));
  }
  return found;
}

/** Where which value stands: `value in file`. The names of files are looked at too. */
export function found(values: Readonly<Record<string, string>>, files: ReadonlyMap<string, Buffer>): string[] {
  const texts = [...files].map(
    ([name, bytes]) => [name, `${lettersOf(Buffer.from(name))}\n${lettersOf(bytes)}`] as const,
  );
  return Object.entries(values).flatMap(([name, value]) => {
    const forms = formsOf(value);
    return texts.filter(([, text]) => forms.some((form) => text.includes(form))).map(([file]) => `${name} in ${file}`);
  });
}
