/*
 * What the documents are drawn from. Dates are civil (`2026-09-01`), instants ISO in UTC, ECTS credits numbers of which
 * two decimals are shown, hashes SHA-256 in hexadecimal. Texts may hold any language that the fonts cover (Latin, Greek,
 * Cyrillic and a few more); see `uncovered`.
 */

/** The language of the document's own words. */
export type Language = 'fr' | 'en';

/** How the host's documents look. */
export interface Brand {
  readonly institution: string;
  /** `#rrggbb`; darkened where text in it would be hard to read. */
  readonly accent: string;
  readonly logoPng?: Uint8Array;
}

/** What every document carries. */
export interface Issue {
  readonly language: Language;
  readonly brand: Brand;
  /** The mobility's: `CAEN-2026-000123`. */
  readonly reference: string;
  /** SHA-256 of what the document says (the revision, the attested fact, the results), not of the PDF. */
  readonly subjectHash: string;
  /** Where the document can be checked; drawn as a QR code. */
  readonly verifyUrl: string;
  /** Instant that is written as the PDF's date: the subject's own, so that drawing again gives the same bytes. */
  readonly at: string;
}

export interface Student {
  readonly givenNames: string;
  readonly familyName: string;
  readonly birthDate?: string;
  readonly nationality?: string;
  readonly gender?: string;
  readonly email?: string;
  /** European Student Identifier. */
  readonly esi?: string;
  /** Level of study, as words: `Master (EQF 7)`. */
  readonly cycle?: string;
  /** ISCED-F 2013 code and words. */
  readonly field?: string;
}

export interface Institution {
  readonly name: string;
  readonly faculty?: string;
  readonly erasmusCode?: string;
  /** schacHomeOrganization: `unicaen.fr`. */
  readonly schac?: string;
  readonly country?: string;
  readonly contact?: Contact;
}

export interface Contact {
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
}

export interface Component {
  readonly code?: string;
  readonly title: string;
  /** As words: `Autumn semester`. */
  readonly term?: string;
  readonly ects: number;
}

/** Table B: what the sending institution recognises. */
export interface RecognisedComponent extends Component {
  readonly automatic?: boolean;
}

/** Table C: what is followed from afar. */
export interface VirtualComponent extends Component {
  readonly description?: string;
}

export interface Change {
  readonly table: 'A' | 'B';
  readonly what: 'added' | 'deleted';
  readonly component: Component;
  /** As words. */
  readonly reason?: string;
}

export interface Responsible {
  readonly part: 'student' | 'sending' | 'receiving';
  readonly name: string;
  readonly position?: string;
  readonly email?: string;
}

export interface Signature {
  readonly name: string;
  /** As words: `Coordinator, sending institution`. */
  readonly capacity: string;
  /** Instant. */
  readonly at: string;
  /** How the signer was identified, as words. */
  readonly how: string;
  readonly onBehalfOf?: string;
}

export interface AgreementInput extends Issue {
  readonly revision: number;
  readonly academicYear: string;
  readonly student: Student;
  readonly sending: Institution;
  readonly receiving: Institution;
  readonly start: string;
  readonly end: string;
  /** As words: `Semester(s)`. */
  readonly mobilityType?: string;
  /** Web page of the course catalogue. */
  readonly catalogueUrl?: string;
  readonly tableA: readonly Component[];
  readonly tableB: readonly RecognisedComponent[];
  readonly tableC?: readonly VirtualComponent[];
  /** What happens when components are not passed; conditions without automatic recognition. */
  readonly provisions?: string;
  /** Language of instruction, and the level (CEFR) the student has or will have. */
  readonly languageOfStudy?: { readonly name: string; readonly level?: string };
  readonly responsible: readonly Responsible[];
  /** Of revisions after the first: what is different from the one before. */
  readonly changes?: readonly Change[];
  readonly changeComment?: string;
  /** Adds the page of signatures: `subjectHash` is what was signed, `shownPdf` the SHA-256 of the PDF that was shown. */
  readonly signed?: { readonly shownPdf: string; readonly signatures: readonly Signature[] };
}

export interface CertificateInput extends Issue {
  readonly kind: 'arrival' | 'departure';
  readonly student: Student;
  readonly sending: Institution;
  readonly receiving: Institution;
  /** First day present; known on a departure too. */
  readonly arrived: string;
  /** Last day present: needed on a departure. */
  readonly departed?: string;
  /** As words: `Erasmus+ studies`. */
  readonly programme?: string;
  readonly attestedBy: { readonly name: string; readonly position?: string };
  /** Instant. */
  readonly attestedAt: string;
}

export interface Result extends Component {
  readonly grade: string;
  readonly outcome: 'passed' | 'failed' | 'absent';
  /** How the grade reads in the home scale; a suggestion until `approved`. */
  readonly converted?: { readonly grade: string; readonly approved: boolean };
}

export interface Distribution {
  /** The reference group, as words: institution, field, cycle, years. */
  readonly group: string;
  /** Passing grades from the best, with their share in percent. */
  readonly grades: readonly { readonly grade: string; readonly percent: number }[];
}

export interface TranscriptInput extends Issue {
  readonly academicYear: string;
  readonly student: Student;
  readonly sending: Institution;
  readonly receiving: Institution;
  readonly start: string;
  readonly end: string;
  readonly results: readonly Result[];
  /** How converted grades were found, as words: `EGRACONS, table 2026-1, median`. */
  readonly method?: string;
  /** What the local grades mean. */
  readonly scale: string;
  readonly distributions?: readonly Distribution[];
  readonly issuedBy: { readonly name: string; readonly position?: string };
}
