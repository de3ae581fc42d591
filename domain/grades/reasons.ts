import type { Text } from '../ids.ts';
import type { TableRef } from './table.ts';

/** Which of the two tables: of the institution that gave the grade, or of the one that reads it. */
export type Side = 'from' | 'to';

/** Why a grade cannot be converted; the codes are stable. */
export type Reason =
  | { readonly code: 'no-table'; readonly side: Side }
  | { readonly code: 'unknown-grade'; readonly grade: string; readonly table: TableRef }
  | { readonly code: 'not-passing'; readonly grade: string; readonly table: TableRef }
  | { readonly code: 'no-count'; readonly grade: string; readonly table: TableRef }
  | {
      readonly code: 'too-few';
      readonly side: Side;
      readonly table: TableRef;
      readonly size: string;
      readonly minimum: number;
    }
  | { readonly code: 'no-values'; readonly table: TableRef }
  | { readonly code: 'out-of-scale'; readonly grade: string; readonly best: string; readonly pass: string }
  | { readonly code: 'broken-scale'; readonly best: string; readonly pass: string };

/** The reason as a sentence that says what to do. */
export function sentenceOf(reason: Reason): Text {
  switch (reason.code) {
    case 'no-table':
      return reason.side === 'from'
        ? {
            en: 'The host has no grading table for this field and cycle.',
            fr: "L'établissement d'accueil n'a pas de table de notes pour ce domaine et ce cycle.",
          }
        : {
            en: 'The home institution has no grading table for this field and cycle.',
            fr: "L'établissement d'origine n'a pas de table de notes pour ce domaine et ce cycle.",
          };
    case 'unknown-grade':
      return {
        en: `“${reason.grade}” is not a grade of table ${reason.table.id}. Check the grade, or add it to the table.`,
        fr: `« ${reason.grade} » n'est pas une note de la table ${reason.table.id}. Vérifiez la note, ou ajoutez-la à la table.`,
      };
    case 'not-passing':
      return {
        en: `“${reason.grade}” is not a passing grade: only passing grades are converted.`,
        fr: `« ${reason.grade} » n'est pas une note de réussite : seules celles-ci sont converties.`,
      };
    case 'no-count':
      return {
        en: `“${reason.grade}” was never given in table ${reason.table.id}, so it has no place in it. Convert by hand.`,
        fr: `« ${reason.grade} » n'a jamais été attribuée dans la table ${reason.table.id} et n'y a pas de rang. Convertissez à la main.`,
      };
    case 'too-few':
      return {
        en: `Table ${reason.table.id} stands on ${reason.size} results; at least ${reason.minimum} are needed.`,
        fr: `La table ${reason.table.id} repose sur ${reason.size} résultats ; il en faut au moins ${reason.minimum}.`,
      };
    case 'no-values':
      return {
        en: `The grades of table ${reason.table.id} have no numbers, so there is no mean. Choose max, min, midpoint or largest-overlap.`,
        fr: `Les notes de la table ${reason.table.id} ne sont pas des nombres : pas de moyenne. Choisissez max, min, midpoint ou largest-overlap.`,
      };
    case 'out-of-scale':
      return {
        en: `“${reason.grade}” is not between the best grade ${reason.best} and the lowest passing grade ${reason.pass}.`,
        fr: `« ${reason.grade} » n'est pas entre la meilleure note ${reason.best} et la plus basse note de réussite ${reason.pass}.`,
      };
    case 'broken-scale':
      return {
        en: `The best grade ${reason.best} and the lowest passing grade ${reason.pass} must be two different numbers.`,
        fr: `La meilleure note ${reason.best} et la plus basse note de réussite ${reason.pass} doivent être deux nombres différents.`,
      };
  }
}
