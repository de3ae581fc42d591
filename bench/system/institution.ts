import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../../db/connect.ts';
import { applyInstitution } from '../../db/institutions/apply.ts';
import { insert } from '../../db/sql.ts';
import { courseRow } from '../../test/support/course-row.ts';

const root = join(import.meta.dirname, '..', '..');

/** More faculties than the example has, so that there are lists for one unit, for twenty, and for all. */
export const MORE_UNITS = Array.from({ length: 30 }, (_, n) => `faculty-${String(n + 1).padStart(2, '0')}`);

/** The example institution of Caen with more faculties, and a procedure without documents beside its own. */
export async function applyBenchInstitution(db: Db, folder: string): Promise<void> {
  const own = join(folder, 'institution');
  await mkdir(own, { recursive: true });
  await cp(join(root, 'institutions', 'caen'), own, { recursive: true });
  await cp(join(import.meta.dirname, '..', 'procedures'), join(own, 'procedures'), { recursive: true });
  const path = join(own, 'institution.yaml');
  const units = MORE_UNITS.map(
    (unit) => `  - { unit: ${unit}, parent: university, name: { fr: ${unit}, en: ${unit} } }\n`,
  ).join('');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('\nroles:\n', `${units}\nroles:\n`));
  const { applied, problems } = await applyInstitution(
    db,
    { folder: own },
    { at: new Date().toISOString(), by: null, demo: true },
  );
  if (!applied) throw new Error(`The institution of the bench cannot be applied: ${JSON.stringify(problems)}`);
}

/** Courses that the students of the bench choose. */
export const COURSES = ['INF1', 'INF2', 'INF3', 'INF4', 'INF5'] as const;

/** The catalogue that they are in: of the faculty of sciences, 6 ECTS each. */
export async function addCourses(db: Db): Promise<void> {
  await insert(
    db,
    'catalogue_courses',
    COURSES.map((code) => courseRow(code, { source: 'bench' })),
  );
}
