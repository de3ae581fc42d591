import type { DigestTexts } from '../texts.ts';

const things = (count: number): string => (count === 1 ? '1 thing' : `${count} things`);

export const digest: DigestTexts['digest'] = ({ institution, to, count, overdue }) => {
  const waits = `${things(count)} ${count === 1 ? 'waits' : 'wait'} for you`;
  return {
    subject: `${institution}: ${waits}${overdue === 0 ? '' : `, ${overdue} overdue`}`,
    what: [`${waits}. What was done until now is left out.`],
    sections: { overdue: 'Overdue', soon: 'Due soon', new: 'New' },
    more: (more) => `And ${things(more)} more: see them all with the link below.`,
    next: [
      to === 'person'
        ? 'You get at most one such message a day.'
        : 'You get at most one such message on a working day. Others who hold the same role are told too.',
    ],
    link: 'See what waits for me',
    closing: [institution, 'This message was sent automatically.'],
  };
};

export const thing: DigestTexts['thing'] = ({ reference, person, to, template, date, isOverdue, isClosed }) =>
  [
    to === 'person' ? `File ${reference}` : `${person}, ${reference}`,
    date === undefined ? '' : isOverdue ? `was due on ${date}` : `by ${date}`,
    isClosed ? 'the file is closed for that reason' : template === 'escalated' ? 'please see that it is done' : '',
  ]
    .filter((part) => part !== '')
    .join(' – ');
