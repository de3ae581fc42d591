import { join } from 'node:path';
import { applyInstitution, type Applied } from '../../db/institutions/apply.ts';
import type { Db } from '../../db/connect.ts';

/** The folder of an example institution. */
export const exampleFolder = (institution: string): string =>
  join(import.meta.dirname, '..', '..', 'institutions', institution);

/** Applies an example institution, with its demo people. */
export const applyExample = (db: Db, institution: string, at = '2026-03-02T10:00:00.000Z'): Promise<Applied> =>
  applyInstitution(
    db,
    { folder: exampleFolder(institution) },
    { at, by: null, demo: true, issuer: 'http://127.0.0.1:4000' },
  );
