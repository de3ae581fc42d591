import type { Language } from './language.ts';

const titles: Readonly<Record<number, Readonly<Record<Language, string>>>> = {
  400: { en: 'Not understood', fr: 'Demande incomprise' },
  401: { en: 'Not signed in', fr: 'Non connecté' },
  403: { en: 'Not allowed', fr: 'Non autorisé' },
  404: { en: 'Not found', fr: 'Introuvable' },
  405: { en: 'Not possible here', fr: 'Impossible ici' },
  408: { en: 'Too slow', fr: 'Trop lent' },
  409: { en: 'Not possible now', fr: 'Impossible à ce moment' },
  410: { en: 'No longer there', fr: "N'existe plus" },
  413: { en: 'Too large', fr: 'Trop volumineux' },
  415: { en: 'Kind of content not accepted', fr: 'Type de contenu refusé' },
  417: { en: 'Not possible here', fr: 'Impossible ici' },
  422: { en: 'Not right', fr: 'Ne convient pas' },
  429: { en: 'Too many requests', fr: 'Trop de demandes' },
  431: { en: 'Too large', fr: 'Trop volumineux' },
  500: { en: 'Our fault', fr: 'Erreur de notre côté' },
  507: { en: 'No room', fr: 'Plus de place' },
  503: { en: 'Not available now', fr: 'Momentanément indisponible' },
};
const other = { en: 'Not possible', fr: 'Impossible' } as const;

/** What kind of problem it is, in a few words. */
export const titleOf = (status: number, language: Language): string => (titles[status] ?? other)[language];
