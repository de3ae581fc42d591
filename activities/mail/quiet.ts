import type { Db } from '../../db/connect.ts';
import { readInstitution } from '../../db/institutions/read.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { afterQuiet } from '../../domain/time/quiet.ts';

/** When an institution's mail may go out: now, or at the end of the quiet hours that it is in. */
export async function whenMailMayGo(db: Db, institution: InstitutionId, now: Instant): Promise<Instant> {
  const known = await readInstitution(db, institution);
  return known === undefined ? now : afterQuiet(known.calendar, now);
}
