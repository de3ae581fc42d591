import type { Term } from '../../domain/agreement/content.ts';
import type { Signer } from '../../domain/tasks/signatures.ts';
import type { Language } from '../pdf/inputs.ts';

const termWords: Record<Language, Record<Term, string>> = {
  en: { S1: 'Semester 1', S2: 'Semester 2', year: 'Whole year' },
  fr: { S1: 'Semestre 1', S2: 'Semestre 2', year: 'Année' },
};
const capacities: Record<Language, Record<Signer['holder']['by'], string>> = {
  en: {
    person: 'Student',
    partner: 'Sending institution',
    role: 'Receiving institution',
    member: 'Receiving institution',
  },
  fr: {
    person: 'Étudiant',
    partner: 'Établissement d’origine',
    role: 'Établissement d’accueil',
    member: 'Établissement d’accueil',
  },
};
const ways: Record<Language, Readonly<Record<string, string>>> = {
  en: {
    'federated-login': 'Institutional login',
    'one-time-link': 'One-time link sent to the address',
    demo: 'Demonstration login',
  },
  fr: {
    'federated-login': 'Connexion institutionnelle',
    'one-time-link': 'Lien à usage unique envoyé à l’adresse',
    demo: 'Connexion de démonstration',
  },
};

/** Terms, capacities and ways of identifying, as documents print them. */
export const terms = (term: Term, language: Language): string => termWords[language][term];
export const capacityOf = ({ holder }: Signer, language: Language): string => capacities[language][holder.by];
export const identifiedAs = (way: string | undefined, language: Language): string =>
  ways[language][way ?? ''] ?? way ?? '';

/** The name of a language, capitalised: `French`, `Français`. */
export function languageNames(code: string, language: Language): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
