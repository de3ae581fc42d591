import type { Db } from '../../../db/connect.ts';
import { insert } from '../../../db/sql.ts';
import { fold } from '../../../domain/text/fold.ts';

export const ESI = 'urn:schac:personalUniqueCode:int:esi:uni-graz.at:123';
const at = '2026-11-01T08:00:00.000Z';
const text = (name: string): string => JSON.stringify({ en: name, fr: name });

/** Two institutions with units and roles; Caen keeps Paris time, the other none that we know of. */
export async function seedInstitutions(db: Db): Promise<void> {
  const calendar = { zone: 'Europe/Paris' };
  await insert(db, 'institutions', [
    { id: 'caen', code: 'CAEN', name: text('Caen'), settings: JSON.stringify({ calendar }), applied_at: at },
    { id: 'other', code: 'OTHER', name: text('Other'), settings: '{}', applied_at: at },
  ]);
  await insert(db, 'units', [
    { institution: 'caen', id: 'university', parent: null, name: text('University') },
    { institution: 'caen', id: 'sciences', parent: 'university', name: text('Sciences') },
  ]);
  await insert(db, 'unit_covers', [
    { institution: 'caen', ancestor: 'university', unit: 'university' },
    { institution: 'caen', ancestor: 'university', unit: 'sciences' },
    { institution: 'caen', ancestor: 'sciences', unit: 'sciences' },
  ]);
  await insert(db, 'roles', [
    { institution: 'caen', role: 'officer', title: text('Officer'), permissions: '["see-files","nominate","fly"]' },
    { institution: 'caen', role: 'coordinator', title: text('Coordinator'), permissions: '[]' },
  ]);
}

export async function addPerson(
  db: Db,
  id: string,
  more: { institution?: string; esi?: string; email?: string; kind?: string } = {},
): Promise<void> {
  const { institution = 'caen', esi = null, email = `${id}@example.org`, kind = 'student' } = more;
  await insert(db, 'people', {
    id,
    institution,
    given: id,
    family: 'Test',
    email,
    email_folded: fold(email),
    esi,
    birth_date: null,
    language: 'en',
    kind,
    created_at: at,
  });
}

export async function addGrant(
  db: Db,
  person: string,
  role: string,
  unit: string,
  [valid_from, valid_until]: readonly [string | null, string | null] = [null, null],
): Promise<void> {
  const id = `${person}-${role}-${unit}-${valid_from ?? ''}`;
  await insert(db, 'grants', { id, institution: 'caen', person, role, unit, valid_from, valid_until });
}
