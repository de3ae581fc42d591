import type { Sequelize } from 'sequelize';
import type { InstitutionId, Text } from '../../domain/ids.ts';
import type { Institution } from '../../domain/institution/institution.ts';
import type { Db, Tx } from '../connect.ts';
import { select, selectOne } from '../sql.ts';
import { readSettingsJson } from './settings.ts';

interface Kept {
  readonly institution: Institution;
  readonly appliedAt: string;
  checkedAt: number;
}

/** So long a change made by another process may stay unseen. */
const TRUSTED_MS = 3_000;
const kept = new WeakMap<Sequelize, Map<InstitutionId, Kept>>();

/**
 * An institution as it was last applied, or undefined when there is none with this id. It may be three seconds old.
 */
export async function readInstitution(on: Db | Tx, id: InstitutionId): Promise<Institution | undefined> {
  const known = kept.get(on.sequelize)?.get(id);
  if (known !== undefined && performance.now() - known.checkedAt < TRUSTED_MS) return known.institution;
  const row = await selectOne<{ applied_at: string; code: string; name: string; settings: string }>(
    on,
    'SELECT applied_at, code, name, settings FROM institutions WHERE id = ?',
    [id],
  );
  if (row === null) return undefined;
  if (known?.appliedAt === row.applied_at) {
    known.checkedAt = performance.now();
    return known.institution;
  }
  // The row was read first: should the units be newer than it, the row's next reading shows that it changed.
  const units = await select<{ id: string; parent: string | null; name: string }>(
    on,
    'SELECT id, parent, name FROM units WHERE institution = ? ORDER BY id',
    [id],
  );
  const institution: Institution = {
    id,
    code: row.code,
    name: text(row.name),
    ...readSettingsJson(row.settings),
    units: units.map((unit) => ({ ...unit, name: text(unit.name) })),
  };
  const all = kept.get(on.sequelize) ?? new Map<InstitutionId, Kept>();
  kept.set(on.sequelize, all.set(id, { institution, appliedAt: row.applied_at, checkedAt: performance.now() }));
  return institution;
}

/** Drops what was kept of an institution: after it was applied by this process. */
export const forgetInstitution = (on: Db | Tx, id: InstitutionId): void => {
  kept.get(on.sequelize)?.delete(id);
};

// Written by `applyInstitution`.
const text = (json: string): Text => JSON.parse(json) as Text;
