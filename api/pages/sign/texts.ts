import type { Language } from '../../problem.ts';

/** What the pages of a partner's link say beside signing; both languages have the same ones by type. */
const en = {
  decideTitle: 'Your decision is asked for',
  decideAsked: (institution: string, what: string, person: string) =>
    `${institution} asks you to decide about “${what}” for ${person}.`,
  comesFrom: 'Comes from',
  stay: 'Stay',
  by: 'Until',
  otherwise: 'Then',
  rule: 'How it is decided',
  revision: (n: number) => `Revision ${n} of the agreement`,
  pdf: 'Read the PDF',
  decideAs: (name: string) =>
    `You decide as ${name}. What you decide goes into the file with your name and your address.`,
  approve: 'Approve',
  refuseTitle: 'Or refuse',
  refuseWhy: 'Why? The office and the person read it.',
  refuseWhyStaff: 'Why? The office reads it.',
  refuse: 'Refuse',
  approved: 'Thank you. Your approval is recorded.',
  refused: 'Recorded: you refused. The office sees why.',
  doneMore: 'There is nothing else to do. You may close this page.',
  nothing: 'There is nothing to do here any more.',
  nothingMore: 'It was decided or answered, or has changed since. We have written to you if you are to do anything.',
  messageAbout: (institution: string, person: string) => `A message from ${institution} about ${person}.`,
  answerAs: (name: string) => `You answer as ${name}.`,
  yourAnswer: 'Your answer',
  answer: 'Send the answer',
  read: 'I have read it',
  answered: 'Thank you. Your answer is recorded.',
  readDone: 'Thank you. We know that you have read it.',
};

type Texts = typeof en;

const fr: Texts = {
  decideTitle: 'Votre décision est attendue',
  decideAsked: (institution, what, person) => `${institution} vous demande de décider de « ${what} » pour ${person}.`,
  comesFrom: 'Vient de',
  stay: 'Séjour',
  by: 'Jusqu’au',
  otherwise: 'Ensuite',
  rule: 'Règle de décision',
  revision: (n) => `Version ${n} du contrat`,
  pdf: 'Lire le PDF',
  decideAs: (name) =>
    `Vous décidez en tant que ${name}. Votre décision est versée au dossier avec votre nom et votre adresse.`,
  approve: 'Donner un avis favorable',
  refuseTitle: 'Ou refuser',
  refuseWhy: 'Pourquoi ? Le service et la personne le liront.',
  refuseWhyStaff: 'Pourquoi ? Le service le lira.',
  refuse: 'Refuser',
  approved: 'Merci. Votre avis favorable est enregistré.',
  refused: 'Votre refus est enregistré. Le service en voit le motif.',
  doneMore: "Il n'y a rien d'autre à faire. Vous pouvez fermer cette page.",
  nothing: "Il n'y a plus rien à faire ici.",
  nothingMore:
    "C'est décidé ou répondu, ou le contenu a changé. Nous vous avons écrit si quelque chose est attendu de vous.",
  messageAbout: (institution, person) => `Un message de ${institution} au sujet de ${person}.`,
  answerAs: (name) => `Vous répondez en tant que ${name}.`,
  yourAnswer: 'Votre réponse',
  answer: 'Envoyer la réponse',
  read: "J'ai lu ce message",
  answered: 'Merci. Votre réponse est enregistrée.',
  readDone: 'Merci. Nous savons que vous l’avez lu.',
};

export const askedTextsIn = (language: Language): Texts => (language === 'fr' ? fr : en);
