import type { Holder } from '../../../domain/mobility/state.ts';
import { alike } from './names.ts';
import { day, plain, role, type Event, type Pair, type Said, type Wording } from './wording.ts';

export type ProgressEvents = Event<
  | 'stay-asked'
  | 'stay-refused'
  | 'task-passed-over'
  | 'opening-planned'
  | 'opening-reached'
  | 'task-begun-again'
  | 'handed-over'
  | 'reminded-by-hand'
  | 'consequence-came'
  | 'consequence-put-off'
  | 'clock-paused'
  | 'procedure-migrated'
  | 'migration-undone'
>;

/** What happened to how a file runs, beside its tasks' own events. @param task its title, where there is one */
export function sentenceOnProgress(event: ProgressEvents, who: string, task: Pair, wording: Wording): Said {
  switch (event.type) {
    case 'stay-asked':
      return [
        `${who} asked for a stay ${day(event.start).en} – ${day(event.end).en}: ${event.reason}`,
        `${who} a demandé un séjour ${day(event.start).fr} – ${day(event.end).fr}. Motif : ${event.reason}`,
        { start: event.start, end: event.end, reason: event.reason },
      ];
    case 'stay-refused':
      return [
        `${who} left the dates of the stay as they are: ${event.reason}`,
        `${who} a maintenu les dates du séjour. Motif : ${event.reason}`,
        { reason: event.reason },
      ];
    case 'task-passed-over':
      return [
        `${task.en} is not needed here.`,
        `${task.fr} : sans objet ici.`,
        { task: event.task, condition: event.condition.expression },
      ];
    case 'opening-planned':
      return [
        `${task.en} opens on ${day(event.date).en}.`,
        `${task.fr} ouvre le ${day(event.date).fr}.`,
        { task: event.task, date: event.date },
      ];
    case 'procedure-migrated':
      return [
        `${who} moved the file to version ${String(event.to.version)} of its procedure: ${event.reason}`,
        `${who} a fait passer le dossier à la version ${String(event.to.version)} de sa procédure. Motif : ${event.reason}`,
        { version: event.to.version, reason: event.reason },
      ];
    case 'migration-undone':
      return [
        `${who} moved the file back to version ${String(event.to.version)} of its procedure: ${event.reason}`,
        `${who} a ramené le dossier à la version ${String(event.to.version)} de sa procédure. Motif : ${event.reason}`,
        { version: event.to.version, reason: event.reason },
      ];
    case 'opening-reached':
    case 'clock-paused':
    case 'consequence-came':
      return null;
    case 'consequence-put-off':
      return [
        `What follows the missed date was put off to ${day(event.date).en}.`,
        `La suite donnée à l’échéance manquée est reportée au ${day(event.date).fr}.`,
        { clock: event.clock, date: event.date },
      ];
    case 'task-begun-again':
      return [
        `${who} began ${task.en} anew: ${event.reason}`,
        `${who} a recommencé ${task.fr}. Motif : ${event.reason}`,
        { task: event.task, reason: event.reason },
      ];
    case 'handed-over':
      return handedOver(event, who, task, wording);
    case 'reminded-by-hand':
      return [`${who} sent a reminder of ${task.en}.`, `${who} a envoyé un rappel : ${task.fr}.`, { task: event.task }];
  }
}

function handedOver(
  { task: id, to, how, because, reason }: Event<'handed-over'>,
  who: string,
  task: Pair,
  wording: Wording,
): Said {
  const name = holder(to, wording);
  if (because === 'late')
    return how === 'besides'
      ? [
          `${task.en} was also put before ${name.en}, since its date passed.`,
          `${task.fr} a aussi été confié à : ${name.fr}, la date étant passée.`,
          { task: id },
        ]
      : [
          `${task.en} was handed over to ${name.en}, since its date passed.`,
          `${task.fr} a été confié à : ${name.fr}, la date étant passée.`,
          { task: id },
        ];
  return [
    `${who} gave ${task.en} to ${name.en}: ${reason ?? ''}`,
    `${who} a confié ${task.fr} à : ${name.fr}. Motif : ${reason ?? ''}`,
    { task: id, reason: reason ?? '' },
  ];
}

/** Whom something went to, as the history names them; of staff, their role where it is known. */
export function holder(to: Holder, wording: Wording): Pair {
  switch (to.by) {
    case 'person':
      return { en: 'the person in mobility', fr: 'la personne en mobilité' };
    case 'role':
      return role(to, wording);
    case 'member':
      return to.role === undefined ? plain(alike(to.name)) : role({ role: to.role }, wording);
    case 'partner':
      return { en: 'the contact at the partner', fr: 'le contact chez le partenaire' };
  }
}
