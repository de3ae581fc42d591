import type { View } from '../../api/routes/mobility/view.schema.ts';
import { homeTranscript, passportPhoto } from '../../dev/demo/papers.ts';
import type { PublicAct } from '../../domain/mobility/acts.schema.ts';

/** What may be filled in on behalf of whoever acts. */
export interface Hands {
  /** The home coordinator, who signs by a link. */
  readonly coordinator: { readonly name: string; readonly email: string };
  /** Uploads a document of the person. @returns its id */
  readonly upload: (document: string, name: string, type: string, content: Uint8Array) => Promise<string>;
}

const COURSES = ['INF301', 'INF302', 'INF303', 'INF304', 'INF305'];
const GRADES = ['15', '12', '13', '10', '16'];

/** The next useful act among those that the view offers, filled in; undefined when there is none for this reader. */
export async function nextAct(view: View, hands: Hands): Promise<PublicAct | undefined> {
  for (const ability of view.can) {
    const act = await filledIn(view, ability, hands);
    if (act !== undefined) return act;
  }
  return undefined;
}

async function filledIn(
  view: View,
  ability: View['can'][number],
  { coordinator, upload }: Hands,
): Promise<PublicAct | undefined> {
  const text = (name: string): string => String(ability[name]);
  const version = Number(ability['version']);
  switch (ability['type']) {
    case 'submit-form':
      return {
        type: 'submit-form',
        task: text('task'),
        version,
        answers: { birthDate: '2004-05-06', citizenship: 'PT', cycle: 'bachelor', homeCoordinator: coordinator },
      };
    case 'add-document': {
      const [task, document] = [text('task'), text('document')];
      const asked = view.waits.some((w) => w.task === task && w.item === document && w.what === 'add-document');
      if (!asked) return undefined;
      const file =
        document === 'passport'
          ? await upload(document, 'passport.jpg', 'image/jpeg', await passportPhoto())
          : await upload(document, 'transcript.pdf', 'application/pdf', await homeTranscript());
      return { type: 'add-document', task, document, file };
    }
    case 'review-document':
      return {
        type: 'review-document',
        task: text('task'),
        document: text('document'),
        file: text('file'),
        decision: 'accept',
      };
    case 'submit-agreement':
      return {
        type: 'submit-agreement',
        task: text('task'),
        basedOn: typeof ability['basedOn'] === 'string' ? ability['basedOn'] : null,
        content: {
          mainUnit: 'sciences',
          language: 'fr',
          languageLevel: 'B2',
          field: '0613',
          components: COURSES.map((course) => ({ course, term: 'S1' as const })),
          recognised: [{ title: 'Mobility semester in computer science', ects: 3000, automatic: true }],
          responsibleHome: { ...coordinator, position: 'Departmental coordinator' },
        },
      };
    case 'decide-step': {
      const about = {
        type: 'decide-step' as const,
        task: text('task'),
        step: text('step'),
        round: Number(ability['round']),
        subject: text('subject'),
      };
      return about.step === 'faculty' && about.round === 1
        ? { ...about, decision: 'send-back', to: 'learning-agreement', reason: 'Please look at the courses again.' }
        : { ...about, decision: 'approve' };
    }
    case 'sign':
      return {
        type: 'sign',
        task: text('task'),
        signer: text('signer'),
        revision: text('revision'),
        shown: text('shown'),
      };
    case 'attest':
      return {
        type: 'attest',
        task: text('task'),
        version,
        date: text('task') === 'arrival' ? view.stay.start : view.stay.end,
      };
    case 'enter-results':
      return {
        type: 'enter-results',
        task: text('task'),
        version,
        results: COURSES.map((code, n) => ({ code, term: 'S1', status: 'passed', grade: GRADES[n] ?? '12' })),
      };
    case 'approve-results':
      return { type: 'approve-results', task: text('task'), results: text('results'), decision: 'approve' };
    case 'issue-transcript':
      return { type: 'issue-transcript', task: text('task'), results: text('results') };
    case 'retry-effect':
      return { type: 'retry-effect', effect: text('effect'), reason: 'The system was down.' };
    case 'resolve-incident':
      return { type: 'resolve-incident', incident: text('incident'), reason: 'The system was down.' };
    default:
      return undefined;
  }
}
