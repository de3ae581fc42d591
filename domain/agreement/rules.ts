import type { Text } from '../ids.ts';
import type { AgreementContent, AgreementRules, AgreementTotals, Hundredths } from './content.ts';

/** Credits and the main unit's share of a set of components. */
export function totalsOf(content: Pick<AgreementContent, 'components' | 'mainUnit'>): AgreementTotals {
  const ects = sum(content.components.map((c) => c.ects));
  const main = sum(content.components.filter((c) => c.unit === content.mainUnit).map((c) => c.ects));
  return { ects, mainUnitShare: ects === 0 ? 0 : Math.floor((main * 100) / ects) };
}

/** The rules that a content breaks, each as a sentence that says what would be right. */
export function broken(rules: AgreementRules, content: AgreementContent): readonly Text[] {
  const totals = totalsOf(content);
  const problems: Text[] = [];
  if (content.components.length === 0)
    problems.push({ en: 'Choose at least one course.', fr: 'Choisissez au moins un enseignement.' });
  const { ects, mainUnitShare } = rules;
  if (ects !== undefined && (totals.ects < ects.min || totals.ects > ects.max))
    problems.push({
      en: `The agreement has ${credits(totals.ects)} ECTS; it needs ${credits(ects.min)} to ${credits(ects.max)}.`,
      fr: `Le contrat compte ${credits(totals.ects)} ECTS ; il en faut de ${credits(ects.min)} à ${credits(ects.max)}.`,
    });
  if (mainUnitShare !== undefined && totals.mainUnitShare < mainUnitShare)
    problems.push({
      en: `${String(totals.mainUnitShare)} % of the credits are in the main faculty; at least ${String(mainUnitShare)} % must be.`,
      fr: `${String(totals.mainUnitShare)} % des crédits relèvent de la composante principale ; il en faut au moins ${String(mainUnitShare)} %.`,
    });
  return problems;
}

/** Credits as people write them: `7.5`. */
export const credits = (hundredths: Hundredths): string => String(hundredths / 100);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
