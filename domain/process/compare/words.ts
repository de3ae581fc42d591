import type { Text } from '../../ids.ts';
import { inLanguage } from '../../text/in-language.ts';
import type { Place } from './differ.ts';

/** Words in the two languages that sentences exist in. */
export interface Both {
  readonly en: string;
  readonly fr: string;
}

/** What a member of a list is called. */
const members: Readonly<Record<string, Both>> = {
  stages: { en: 'stage', fr: 'étape' },
  tasks: { en: 'task', fr: 'tâche' },
  fields: { en: 'field', fr: 'champ' },
  documents: { en: 'document', fr: 'pièce' },
  chain: { en: 'step', fr: 'étape du circuit' },
  signers: { en: 'signer', fr: 'signataire' },
  choices: { en: 'choice', fr: 'choix' },
};

/** What a property is called; one that is not here goes by its own name. */
const properties: Readonly<Record<string, Both>> = {
  title: { en: 'title', fr: 'titre' },
  help: { en: 'help', fr: 'aide' },
  label: { en: 'label', fr: 'libellé' },
  text: { en: 'text', fr: 'texte' },
  for: { en: 'for whom', fr: 'public' },
  office: { en: 'office', fr: 'service' },
  nominations: { en: 'days for nominations', fr: 'dates des nominations' },
  withdraw: { en: 'withdrawing', fr: 'désistement' },
  extend: { en: 'a longer stay', fr: 'prolongation du séjour' },
  shorten: { en: 'a shorter stay', fr: 'séjour abrégé' },
  stages: { en: 'stages', fr: 'étapes' },
  tasks: { en: 'tasks', fr: 'tâches' },
  fields: { en: 'fields', fr: 'champs' },
  documents: { en: 'documents', fr: 'pièces' },
  chain: { en: 'steps', fr: 'étapes du circuit' },
  signers: { en: 'signers', fr: 'signataires' },
  choices: { en: 'choices', fr: 'choix' },
  kind: { en: 'kind', fr: 'nature' },
  type: { en: 'type', fr: 'type' },
  after: { en: 'after which tasks', fr: 'après quelles tâches' },
  when: { en: 'condition', fr: 'condition' },
  opens: { en: 'opens on', fr: 'ouverture' },
  due: { en: 'due', fr: 'échéance' },
  remind: { en: 'reminders', fr: 'rappels' },
  missed: { en: 'when the date is missed', fr: "si l'échéance est dépassée" },
  visibility: { en: 'who sees it', fr: 'visible par' },
  repeat: { en: 'doing it anew', fr: 'nouvelle fois' },
  times: { en: 'how often', fr: 'combien de fois' },
  onRequest: { en: 'only when asked for', fr: 'sur demande seulement' },
  until: { en: 'until', fr: "jusqu'à" },
  ask: { en: 'who may ask', fr: 'qui peut demander' },
  longest: { en: 'longest stay in days', fr: 'durée maximale en jours' },
  by: { en: 'who', fr: 'qui' },
  at: { en: 'at which unit', fr: 'dans quelle composante' },
  of: { en: 'of what', fr: 'de quoi' },
  need: { en: 'how many approvals are needed', fr: 'nombre de validations nécessaires' },
  veto: { en: 'a refusal decides', fr: 'un refus suffit' },
  holders: { en: 'who decides', fr: 'qui décide' },
  named: { en: 'named person', fr: 'personne désignée' },
  partner: { en: 'contact of the partner', fr: 'contact du partenaire' },
  samePerson: { en: 'one person may decide several steps', fr: 'une même personne peut décider plusieurs étapes' },
  refused: { en: 'when refused', fr: 'en cas de refus' },
  required: { en: 'required', fr: 'obligatoire' },
  min: { en: 'least', fr: 'minimum' },
  max: { en: 'most', fr: 'maximum' },
  review: { en: 'review', fr: 'examen' },
  approve: { en: 'approval', fr: 'validation' },
  order: { en: 'order', fr: 'ordre' },
  fact: { en: 'what is attested', fr: 'fait attesté' },
  certificate: { en: 'certificate', fr: 'attestation' },
  conversion: { en: 'conversion', fr: 'conversion' },
  method: { en: 'method', fr: 'méthode' },
  minimum: { en: 'least number of grades', fr: 'nombre minimal de notes' },
  rules: { en: 'rules', fr: 'règles' },
  ects: { en: 'ECTS credits', fr: 'crédits ECTS' },
  mainUnitShare: { en: 'share of the main unit in percent', fr: 'part de la composante principale en pour cent' },
  to: { en: 'to whom', fr: 'destinataire' },
  answer: { en: 'answer', fr: 'réponse' },
};

/** A property in words, from the outside in: `rules, ECTS credits, least`. */
export function labelOf(path: readonly string[]): Both {
  const parts = path.map((key, n): Both => {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    // The last part under a text is a language.
    return n > 0 && isText(path[n - 1]) ? { en: `(${key})`, fr: `(${key})` } : (known ?? { en: key, fr: key });
  });
  const joined = (language: keyof Both): string =>
    parts
      .map((part) => part[language])
      .reduce((all, part) => (part.startsWith('(') ? `${all} ${part}` : `${all}, ${part}`));
  return { en: joined('en'), fr: joined('fr') };
}

const isText = (key: string | undefined): boolean =>
  key === 'title' || key === 'help' || key === 'label' || key === 'text';

/** A place in words: `Task “Details”, field “Level”`; empty for the procedure itself. */
export function placeOf(place: Place): Both {
  const said = (language: keyof Both): string => {
    const words = place
      .map(({ list, name, title }) => {
        const noun = members[list]?.[language] ?? list;
        const called = shown(title, name, language);
        return language === 'en' ? `${noun} “${called}”` : `${noun} « ${called} »`;
      })
      .join(', ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  };
  return { en: said('en'), fr: said('fr') };
}

const shown = (title: Text | undefined, name: string, language: string): string =>
  title === undefined ? name : inLanguage(title, language) || name;
