import type { LocalDate } from '../time/civil.ts';

/** A person whom a partner institution sends, as its list says. */
export interface Nomination {
  readonly given: string;
  readonly family: string;
  readonly email: string;
  /** The year in which the academic year begins. */
  readonly year?: number;
  readonly birthDate?: LocalDate;
  /** European Student Identifier: `urn:schac:personalUniqueCode:int:esi:…`. */
  readonly esi?: string;
  readonly address?: Address;
  /** Who follows the person at home. */
  readonly referentEmail?: string;
  /** The home institution as the list names it: an Erasmus code, a PIC or a national code. */
  readonly homeCode?: string;
}

export interface Address {
  readonly number?: string;
  readonly street?: string;
  readonly postalCode?: string;
  readonly city?: string;
}

/** A nomination and the line of the file that it stands in. */
export interface NominationRow {
  readonly line: number;
  readonly nomination: Nomination;
}
