/** The columns of the tables that have a model, as they are stored: JSON is text, truth values are 0 and 1. */
export interface InstitutionRow {
  id: string;
  code: string;
  name: string;
  settings: string;
  applied_at: string;
}

export interface UnitRow {
  institution: string;
  id: string;
  parent: string | null;
  name: string;
}

export interface RoleRow {
  institution: string;
  role: string;
  title: string;
  permissions: string;
}

export interface PersonRow {
  id: string;
  institution: string;
  given: string;
  family: string;
  email: string;
  email_folded: string;
  esi: string | null;
  birth_date: string | null;
  language: string;
  kind: string;
  created_at: string;
}

/** Dates, both included; null is without end. */
export interface GrantRow {
  id: string;
  institution: string;
  person: string;
  role: string;
  unit: string;
  valid_from: string | null;
  valid_until: string | null;
}

export interface ProcedureRow {
  institution: string;
  id: string;
  version: number;
  hash: string;
  body: string;
  source: string;
  published_at: string;
  published_by: string | null;
  note: string | null;
  /** JSON: who wrote it, and when. */
  authors: string | null;
  origin: string | null;
}
