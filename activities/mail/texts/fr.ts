import type { TaskTold, Texts, Told } from '../texts.ts';
import { digest, thing } from './fr-digest.ts';
import { dateSpeaker } from './spoken-date.ts';

const speak = dateSpeaker('fr-FR');
const about = ({ reference }: Told, subject: string): string => `${subject} (${reference})`;
const of = (name: string): string => (/^[aeiouàâäæéèêëîïôöœùûü]/i.test(name) ? `d’${name}` : `de ${name}`);
const by = ({ title, date }: TaskTold): string => (date === undefined ? title : `${title} : jusqu’au ${date}`);

/** By when, and what happens otherwise. */
function otherwise({ to, date, ends }: Told): string[] {
  if (date === undefined)
    return [to === 'person' ? 'Votre dossier attend que ce soit fait.' : 'Le dossier attend que ce soit fait.'];
  if (ends) return [`Le dernier jour est le ${date}. Si ce n’est pas fait d’ici là, le dossier sera clos.`];
  return [
    to === 'person'
      ? `Le dernier jour est le ${date}. Si ce n’est pas fait d’ici là, les relations internationales en seront averties et prendront contact avec vous.`
      : `Le dernier jour est le ${date}. Si ce n’est pas fait d’ici là, les relations internationales en seront averties.`,
  ];
}

function otherwiseForSeveral({ tasks, ends }: Told): string[] {
  if (tasks.every((task) => task.date === undefined)) return ['Votre dossier attend que ce soit fait.'];
  return [
    ends
      ? 'Si l’une d’elles n’est pas faite à sa date, le dossier peut être clos.'
      : 'Si l’une d’elles n’est pas faite à sa date, les relations internationales en seront averties et prendront contact avec vous.',
  ];
}

const where = ({ to, person }: Told): string => (to === 'person' ? '' : `, dans le dossier ${of(person)},`);
const oldLink =
  'Utilisez le lien de notre message précédent. Si vous ne l’avez plus, demandez-le aux relations internationales.';

/** What is waited for after a message, and how a partner gives it. */
function answerAsked({ to, answer }: Told): string[] {
  const asked =
    answer === 'words' ? 'Nous attendons votre réponse.' : 'Nous attendons que vous indiquiez avoir lu ce message.';
  return to === 'partner'
    ? [
        asked,
        'Aucun compte n’est nécessaire. Ce lien est à vous seul, pour cette seule réponse. Il fonctionne 30 jours.',
      ]
    : [asked];
}

