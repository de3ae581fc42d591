import type { Text } from '../../../domain/ids.ts';
import type { MobilityEvent, Recorded } from '../../../domain/mobility/events.ts';
import type { Titles } from '../../../db/queries/procedures.ts';
import type { Audience } from './file.ts';
import { alike, type Names } from './names.ts';

/** What an event says, as a sentence and as facts for programs; nothing that the reader may not see. */
export interface Told {
  readonly sentence: Text;
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface Wording {
  readonly titles: Titles;
  readonly names: Names;
}

type Said = readonly [en: string, fr: string, facts?: Told['facts']] | null;
type Event<T extends MobilityEvent['type']> = Extract<MobilityEvent, { type: T }>;

/** An event as people read it, or null when it is not for them: inner workings, or staff's part. */
export function tell({ event, by }: Recorded, audience: Audience, wording: Wording): Told | null {
  const said = sentence(event, by.name, wording, audience === 'staff');
  return said === null ? null : { sentence: { en: said[0], fr: said[1] }, facts: said[2] ?? {} };
}

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
        `${task.en} was issued: ${event.issued.name}.`,
        `${task.fr} : document délivré, ${event.issued.name}.`,
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
      return onTask(event, who, task, wording, staff);
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

type TaskEvents = Exclude<MobilityEvent, Event<'mobility-created'>> & { readonly task: string };

function onTask(
  event: Extract<TaskEvents, { type: string }>,
  who: string,
  task: Pair,
  wording: Wording,
  staff: boolean,
): Said {
  const facts = { task: event.task };
  const item = (id: string): Pair => quoted(wording.titles.items[`${event.task}/${id}`] ?? alike(id));
  switch (event.type) {
    case 'form-submitted':
      return [`${who} filled ${task.en}.`, `${who} a rempli ${task.fr}.`, facts];
    case 'document-received':
      return [
        `${who} sent ${item(event.document).en}.`,
        `${who} a envoyé ${item(event.document).fr}.`,
        { ...facts, document: event.document },
      ];
    case 'document-inspected':
      return [
        `${item(event.document).en} passed the automatic check.`,
        `${item(event.document).fr} a passé le contrôle automatique.`,
        { ...facts, document: event.document, scanned: event.scanned ? 1 : 0 },
      ];
    case 'document-refused':
      return [
        `${item(event.document).en} was refused by the automatic check: ${event.reason['en'] ?? event.code}`,
        `${item(event.document).fr} a été refusé par le contrôle automatique : ${event.reason['fr'] ?? event.code}`,
        { ...facts, document: event.document, code: event.code },
      ];
    case 'document-reviewed': {
      const why = event.reason ?? '';
      return event.decision === 'accept'
        ? [
            `${who} accepted ${item(event.document).en}.`,
            `${who} a accepté ${item(event.document).fr}.`,
            { ...facts, document: event.document, decision: event.decision },
          ]
        : [
            `${who} asked for ${item(event.document).en} again: ${why}`,
            `${who} redemande ${item(event.document).fr}. Motif : ${why}`,
            { ...facts, document: event.document, decision: event.decision, reason: why },
          ];
    }
    case 'agreement-submitted': {
      const ects = String(event.totals.ects / 100);
      return [
        `${who} submitted revision ${event.revision} of the agreement: ${ects} ECTS.`,
        `${who} a soumis la version ${event.revision} du contrat : ${ects} ECTS.`,
        { ...facts, revision: event.revision, hash: event.hash },
      ];
    }
    case 'step-opened':
      return [
        `${task.en} went to ${role(event, wording).en}.`,
        `${task.fr} a été transmis à : ${role(event, wording).fr}.`,
        { ...facts, step: event.step, role: event.role },
      ];
    case 'step-decided': {
      const [en, fr] = decisions[event.decision];
      const step = plain(wording.titles.items[`${event.task}/${event.step}`] ?? alike(event.step));
      const why =
        event.reason === undefined || event.reason === ''
          ? ['.', '.']
          : [`: ${event.reason}`, `. Motif : ${event.reason}`];
      return [
        `${who} ${en} (${step.en})${why[0] ?? ''}`,
        `${who} ${fr} (${step.fr})${why[1] ?? ''}`,
        { ...facts, step: event.step, decision: event.decision },
      ];
    }
    case 'information-asked':
      return [`${who} asks: ${event.question}`, `${who} demande : ${event.question}`, { ...facts, step: event.step }];
    case 'signing-prepared':
      return ['The PDF to sign is ready.', 'Le PDF à signer est prêt.', { ...facts, sha256: event.shown.sha256 }];
    case 'signer-invited':
      return [
        `A signer of ${task.en} was invited.`,
        `${task.fr} : un signataire est invité.`,
        { ...facts, signer: event.signer },
      ];
    case 'signed':
      return [
        `${event.name} signed ${task.en}.`,
        `${event.name} a signé ${task.fr}.`,
        { ...facts, signer: event.signer, identified: event.identified, revision: event.revision, shown: event.shown },
      ];
    case 'signature-declined':
      return [
        `${who} declined to sign: ${event.reason}`,
        `${who} a refusé de signer. Motif : ${event.reason}`,
        { ...facts, signer: event.signer, reason: event.reason },
      ];
    case 'signer-redirected':
      return [
        `${who} asked somebody else to sign: ${event.reason}`,
        `${who} a désigné un autre signataire. Motif : ${event.reason}`,
        { ...facts, signer: event.signer },
      ];
    case 'attested':
      return event.fact === 'arrived'
        ? [
            `${who} attested the arrival on ${day(event.date).en}.`,
            `${who} a attesté l'arrivée au ${day(event.date).fr}.`,
            { ...facts, date: event.date },
          ]
        : [
            `${who} attested the departure on ${day(event.date).en}.`,
            `${who} a attesté le départ au ${day(event.date).fr}.`,
            { ...facts, date: event.date },
          ];
    case 'results-entered':
      return staff
        ? [
            `${who} entered ${event.rows.length} results.`,
            `${who} a saisi ${event.rows.length} résultats.`,
            { ...facts, hash: event.hash },
          ]
        : null;
    case 'results-returned':
      return staff
        ? [
            `${who} returned the results: ${event.reason}`,
            `${who} a renvoyé les résultats. Motif : ${event.reason}`,
            { ...facts, hash: event.hash },
          ]
        : null;
    case 'results-approved':
      return [`${who} approved the results.`, `${who} a validé les résultats.`, { ...facts, hash: event.hash }];
    case 'transcript-requested':
      return [`${who} had the transcript issued.`, `${who} a fait établir le relevé de notes.`, facts];
    default:
      return null;
  }
}

const ends = {
  completed: ['The mobility is complete.', 'La mobilité est achevée.'],
  withdrawn: ['The mobility was withdrawn.', 'La mobilité a été retirée.'],
  refused: ['The mobility was refused.', 'La mobilité a été refusée.'],
  lapsed: ['The mobility lapsed.', 'La mobilité est caduque.'],
} as const;

const decisions = {
  approve: ['approved', 'a validé'],
  refuse: ['refused', 'a refusé'],
  'send-back': ['sent it back', 'a renvoyé le dossier'],
} as const;

interface Pair {
  readonly en: string;
  readonly fr: string;
}

function quoted(text: Text): Pair {
  const { en, fr } = plain(text);
  return { en: `“${en}”`, fr: `« ${fr} »` };
}

function plain(text: Text): Pair {
  const en = text['en'] ?? Object.values(text)[0] ?? '';
  return { en, fr: text['fr'] ?? en };
}

/** A civil date as people write it. */
function day(date: string): Pair {
  const said = (locale: string): string =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
  return { en: said('en-GB'), fr: said('fr-FR') };
}

function role({ role: id }: { readonly role: string }, { names }: Wording): Pair {
  const text = names.roles[id] ?? alike(id);
  return { en: text['en'] ?? id, fr: text['fr'] ?? id };
}
