import type { Row } from '../../db/statements.ts';
import { fold } from '../../domain/text/fold.ts';

/** A row of the catalogue: a course of Caen's faculty of sciences, 6 ECTS in the first semester, unless said otherwise. */
export const courseRow = (
  code: string,
  { title = `Course ${code}`, ...more }: Row & { readonly title?: string } = {},
): Row & { readonly code: string; readonly title_folded: string } => ({
  institution: 'caen',
  source: 'test',
  code,
  title,
  title_folded: fold(title),
  faculty: '13',
  programme: null,
  language: 'fr',
  s1: 1,
  s2: 0,
  ects_hundredths: 600,
  hours_hundredths: null,
  open_to_mobility: 1,
  objective: null,
  description: null,
  places: null,
  academic_year: null,
  retired_at: null,
  ...more,
});
