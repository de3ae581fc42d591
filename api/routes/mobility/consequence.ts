import type { Text } from '../../../domain/ids.ts';
import type { Consequence } from '../../../domain/process/procedure.ts';
import type { Clock } from '../../../domain/mobility/state.ts';
import { alike, type Names } from './names.ts';

/** What happens after a date when nothing was done, in words. */
export function sayConsequence(consequence: Consequence, { roles }: Names): Text {
  if ('end' in consequence)
    return { en: 'After this date the mobility lapses.', fr: 'Passé cette date, la mobilité est caduque.' };
  if ('close' in consequence)
    return { en: 'After this date nothing more is taken.', fr: "Passé cette date, plus rien n'est accepté." };
  if ('goOn' in consequence)
    return {
      en: 'After this date the file goes on without an answer.',
      fr: 'Passé cette date, le dossier avance sans réponse.',
    };
  if ('decide' in consequence)
    return consequence.decide === 'approve'
      ? { en: 'After this date it counts as approved.', fr: "Passé cette date, l'avis est réputé favorable." }
      : { en: 'After this date it counts as refused.', fr: "Passé cette date, l'avis est réputé défavorable." };
  if ('remindEvery' in consequence)
    return {
      en: `After this date a reminder is sent every ${String(consequence.remindEvery)} days.`,
      fr: `Passé cette date, un rappel est envoyé tous les ${String(consequence.remindEvery)} jours.`,
    };
  const instead = 'handOver' in consequence;
  const name = instead ? consequence.handOver : consequence.escalate;
  const role = roles[name] ?? alike(name);
  const [en, fr] = [role['en'] ?? '', role['fr'] ?? ''];
  return instead
    ? { en: `After this date it is handed over to: ${en}.`, fr: `Passé cette date, c'est confié à : ${fr}.` }
    : { en: `After this date it is also put before: ${en}.`, fr: `Passé cette date, c'est aussi confié à : ${fr}.` };
}

/** What happens where a procedure says nothing: the office is told. */
export function sayTold(office: string, { roles }: Names): Text {
  const role = roles[office] ?? alike(office);
  return {
    en: `After this date we tell: ${role['en'] ?? ''}.`,
    fr: `Passé cette date, nous prévenons : ${role['fr'] ?? ''}.`,
  };
}

/** The date has passed, and nothing more comes by itself. */
export function sayMissed({ consequence, closed, reminders }: Clock): Text {
  if (closed === true)
    return {
      en: 'The date has passed: nothing more is taken until staff give more time.',
      fr: "La date est passée : plus rien n'est accepté tant que le service n'accorde pas de délai.",
    };
  if (reminders.length > 0)
    return {
      en: 'The date has passed; reminders go on until it is done.',
      fr: 'La date est passée ; les rappels continuent jusqu’à ce que ce soit fait.',
    };
  return consequence === undefined
    ? { en: 'The date has passed; the office was told.', fr: 'La date est passée ; le service a été prévenu.' }
    : { en: 'The date has passed.', fr: 'La date est passée.' };
}
