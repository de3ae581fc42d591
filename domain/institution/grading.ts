import type { Home } from '../mobility/state.ts';
import type { GradingFacts } from '../tasks/grades.ts';
import type { Institution, PartnerGrading } from './institution.ts';

/**
 * The tables by which results are converted for somebody from this home institution: the host's, and the one of the
 * home's Erasmus code, else of its country, where there is one. Undefined when the institution has no table at all.
 */
export function gradingFor(
  { grading }: Pick<Institution, 'grading'>,
  home: Pick<Home, 'country' | 'erasmusCode'>,
): GradingFacts | undefined {
  if (grading === undefined) return undefined;
  const partner = named(grading.partners, home.erasmusCode) ?? named(grading.partners, home.country);
  return { host: grading.host, ...(partner === undefined ? {} : { home: partner.table }) };
}

function named(partners: readonly PartnerGrading[], name: string | undefined): PartnerGrading | undefined {
  if (name === undefined || name.trim() === '') return undefined;
  const wanted = plain(name);
  return partners.find((partner) => partner.for.some((one) => plain(one) === wanted));
}

/** Erasmus codes are written with one space or two. */
const plain = (name: string): string => name.trim().toUpperCase().replace(/\s+/g, ' ');
