import type { UnitId } from '../ids.ts';

/** Credits in hundredths of an ECTS credit, so that sums are exact. */
export type Hundredths = number;

export type Term = 'S1' | 'S2' | 'year';

/** A row of table A of the European Commission's form: what will be studied here. */
export interface Component {
  readonly code: string;
  readonly title: string;
  readonly term: Term;
  readonly ects: Hundredths;
  readonly unit?: UnitId;
  readonly language?: string;
  /** The course of the catalogue that it was picked from. */
  readonly course?: string;
}

/** A row of table B: what the home institution will recognise. */
export interface Recognised {
  readonly code?: string;
  readonly title: string;
  readonly ects: Hundredths;
  readonly automatic: boolean;
}

/** The person responsible on one side: who commits that institution. */
export interface Responsible {
  readonly name: string;
  readonly email: string;
  readonly position?: string;
}

/** One revision of a learning agreement: immutable, named by the hash of its canonical form. */
export interface AgreementContent {
  readonly mainUnit: UnitId;
  /** ISO 639-1, and the level by the CEFR that the person has or will have. */
  readonly language: string;
  readonly languageLevel: 'A1' | 'A2' | 'B1' | 'B2' | 'C1' | 'C2' | 'native';
  /** ISCED-F 2013. */
  readonly field?: string;
  readonly components: readonly Component[];
  readonly recognised: readonly Recognised[];
  readonly responsibleHome: Responsible;
}

/** What a person sends: courses by their catalogue code, or typed. Values of the catalogue come from the catalogue. */
export type ComponentChoice =
  | { readonly course: string; readonly term: Term }
  | { readonly code: string; readonly title: string; readonly term: Term; readonly ects: Hundredths };

export type AgreementDraft = Omit<AgreementContent, 'components'> & { readonly components: readonly ComponentChoice[] };

/** A course of the catalogue, as the API found it. */
export interface CatalogueCourse {
  readonly code: string;
  readonly title: string;
  readonly ects: Hundredths;
  readonly language?: string;
  readonly unit?: UnitId;
  readonly terms: readonly Term[];
}

export interface AgreementFacts {
  readonly courses: readonly CatalogueCourse[];
  readonly units: readonly UnitId[];
}

export interface AgreementRules {
  readonly ects?: { readonly min: Hundredths; readonly max: Hundredths };
  /** Least share, in percent of the credits, that belongs to the main unit. */
  readonly mainUnitShare?: number;
}

export interface AgreementTotals {
  readonly ects: Hundredths;
  /** Whole percent, rounded down. */
  readonly mainUnitShare: number;
}
