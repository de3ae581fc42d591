import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { z } from 'zod';
import { CliProblem } from '../fail.ts';

export const DATABASE = 'smile.sqlite';
export const DOCUMENTS = 'documents';
export const KEYS = 'keys';
export const MANIFEST = 'manifest.json';

const inside = (path: string): boolean => !isAbsolute(path) && !normalize(path).startsWith('..');

const fileSchema = z.strictObject({
  path: z.string().refine(inside),
  size: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const manifestSchema = z.strictObject({
  smileBackup: z.literal(1),
  madeAt: z.iso.datetime(),
  /** Migrations of the database, in their order. */
  schema: z.array(z.string()).min(1),
  /** The id of the master key: it tells nothing about the key. */
  masterKey: z.string(),
  files: z.array(fileSchema).min(1),
});

export type BackupFile = z.infer<typeof fileSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

/** @throws CliProblem when it is missing or none */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new CliProblem(
      'manifest-missing',
      `There is no ${path}: this is no backup, or one that was cut short. Give the folder that smile backup made.`,
    );
  }
  const read = manifestSchema.safeParse(parsed(text));
  if (read.success) return read.data;
  throw new CliProblem(
    'manifest-broken',
    `${path} is not what smile backup of this version wrote: take another backup, or the version that made this one.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sees that every file is there and has not a bit changed. @throws CliProblem `backup-altered` */
export async function verifyFiles(folder: string, { files }: Manifest): Promise<void> {
  if (!files.some(({ path }) => path === DATABASE)) throw altered(DATABASE, 'is not in the manifest');
  for (const { path, size, sha256 } of files) {
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (found === undefined) throw altered(path, 'is missing');
    if (found.size !== size) throw altered(path, `has ${String(found.size)} bytes instead of ${String(size)}`);
    if ((await hashOfFile(join(folder, path))) !== sha256)
      throw altered(path, 'has another SHA-256 than when it was made');
  }
}

const altered = (path: string, how: string): CliProblem =>
  new CliProblem('backup-altered', `${path} of the backup ${how}: nothing was restored. Take another backup.`);

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