export const fr: Texts = {
  digest,
  thing,
  // Only the first of a month is an ordinal in French, which the locale's data does not know.
  date: (date) => speak(date).replace(/(^|\s)1 /, '$11er '),
  typeset: (text) => text.replace(/« | (?=[»:;?!])/g, (found) => found.replace(' ', '\u00a0')),
  greeting: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
  closing: ({ institution, reference }) => [
    institution,
    `Dossier ${reference}. Ce message a été envoyé automatiquement.`,
  ],

  invitation: (t) => ({
    subject: about(t, `${t.institution} : votre dossier est ouvert`),
    what: [
      `${t.institution} a ouvert votre dossier « ${t.task} ».`,
      'Vos informations, vos pièces et votre contrat s’y trouvent au même endroit, et vous y voyez toujours la suite.',
    ],
    next: [
      'Ouvrez-le avec le lien ci-dessous. Ce lien est à vous seul et fonctionne 30 jours : ne le transmettez à personne.',
      'Rien n’avance tant que vous ne l’avez pas ouvert. Si vous n’attendiez pas ce message, vous pouvez l’ignorer.',
    ],
    link: 'Ouvrir mon dossier',
  }),
  'tasks-opened': (t) => ({
    subject: about(t, t.tasks.length === 1 ? `À vous : ${t.task}` : `À vous : ${t.tasks.length} choses à faire`),
    what: [
      t.tasks.length === 1
        ? 'Voici ce qui vous attend maintenant :'
        : 'Voici les choses qui vous attendent maintenant :',
    ],
    list: t.tasks.map(by),
    next: t.tasks.length === 1 ? otherwise(t) : otherwiseForSeveral(t),
    link: 'Le faire maintenant',
  }),
  'waits-for-you': (t) => ({
    subject: about(t, `Vous attend : ${t.task}`),
    what: [`« ${t.task} » vous attend dans le dossier ${of(t.person)}.`],
    next: [...otherwise(t), 'Toutes les personnes qui y ont la même habilitation ont reçu ce message.'],
    link: 'Ouvrir le dossier',
  }),
  'sign-link': (t) => ({
    subject: about(t, `À signer : ${t.task}`),
    what: [
      `${t.institution} vous demande de signer « ${t.task} » pour ${t.person}.`,
      'Aucun compte n’est nécessaire : le lien ci-dessous montre le document et permet de le signer ou de refuser.',
    ],
    next: [
      ...otherwise(t),
      'Ce lien est à vous seul, pour cette seule signature. Il fonctionne 30 jours.',
      'Si quelqu’un d’autre doit signer, refusez et dites qui.',
    ],
    link: 'Lire et signer',
  }),
  'sent-back': (t) => ({
    subject: about(t, `À reprendre : ${t.task}`),
    what: [t.quotes ? `« ${t.task} » vous a été renvoyé, pour cette raison :` : `« ${t.task} » vous a été renvoyé.`],
    next: ['Corrigez et envoyez de nouveau. Ce que vous aviez saisi est conservé.', ...otherwise(t)],
    link: 'Corriger',
  }),
  'document-again': (t) => ({
    subject: about(t, 'Un document est à renvoyer'),
    // Without words the reason is ours, and stands where the title would.
    what: t.quotes
      ? [`Merci d’envoyer de nouveau « ${t.task} », pour cette raison :`]
      : ['Nous n’avons pas pu garder un document que vous avez envoyé :', t.task],
    next: ['Renvoyez-le dans votre dossier. Tout ce que vous avez envoyé d’autre est conservé.', ...otherwise(t)],
    link: 'Envoyer le document',
  }),
  'information-asked': (t) => ({
    subject: about(t, `Une question sur : ${t.task}`),
    what: [`Avant la décision « ${t.task} », il nous manque quelque chose de votre part :`],
    next: ['Répondez dans votre dossier.', 'La décision attend votre réponse.'],
    link: 'Répondre',
  }),
  reminder: (t) => ({
    subject: about(t, `Rappel : ${t.task}`),
    what: [`« ${t.task} »${where(t)} vous attend toujours.`],
    next: [...otherwise(t), ...(t.to === 'partner' ? [oldLink] : [])],
    link: t.to === 'person' ? 'Le faire maintenant' : 'Ouvrir le dossier',
  }),
  'deadline-missed': (t) => ({
    subject: about(t, `En retard : ${t.task}`),
    what: [
      `« ${t.task} »${where(t)} était à faire ${t.date === undefined ? 'avant ce jour' : `jusqu’au ${t.date}`} et ne l’est pas.`,
    ],
    next: t.ends
      ? ['Le dossier est clos pour cette raison. Les relations internationales peuvent le rouvrir.']
      : [
          'C’est encore possible : merci de le faire maintenant. Les relations internationales en sont averties.',
          ...(t.to === 'partner' ? [oldLink] : []),
        ],
    link: t.to === 'person' ? 'Ouvrir mon dossier' : 'Ouvrir le dossier',
  }),
  escalated: (t) => ({
    subject: about(t, `En retard : ${t.task}`),
    what: [
      `« ${t.task} », dans le dossier ${of(t.person)}, était à faire ${t.date === undefined ? 'avant ce jour' : `jusqu’au ${t.date}`} et ne l’est pas.`,
    ],
    next: ['Merci de voir qui doit le faire, et de l’obtenir. D’ici là, le dossier n’avance pas.'],
    link: 'Ouvrir le dossier',
  }),
  refused: (t) => ({
    subject: about(t, 'La décision sur votre candidature'),
    what: [`${t.institution} n’a pas retenu votre candidature${t.quotes ? ', pour cette raison :' : '.'}`],
    next: [
      'Votre dossier est clos et plus rien ne vous est demandé. Pour toute question, contactez les relations internationales.',
    ],
    link: 'Le lire dans mon dossier',
  }),
  withdrawn: (t) => ({
    subject: about(t, 'Mobilité abandonnée'),
    what: [
      `${t.to === 'person' ? 'Il a été mis fin à votre mobilité' : `Il a été mis fin à la mobilité ${of(t.person)}`}${t.quotes ? ', pour cette raison :' : '.'}`,
    ],
    next:
      t.to === 'person'
        ? [
            'Votre dossier est clos et plus rien ne vous est demandé. Si c’est une erreur, dites-le aux relations internationales, qui peuvent le rouvrir.',
          ]
        : ['Le dossier est clos et plus rien n’y attend. Il peut être rouvert avec un motif.'],
    link: t.to === 'person' ? 'Ouvrir mon dossier' : 'Ouvrir le dossier',
  }),
  lapsed: (t) => ({
    subject: about(t, 'Votre dossier est clos'),
    what: [
      `Votre dossier (${t.institution}) est clos, parce que quelque chose n’a pas été fait avant son dernier jour.`,
    ],
    next: [
      'Si vous souhaitez toujours venir, contactez vite les relations internationales, qui peuvent rouvrir le dossier. Sinon, vous n’avez rien à faire.',
    ],
    link: 'Ouvrir mon dossier',
  }),
  'signature-declined': (t) => ({
    subject: about(t, `Signature refusée : ${t.task}`),
    what: [`Une signature de « ${t.task} »${where(t)} a été refusée${t.quotes ? ', pour cette raison :' : '.'}`],
    next:
      t.to === 'person'
        ? ['Les relations internationales décident de la suite. Vous n’avez rien à faire maintenant.']
        : [
            'À vous de décider : redemander à la même personne, désigner un autre signataire ou rouvrir le contrat. D’ici là, le dossier n’avance pas.',
          ],
    link: t.to === 'person' ? 'Ouvrir mon dossier' : 'Décider',
  }),
  'document-issued': (t) => ({
    subject: about(t, `Disponible : ${t.task}`),
    what: [
      t.to === 'person'
        ? `« ${t.task} » est disponible.`
        : `${t.institution} a délivré « ${t.task} » pour ${t.person}.`,
    ],
    next:
      t.to === 'partner'
        ? ['Vous n’avez rien à faire. S’il vous en faut une copie, demandez-la aux relations internationales.']
        : ['Le document se télécharge dans le dossier et y reste. Il n’y a rien d’autre à faire.'],
    link: t.to === 'person' ? 'Le télécharger' : 'Ouvrir le dossier',
  }),
  completed: (t) => ({
    subject: about(t, 'Votre mobilité est terminée'),
    what: [`Tout ce qui concerne votre séjour (${t.institution}) est terminé. Merci.`],
    next: [
      'Vos documents restent dans votre dossier. Téléchargez ceux que vous voulez garder ; il n’y a rien d’autre à faire.',
    ],
    link: 'Ouvrir mon dossier',
  }),
  'decide-link': (t) => ({
    subject: about(t, `Votre décision est demandée : ${t.task}`),
    what: [
      `${t.institution} vous demande de décider de « ${t.task} » pour ${t.person}.`,
      'Aucun compte n’est nécessaire : le lien ci-dessous vous montre de quoi il s’agit et vous permet de valider ou de refuser.',
    ],
    next: [...otherwise(t), 'Ce lien est à vous seul, pour cette seule décision. Il fonctionne 30 jours.'],
    link: 'Lire et décider',
  }),
  message: (t) => ({
    subject: about(t, t.task),
    what: t.text,
    next: t.answer === 'none' ? [] : [...answerAsked(t), ...otherwise(t)],
    link: t.to === 'partner' ? 'Lire et répondre' : t.to === 'person' ? 'Ouvrir mon dossier' : 'Ouvrir le dossier',
  }),
  'question-answered': (t) => ({
    subject: about(t, `Réponse reçue : ${t.task}`),
    what: [`La question posée sur « ${t.task} » a reçu la réponse ${of(t.person)}.`],
    next: ['La décision vous attend de nouveau.', ...otherwise(t)],
    link: 'Ouvrir le dossier',
  }),
  'decided-without-you': (t) => ({
    subject: about(t, `Décidé : ${t.task}`),
    what: [
      `« ${t.task} », dans le dossier ${of(t.person)}, est décidé : vous avez été assez nombreux à vous prononcer.`,
    ],
    next: ['Votre décision n’est plus attendue. Vous n’avez rien à faire.'],
    link: 'Ouvrir le dossier',
  }),
  'step-closed-again': (t) => ({
    subject: about(t, `N’attend plus : ${t.task}`),
    what: [
      `« ${t.task} », dans le dossier ${of(t.person)}, ne vous attend plus pour le moment : la décision précédente a été retirée.`,
    ],
    next: ['Vous serez averti quand ce sera de nouveau à vous. Vous n’avez rien à faire.'],
    link: 'Ouvrir le dossier',
  }),
  'stay-asked': (t) => ({
    subject: about(t, `Autres dates demandées : ${t.person}`),
    what: [
      `${t.person} demande d’autres dates de séjour${t.date === undefined ? '' : `, jusqu’au ${t.date}`}, pour cette raison :`,
    ],
    next: ['À vous de changer les dates, ou de refuser en disant pourquoi. D’ici là elles restent les mêmes.'],
    link: 'Décider',
  }),
  'stay-changed': (t) => ({
    subject: about(t, 'Vos dates ont changé'),
    what: [`Les dates de votre séjour (${t.institution}) ont été changées, comme vous l’aviez demandé.`],
    next: [
      'Les échéances comptées depuis votre séjour ont suivi : votre dossier les montre. Vous n’avez rien à faire.',
    ],
    link: 'Ouvrir mon dossier',
  }),
  'stay-refused': (t) => ({
    subject: about(t, 'Vos dates restent les mêmes'),
    what: [`Les autres dates que vous aviez demandées (${t.institution}) n’ont pas été acceptées, pour cette raison :`],
    next: ['Votre séjour garde ses dates. Si vous avez une question, posez-la dans votre dossier.'],
    link: 'Ouvrir mon dossier',
  }),
};
