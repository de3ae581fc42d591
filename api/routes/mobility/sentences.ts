import type { Text } from '../../../domain/ids.ts';
import type { MobilityEvent, Recorded } from '../../../domain/mobility/events.ts';
import type { By } from '../../../domain/mobility/state.ts';
import type { Audience } from '../../../domain/authority/task-sight.ts';
import { alike } from './names.ts';
import { sentenceOnProgress } from './progress-sentences.ts';
import { sentenceOnTask } from './task-sentences.ts';
import { day, quoted, role, type Event, type Said, type Wording } from './wording.ts';

/** What an event says, as a sentence and as facts for programs; nothing that the reader may not see. */
export interface Told {
  readonly sentence: Text;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** An event as people read it, or null when it is not for them: inner workings, or staff's part. */
export function tell({ event, by }: Recorded, audience: Audience, wording: Wording): Told | null {
  // A partner's name is the one that was signed under.
  const signed = event.type === 'signed' ? { ...by, name: event.name } : by;
  const [en, fr] = [inEnglish, inFrench].map((who) => sentence(event, who(signed), wording, audience === 'staff'));
  return en == null || fr == null ? null : { sentence: { en: en[0], fr: fr[1] }, facts: en[2] ?? {} };
}

const inEnglish = ({ name, onBehalfOf: lender }: By): string =>
  lender === undefined ? name : `${name} on behalf of ${lender}`;
const inFrench = ({ name, onBehalfOf: lender }: By): string =>
  lender === undefined ? name : `${name} au nom de ${lender}`;

function sentence(event: MobilityEvent, who: string, wording: Wording, staff: boolean): Said {
  const id = 'task' in event ? (event.task ?? '') : '';
  const task = quoted(wording.titles.tasks[id] ?? alike(id));
  switch (event.type) {
    case 'mobility-created':
      return ['The mobility was opened.', 'La mobilité a été ouverte.', { reference: event.reference }];
    case 'stay-changed':
      return [
        `${who} changed the stay to ${day(event.start).en} – ${day(event.end).en}: ${event.reason}`,
        `${who} a changé le séjour : ${day(event.start).fr} – ${day(event.end).fr}. Motif : ${event.reason}`,
        { start: event.start, end: event.end, reason: event.reason },
      ];
    case 'mobility-withdrawn':
      return [
        `${who} withdrew the mobility: ${event.reason}`,
        `${who} a retiré la mobilité. Motif : ${event.reason}`,
        { reason: event.reason },
      ];
    case 'mobility-closed':
      return [...ends[event.outcome], { outcome: event.outcome }];
    case 'mobility-reopened':
      return [
        `${who} reopened the mobility: ${event.reason}`,
        `${who} a rouvert la mobilité. Motif : ${event.reason}`,
        { reason: event.reason },
      ];
    case 'stage-entered': {
      const stage = quoted(wording.titles.stages[event.stage] ?? alike(event.stage));
      return [`${stage.en} began.`, `${stage.fr} : l'étape commence.`, { stage: event.stage }];
    }
    case 'task-opened':
      return [`${task.en} opened.`, `${task.fr} : la tâche est ouverte.`, { task: event.task, round: event.round }];
    case 'task-done':
      return [`${task.en} is done.`, `${task.fr} : c'est fait.`, { task: event.task }];
    case 'sent-back': {
      const to = event.to.map((t) => quoted(wording.titles.tasks[t] ?? alike(t)));
      return [
        `${who} sent ${to.map((t) => t.en).join(', ')} back: ${event.reason}`,
        `${who} a renvoyé ${to.map((t) => t.fr).join(', ')}. Motif : ${event.reason}`,
        { task: event.task, to: event.to.join(' '), reason: event.reason },
      ];
    }
    case 'clock-started':
      return [
        `${task.en} is due by ${day(event.due.date).en}.`,
        `${task.fr} est à faire avant le ${day(event.due.date).fr} inclus.`,
        { task: event.task, due: event.due.date },
      ];
    case 'deadline-moved':
      return [
        `A due date moved to ${day(event.due.date).en}.`,
        `Une échéance est reportée au ${day(event.due.date).fr}.`,
        { due: event.due.date, because: event.because },
      ];
    case 'procedure-migrated':
    case 'migration-undone':
    case 'stay-asked':
    case 'stay-refused':
    case 'task-passed-over':
    case 'opening-planned':
    case 'opening-reached':
    case 'task-begun-again':
    case 'handed-over':
    case 'reminded-by-hand':
    case 'consequence-came':
    case 'consequence-put-off':
    case 'clock-paused':
      return sentenceOnProgress(event, who, task, wording);
    case 'reminded':
      return ['A reminder was sent.', 'Un rappel a été envoyé.'];
    case 'deadline-missed':
      return ['A due date passed.', 'Une échéance est passée.', { clock: event.clock }];
    case 'escalated':
      return [
        `${task.en} was also put before ${role(event, wording).en}.`,
        `${task.fr} a aussi été confié à : ${role(event, wording).fr}.`,
        { task: event.task, role: event.role },
      ];
    case 'document-issued':
      return [
        `${task.en} was issued: ${event.issued.name}${event.issued.withoutTimestamp === true ? ', sealed without a time stamp' : ''}.`,
        `${task.fr} : document délivré, ${event.issued.name}${event.issued.withoutTimestamp === true ? ', cachet sans horodatage' : ''}.`,
        { task: event.task, document: event.issued.document, sha256: event.issued.sha256 },
      ];
    case 'clock-stopped':
    case 'effect-requested':
    case 'effect-started':
    case 'effect-done':
      return null;
    case 'effect-failed':
    case 'mail-undelivered':
    case 'effect-retried':
    case 'effect-skipped':
    case 'incident-raised':
    case 'incident-resolved':
      return staff ? trouble(event, who) : null;
    default:
      return sentenceOnTask(event, who, task, wording, staff);
  }
}

function trouble(
  event: Event<
    'effect-failed' | 'mail-undelivered' | 'effect-retried' | 'effect-skipped' | 'incident-raised' | 'incident-resolved'
  >,
  who: string,
): Said {
  const facts = { id: 'effect' in event ? event.effect : event.incident };
  switch (event.type) {
    case 'effect-failed':
      return event.retryAt === undefined
        ? [
            `Something failed and waits for staff: ${event.message}`,
            `Un échec attend une intervention : ${event.message}`,
            { ...facts, code: event.code },
          ]
        : [
            `Something failed and will be tried again: ${event.message}`,
            `Un échec ; nouvel essai à venir : ${event.message}`,
            { ...facts, code: event.code },
          ];
    case 'mail-undelivered':
      return [
        `A mail could not be delivered: ${event.message}`,
        `Un courriel n'a pas pu être remis : ${event.message}`,
        { ...facts, code: event.code },
      ];
    case 'effect-retried':
      return [`${who} had it tried again: ${event.reason}`, `${who} a relancé l'essai. Motif : ${event.reason}`, facts];
    case 'effect-skipped':
      return [`${who} passed over it: ${event.reason}`, `${who} a passé outre. Motif : ${event.reason}`, facts];
    case 'incident-raised':
      return [`Incident: ${event.text}`, `Incident : ${event.text}`, { ...facts, code: event.code }];
    case 'incident-resolved':
      return [
        `${who} settled the incident: ${event.reason}`,
        `${who} a réglé l'incident. Motif : ${event.reason}`,
        facts,
      ];
  }
}

const ends = {
  completed: ['The mobility is complete.', 'La mobilité est achevée.'],
  withdrawn: ['The mobility was withdrawn.', 'La mobilité a été retirée.'],
  refused: ['The mobility was refused.', 'La mobilité a été refusée.'],
  lapsed: ['The mobility lapsed.', 'La mobilité est caduque.'],
  erased: ['The mobility was erased.', 'La mobilité a été effacée.'],
} as const;
