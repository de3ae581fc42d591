import type { Institution } from '../../domain/institution/institution.ts';
import type { Holidays } from '../../domain/time/holidays.ts';

/** What `institutions.settings` holds as JSON: all of an institution that has no table of its own. */
export interface InstitutionSettings extends Omit<Institution, 'id' | 'code' | 'name' | 'units'> {
  /** As declared: what the calendars of later years are made of. Who was last applied before 0.3.0 lacks it. */
  readonly holidays?: Holidays;
}

/** Written by `applyInstitution` after it was checked whole. */
export const readSettingsJson = (json: string): InstitutionSettings => JSON.parse(json) as InstitutionSettings;
