import type { ApprovalEvent } from '../../../domain/tasks/approval.ts';
import { alike } from './names.ts';
import { holder } from './progress-sentences.ts';
import { plain, quoted, role, type Pair, type Said, type Wording } from './wording.ts';

/** What happened in a chain. */
export function sentenceOnApproval(event: ApprovalEvent, who: string, task: Pair, wording: Wording): Said {
  const facts = { task: event.task, step: event.step };
  const title = wording.titles.items[`${event.task}/${event.step}`] ?? alike(event.step);
  const step = plain(title);
  switch (event.type) {
    case 'step-opened': {
      if (event.resolving === true) return null;
      const to = goesTo(event, wording);
      return [
        `${task.en} went to ${to.en}.`,
        `${task.fr} a été transmis à : ${to.fr}.`,
        { ...facts, ...(event.role === undefined ? {} : { role: event.role }) },
      ];
    }
    case 'holders-resolved': {
      const n = event.holders.length;
      return [
        `${task.en} (${step.en}) went to ${String(n)} ${n === 1 ? 'person' : 'people'}; ${String(event.need)} must approve.`,
        `${task.fr} (${step.fr}) a été transmis à ${String(n)} ${n === 1 ? 'personne' : 'personnes'} ; ${String(event.need)} ${event.need === 1 ? 'avis favorable est nécessaire' : 'avis favorables sont nécessaires'}.`,
        facts,
      ];
    }
    case 'step-passed-over':
      return [
        `${quoted(title).en} is not needed here.`,
        `${quoted(title).fr} : étape sans objet ici.`,
        { ...facts, condition: event.condition.expression },
      ];
    case 'step-decided': {
      if (event.byDefault === true)
        return event.decision === 'approve'
          ? [
              `Nobody decided in time: it counts as approved (${step.en}).`,
              `Personne n'a décidé à temps : l'avis est réputé favorable (${step.fr}).`,
              { ...facts, decision: event.decision },
            ]
          : [
              `Nobody decided in time: it counts as refused (${step.en}).`,
              `Personne n'a décidé à temps : l'avis est réputé défavorable (${step.fr}).`,
              { ...facts, decision: event.decision },
            ];
      const [en, fr] = decisions[event.decision];
      const why = because(event.reason);
      return [
        `${who} ${en} (${step.en})${why.en}`,
        `${who} ${fr} (${step.fr})${why.fr}`,
        { ...facts, decision: event.decision },
      ];
    }
    case 'decision-taken-back': {
      const why = because(event.reason);
      return [
        `${who} took their decision back (${step.en})${why.en}`,
        `${who} a retiré sa décision (${step.fr})${why.fr}`,
        facts,
      ];
    }
    case 'information-asked':
      return [`${who} asks: ${event.question}`, `${who} demande : ${event.question}`, facts];
    case 'question-answered':
      return [`${who} answers: ${event.answer}`, `${who} répond : ${event.answer}`, facts];
  }
}

function goesTo({ holders = [], role: id }: ApprovalEvent & { type: 'step-opened' }, wording: Wording): Pair {
  if (id !== undefined) return role({ role: id }, wording);
  const names = holders.map((one) => holder(one, wording));
  return { en: names.map((n) => n.en).join(', '), fr: names.map((n) => n.fr).join(', ') };
}

const because = (reason: string | undefined): Pair =>
  reason === undefined || reason === '' ? { en: '.', fr: '.' } : { en: `: ${reason}`, fr: `. Motif : ${reason}` };

const decisions = {
  approve: ['approved', 'a validé'],
  refuse: ['refused', 'a refusé'],
  'send-back': ['sent it back', 'a renvoyé le dossier'],
} as const;
