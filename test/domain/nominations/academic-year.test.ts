import { expect } from 'chai';
import { nextAcademicYear } from '../../../domain/nominations/academic-year.ts';

describe('the academic year of a nomination without a year', () => {
  it('is the one that begins next', () => {
    for (const [today, year] of [
      ['2026-01-01', 2026],
      ['2026-09-01', 2026],
      ['2026-09-02', 2027],
      ['2026-12-31', 2027],
    ] as const)
      expect(nextAcademicYear(today), today).to.equal(year);
  });
});
