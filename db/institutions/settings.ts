import type { Institution } from '../../domain/institution/institution.ts';

/** What `institutions.settings` holds as JSON: all of an institution that has no table of its own. */
export type InstitutionSettings = Omit<Institution, 'id' | 'code' | 'name' | 'units'>;

/** Written by `applyInstitution` after it was checked whole. */
export const readSettingsJson = (json: string): InstitutionSettings => JSON.parse(json) as InstitutionSettings;
