import type { DigestTexts } from '../texts.ts';

const things = (count: number): string => (count === 1 ? '1 chose' : `${count} choses`);

export const digest: DigestTexts['digest'] = ({ institution, to, count, overdue }) => {
  const waits = `${things(count)} ${count === 1 ? 'vous attend' : 'vous attendent'}`;
  return {
    subject: `${institution} : ${waits}${overdue === 0 ? '' : `, dont ${overdue} en retard`}`,
    what: [`${waits}. Ce qui a été fait entre-temps n’y figure pas.`],
    sections: { overdue: 'En retard', soon: 'Bientôt à échéance', new: 'Nouveau' },
    more: (more) => `Et encore ${things(more)} : le lien ci-dessous les montre toutes.`,
    next: [
      to === 'person'
        ? 'Vous recevez au plus un message de ce genre par jour.'
        : 'Vous recevez au plus un message de ce genre par jour ouvré. Les autres personnes qui ont la même habilitation sont averties aussi.',
    ],
    link: 'Voir ce qui m’attend',
    closing: [institution, 'Ce message a été envoyé automatiquement.'],
  };
};

export const thing: DigestTexts['thing'] = ({ reference, person, to, template, date, isOverdue, isClosed }) =>
  [
    to === 'person' ? `Dossier ${reference}` : `${person}, ${reference}`,
    date === undefined ? '' : isOverdue ? `était à faire jusqu’au ${date}` : `jusqu’au ${date}`,
    isClosed ? 'le dossier est clos pour cette raison' : template === 'escalated' ? 'merci de le faire faire' : '',
  ]
    .filter((part) => part !== '')
    .join(' – ');
