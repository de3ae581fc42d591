import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { InstitutionId, Reference } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import type { Key } from '../crypto.ts';

const tombstone = z.object({
  reference: z.string(),
  institution: z.string(),
  at: z.string(),
  reason: z.string(),
  /** Made with the key that is destroyed: see `proofOf`. */
  proof: z.string(),
});

/** That a mobility was erased, when and why: one line of the log beside the master key. */
export interface Tombstone {
  readonly reference: Reference;
  readonly institution: InstitutionId;
  readonly at: Instant;
  readonly reason: string;
  readonly proof: string;
}

/** The log of erasures cannot be read or written; without it an older backup would bring people back. */
export class ErasedFileError extends Error {
  override readonly name = 'ErasedFileError';
  readonly code = 'erased-file';
}

/**
 * What only who has the mobility's key can write: a line that somebody else put into the log, or one of another
 * installation, destroys nothing. It says nothing about the key.
 */
export const proofOf = (key: Key, reference: Reference): string =>
  createHmac('sha256', key.bytes).update(`smile tombstone\0${reference}`).digest('base64url');

/** Whether the tombstone was made with the key of the mobility as it is now in the records. */
export function isProved({ proof, reference }: Tombstone, key: Key): boolean {
  const [given, right] = [Buffer.from(proof), Buffer.from(proofOf(key, reference))];
  return given.length === right.length && timingSafeEqual(given, right);
}

/** A tombstone as a line, without its end. */
export const lineOf = ({ reference, institution, at, reason, proof }: Tombstone): string =>
  JSON.stringify({ reference, institution, at, reason, proof });

/** The tombstone of a line; undefined when it is none. */
export function tombstoneOf(line: string): Tombstone | undefined {
  try {
    return tombstone.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

export interface Log {
  readonly tombstones: readonly Tombstone[];
  /** Lines that are none: of one cut short nothing was destroyed. */
  readonly unreadable: number;
}

/** The log; one that is not there is empty. @throws ErasedFileError */
export async function readTombstones(path: string): Promise<Log> {
  const lines = (await textOf(path)).split('\n').filter((line) => line.trim() !== '');
  const tombstones = lines.map(tombstoneOf).filter((one) => one !== undefined);
  return { tombstones, unreadable: lines.length - tombstones.length };
}

/** Adds lines to the log; when this returns they are on the disk. @throws ErasedFileError */
export async function appendTombstones(path: string, added: readonly Tombstone[]): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const before = await textOf(path);
    // A line that was cut short must not spoil the next.
    const start = before === '' || before.endsWith('\n') ? '' : '\n';
    const file = await open(path, 'a', 0o600);
    try {
      await file.writeFile(start + added.map((one) => `${lineOf(one)}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
    const folder = await open(dirname(path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (cause) {
    if (cause instanceof ErasedFileError) throw cause;
    throw new ErasedFileError(
      `The log of erasures ${path} cannot be written (${codeOf(cause)}): nothing is erased without it. See ` +
        'SMILE_ERASED_FILE.',
      { cause },
    );
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return '';
    throw new ErasedFileError(
      `The log of erasures ${path} cannot be read (${codeOf(cause)}): see SMILE_ERASED_FILE. Without it somebody who was ` +
        'erased could come back.',
      { cause },
    );
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
