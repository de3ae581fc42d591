import type { Permission } from '../authority/actor.ts';
import type { RoleId, Text, UnitId } from '../ids.ts';
import type { Calendar } from '../time/calendar.ts';
import type { Holidays } from '../time/holidays.ts';
import type { Grading } from './institution.ts';

/** An institution as its `institution.yaml` declares it. */
export interface InstitutionDeclaration {
  readonly institution: string;
  readonly code: string;
  readonly name: Text;
  readonly languages: readonly string[];
  readonly erasmusCode?: string;
  readonly country: string;
  readonly accent?: string;
  readonly calendar: CalendarDeclaration;
  /** The first one is the whole institution. */
  readonly units: readonly UnitDeclaration[];
  readonly roles: readonly RoleDeclaration[];
  readonly grading?: Grading;
  readonly demo?: { readonly people: readonly DemoPerson[] };
}

/** What a calendar is made of when it is applied; the clocks' changes follow from the zone. */
export interface CalendarDeclaration extends Pick<Calendar, 'zone' | 'closures' | 'quiet'> {
  readonly holidays: Holidays;
}

export interface UnitDeclaration {
  readonly unit: UnitId;
  readonly parent?: UnitId;
  readonly name: Text;
  /** The codes that the course catalogue has for it. */
  readonly codes?: readonly string[];
}

export interface RoleDeclaration {
  readonly role: RoleId;
  readonly title: Text;
  readonly permissions: readonly Permission[];
}

/** Somebody to try the embedded default as; never made in production. */
export interface DemoPerson {
  readonly person: string;
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly language: string;
  readonly kind: 'student' | 'intern' | 'doctoral' | 'staff';
  readonly esi?: string;
  readonly affiliation?: string;
  /** Shown where a person is chosen. */
  readonly title?: string;
  readonly grants: readonly { readonly role: RoleId; readonly unit: UnitId }[];
}
