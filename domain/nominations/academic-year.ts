import type { LocalDate } from '../time/civil.ts';

/** The year in which the academic year begins (1 September) that comes next: what a nomination without a year is for. */
export const nextAcademicYear = (today: LocalDate): number =>
  Number(today.slice(0, 4)) + (today.slice(5) > '09-01' ? 1 : 0);
