import type { GradingTable } from '../grades/table.ts';
import type { InstitutionId, Text, UnitId } from '../ids.ts';
import type { Calendar } from '../time/calendar.ts';

/** An institution as it was last applied: what the API, the activities and the imports ask of it. */
export interface Institution {
  readonly id: InstitutionId;
  /** The first part of every reference, unique among institutions: `CAEN`. */
  readonly code: string;
  readonly name: Text;
  /** Of its pages and mails, the preferred one first. */
  readonly languages: readonly string[];
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly erasmusCode?: string;
  /** `#rrggbb` */
  readonly accent?: string;
  /** The unit that is the whole institution. */
  readonly root: UnitId;
  readonly units: readonly Unit[];
  readonly calendar: Calendar;
  readonly grading?: Grading;
  /** The unit that each faculty code of the course catalogue stands for. */
  readonly faculties: Readonly<Record<string, UnitId>>;
}

export interface Unit {
  readonly id: UnitId;
  /** Null for the root. */
  readonly parent: UnitId | null;
  readonly name: Text;
}

/** The institution's own grading table, and those of partners. */
export interface Grading {
  readonly host: GradingTable;
  readonly partners: readonly PartnerGrading[];
}

export interface PartnerGrading {
  /** Countries (`PT`) and Erasmus codes (`P  PORTO02`). */
  readonly for: readonly string[];
  readonly table: GradingTable;
}

/** The language to write to somebody in whose own is not known: English where the institution has it. */
export const defaultLanguage = ({ languages }: Pick<Institution, 'languages'>): string =>
  languages.includes('en') ? 'en' : (languages[0] ?? 'en');
