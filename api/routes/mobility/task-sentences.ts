import type { MobilityEvent } from '../../../domain/mobility/events.ts';
import { sentenceOnApproval } from './approval-sentences.ts';
import { alike } from './names.ts';
import { day, plain, quoted, type Event, type Pair, type Said, type Wording } from './wording.ts';

type TaskEvents = Exclude<MobilityEvent, Event<'mobility-created'>> & { readonly task: string };

/** What happened inside a task, by its kind. */
export function sentenceOnTask(
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
    case 'step-passed-over':
    case 'holders-resolved':
    case 'step-decided':
    case 'decision-taken-back':
    case 'information-asked':
    case 'question-answered':
      return sentenceOnApproval(event, who, task, wording);
    case 'message-answered':
      return event.words === undefined
        ? [`${who} read ${task.en}.`, `${who} a lu ${task.fr}.`, facts]
        : [`${who} answered ${task.en}: ${event.words}`, `${who} a répondu à ${task.fr} : ${event.words}`, facts];
    case 'signing-prepared':
      return ['The PDF to sign is ready.', 'Le PDF à signer est prêt.', { ...facts, sha256: event.shown.sha256 }];
    case 'signer-invited':
      return [
        `${signer(event, wording).en} was invited to sign ${task.en}.`,
        `${task.fr} : invitation à signer envoyée à ${signer(event, wording).fr}.`,
        { ...facts, signer: event.signer },
      ];
    case 'signed':
      return [
        `${who} signed ${task.en}.`,
        `${who} a signé ${task.fr}.`,
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

/** Whom an invitation is for: their name or role. A partner may have been replaced since, so no name is certain then. */
const signer = ({ task, signer: id }: Event<'signer-invited'>, { signers }: Wording): Pair => {
  const name = signers[`${task}/${id}`];
  return name === undefined ? PARTNER : plain(name);
};

const PARTNER: Pair = {
  en: 'The signatory of the partner institution',
  fr: "la personne signataire de l'établissement partenaire",
};
