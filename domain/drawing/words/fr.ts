import type { NamedAnchor, Words } from './en.ts';

const months = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
];
const many = (n: number, one: string, more = `${one}s`): string => `${String(n)} ${n < 2 ? one : more}`;
const listed = (those: readonly string[], word: string): string =>
  those.length < 2 ? (those[0] ?? '') : `${those.slice(0, -1).join(', ')} ${word} ${those.at(-1) ?? ''}`;
const until = (date: string | undefined): string => (date === undefined ? '' : `, jusqu’à\u00a0: ${date}`);
const nth = (day: number): string => (day === 1 ? '1er' : String(day));
const anchor = (from: NamedAnchor): { readonly the: string; readonly of: string } => {
  if (typeof from !== 'string') {
    const end = `la fin de ${from.title ?? 'la tâche d’un service'}`;
    return { the: end, of: `de ${end}` };
  }
  return {
    opening: { the: 'l’ouverture', of: 'de l’ouverture' },
    'stay.start': { the: 'le début du séjour', of: 'du début du séjour' },
    'stay.end': { the: 'la fin du séjour', of: 'de la fin du séjour' },
  }[from];
};

export const fr: Words = {
  for: {
    student: 'Pour les étudiants.',
    intern: 'Pour les stagiaires.',
    doctoral: 'Pour les doctorants.',
    staff: 'Pour les personnels.',
  },
  size: (stages, tasks) => `${many(stages, 'étape')}, ${many(tasks, 'tâche')}.`,
  start: 'Début',
  nomination: 'Nomination',
  from: (from, until) => `chaque année du ${from} au ${until}`,
  anyDay: 'tous les jours',
  office: 'Service',
  told: (role) => `${role} (prévenu de tout retard, sauf si une tâche dit autre chose)`,
  stage: (number, of) => `Étape ${number} sur ${String(of)}`,
  ofStaff: 'Traitée par les services.',
  kinds: {
    form: 'Formulaire',
    documents: 'Pièces',
    agreement: 'Contrat pédagogique',
    approval: 'Décision',
    signatures: 'Signatures',
    attestation: 'Attestation',
    grades: 'Résultats',
    transcript: 'Relevé de notes',
    message: 'Message',
  },
  staffOnly: 'Réservé aux services',
  names: {
    by: 'Par',
    to: 'À',
    onlyIf: 'Seulement si',
    after: 'Après',
    opens: 'Ouverture',
    due: 'Échéance',
    reminders: 'Rappels',
    late: 'En cas de retard',
    again: 'Peut être refait',
    onRequest: 'Sur demande seulement',
    refused: 'En cas de refus',
    review: 'Vérification',
    approve: 'Approbation',
    about: 'Porte sur',
    rules: 'Règles',
    waits: 'Attend',
    withdraw: 'Désistement',
    extend: 'Prolongation',
    shorten: 'Raccourcissement',
    until: 'Jusqu’à',
    from: 'Ouverte',
  },
  person: 'la personne',
  partner: 'le partenaire',
  named: 'une personne désignée',
  memberOf: (role) => `un membre\u00a0: ${role}`,
  roleAt: (role, unit) => `${role} (${unit})`,
  ruleAt: (role, at) =>
    ({
      institution: role,
      'mobility.unit': `${role} (composante responsable)`,
      'agreement.mainUnit': `${role} (composante principale du contrat)`,
    })[at],
  partnerFrom: (title) => (title === undefined ? 'un partenaire' : `le partenaire nommé dans ${title}`),
  or: (those) => listed(those, 'ou'),
  and: (those) => listed(those, 'et'),
  decides: ({ who, need, of, veto }) => {
    const several = need === 'all' || need > 1;
    const count =
      need === 'all'
        ? 'tous\u00a0: '
        : of !== undefined
          ? `${String(need)} sur ${String(of)}\u00a0: `
          : several
            ? `${String(need)} parmi\u00a0: `
            : '';
    return `${count}${who}${veto === false ? ', sans veto' : several ? ', un seul refus suffit' : ''}`;
  },
  samePerson: 'Une même personne peut décider à plusieurs échelons.',
  questions: (count, required) =>
    `${many(count, 'question')}${required === 0 ? '' : required === count ? (count === 1 ? ', obligatoire' : ', toutes obligatoires') : `, dont ${many(required, 'obligatoire')}`}`,
  optional: 'facultatif',
  answer: {
    none: 'Aucune réponse n’est attendue',
    read: 'Attend que ce soit lu',
    words: 'Attend une réponse écrite',
  },
  order: { sequential: 'L’un après l’autre', parallel: 'Tous en même temps' },
  fact: { arrived: 'l’arrivée, avec sa date', departed: 'le départ, avec sa date' },
  certificate: 'un certificat est établi et cacheté',
  credits: (min, max) => `de ${min} à ${max} ECTS`,
  share: (percent) => `au moins ${String(percent)} % dans la composante principale`,
  title: (number, title) => `${number} ${title}`,
  hidden: 'une tâche des services',
  date: (year, month, day) => `${nth(day)} ${months[month - 1] ?? ''} ${String(year)}`,
  yearly: (month, day) => `${nth(day)} ${months[month - 1] ?? ''}`,
  days: (days, working, direction, from) => {
    if (days === 0) return `le jour ${anchor(from).of}`;
    const count = many(days, working ? 'jour ouvré' : 'jour', working ? 'jours ouvrés' : 'jours');
    return `${count} ${direction === 'after' ? 'après' : 'avant'} ${anchor(from).the}`;
  },
  remind: (days) => `${listed(days.map(String), 'et')} ${days.length === 1 && days[0] === 1 ? 'jour' : 'jours'} avant`,
  late: {
    after: (days, what) => `après ${many(days, 'jour')}, ${what}`,
    escalate: (who) => `${who} peut aussi agir`,
    handOver: (who) => `confié à\u00a0: ${who}`,
    remindEvery: (days) => (days === 1 ? 'un rappel par jour' : `un rappel tous les ${String(days)} jours`),
    decide: { approve: 'réputé accordé', refuse: 'réputé refusé' },
    goOn: 'le dossier avance sans réponse',
    close: 'plus rien n’est accepté',
    end: 'le dossier est caduc',
  },
  repeat: (by, times, date) => `${by}${times === undefined ? '' : `, au plus ${String(times)} fois`}${until(date)}`,
  backTo: (title) => `retour à ${title}`,
  anyTime: 'À tout moment',
  life: (by, date) => `${by}${until(date)}`,
  asks: (ask) => `demandé par ${ask}`,
  longest: (days) => `au plus ${many(days, 'jour')} en tout`,
  withdrawByDefault: 'la personne, ou les personnels qui le peuvent',
  stayByDefault: 'les personnels qui le peuvent',
  ends: { completed: 'Terminé', refused: 'Refusé', lapsed: 'Caduc', withdrawn: 'Désistement' },
  afterLast: 'Quand la dernière étape est finie.',
  byWhom: 'Par',
  ended: 'le dossier prend fin',
  whenRefused: (titles) => `En cas de refus à ${titles}.`,
  whenLate: (titles) => `En cas de retard à ${titles}.`,
  never: 'Aucune tâche n’y mène d’elle-même.',
  standing: {
    now: (stage) => `Le dossier est à l’étape ${stage}.`,
    ended: (outcome, date) => `Le dossier s’est achevé le ${date}\u00a0: ${outcome.toLowerCase()}.`,
    stage: { past: 'Finie', present: 'Le dossier est ici', 'to-come': 'À venir' },
    done: (date) => (date === undefined ? 'Fait' : `Fait le ${date}`),
    open: (date) => (date === undefined ? 'En cours' : `En cours depuis le ${date}`),
    left: 'Inachevé à la fin',
    passed: 'Sans objet\u00a0: sa condition n’était pas remplie',
    toCome: 'À venir',
    again: 'À refaire plus tard',
    notReached: 'Non atteint',
    notAsked: 'Pas demandé',
    planned: (date) => `Ouvre le ${date}`,
    resolving: 'Ses membres sont recherchés',
    decided: { approve: 'Accordé', refuse: 'Refusé', 'send-back': 'Renvoyé' },
    approvals: (given, need) => `${String(given)} accord${given < 2 ? '' : 's'} sur ${String(need)}`,
    signed: 'Signé',
    declined: 'Refus de signer',
    wait: (who, since, date) => `${who}, depuis le ${since}${date === undefined ? '' : `, jusqu’au ${date}`}`,
    late: 'La date est passée',
    paused: 'le délai est suspendu',
    stay: 'D’autres dates sont demandées',
  },
  colon: '\u00a0: ',
  semicolon: '\u00a0; ',
  legend: 'Pour lire ce schéma',
  key: {
    stages: 'Les étapes se suivent. Les tâches d’une étape qu’aucune flèche ne relie se font en même temps.',
    arrow: 'Flèche\u00a0: la seconde tâche s’ouvre quand la première est finie.',
    back: 'Flèche en tirets à droite\u00a0: où ramène un refus.',
    dashed: 'Cadre en tirets\u00a0: peut être refait, ou ne se fait que sur demande.',
  },
  keyStanding: { done: 'fait', open: 'en cours', 'to-come': 'à venir', passed: 'sans objet' },
};
