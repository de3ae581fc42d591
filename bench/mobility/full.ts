import { z } from 'zod';
import { homeTranscript, passportPhoto } from '../../dev/demo/papers.ts';
import type { PublicAct } from '../../domain/mobility/acts.schema.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { partnerBy, type Caller } from '../system/caller.ts';
import type { Ours } from '../system/ours.ts';
import { agreement, attestation, decision, details, results, resultsHash, taskIn } from './acts.ts';
import { onFile, type Nominee } from './nominate.ts';
import type { Staff } from './plain.ts';

/** The nomination, which becomes the birth, and the sixteen acts of `fullMobility`; the two uploads count for nothing. */
export const FULL_ACTS = 17;

/** Agreement to read and sealed, two certificates, transcript. */
const ISSUED = 4;

const uploaded = z.object({ id: z.string() });

interface Paper {
  readonly document: 'passport' | 'transcript';
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

/** What the students send: a photo as a phone makes it, and a PDF. */
export const papers = async (): Promise<readonly Paper[]> => [
  { document: 'passport', name: 'IMG_2026.jpg', type: 'image/jpeg', content: await passportPhoto() },
  { document: 'transcript', name: 'transcript.pdf', type: 'application/pdf', content: await homeTranscript() },
];

/** A whole mobility of the example erasmus-study, from its birth to its end: uploads, PDFs, three signatures, the seal. */
export async function fullMobility(ours: Ours, staff: Staff, nominee: Nominee, files: readonly Paper[]): Promise<void> {
  await untilSigned(ours, staff, nominee, files);
  await fromArrival(ours, staff, nominee);
}

/** The first half: up to the last signature. */
export async function untilSigned(
  ours: Ours,
  { officer, coordinator }: Staff,
  { reference, student, email }: Nominee,
  files: readonly Paper[],
): Promise<void> {
  const person = await student();
  const { when, open, act } = onFile(ours, reference);

  const home = { name: 'Rui Costa', email: `home.${email}` };
  await act(person, 'details', (state) => details(state, { homeCoordinator: home, cycle: 'bachelor' }));
  for (const { document, name, type, content } of files) {
    await open('papers');
    const path = `/api/mobilities/${reference}/documents?task=papers&document=${document}`;
    const { status, body } = await person.upload(path, name, type, content);
    if (status !== 201) throw new Error(`The upload was refused: ${String(status)} ${JSON.stringify(body)}`);
    const file = uploaded.parse(body).id;
    await person.act(reference, { type: 'add-document', task: 'papers', document, file });
    await when((state) => reviewable(state, document, file), `${document} being inspected`);
    await officer.act(reference, { type: 'review-document', task: 'papers', document, file, decision: 'accept' });
  }
  await act(person, 'learning-agreement', agreement);
  await act(coordinator, 'admission', (state) => decision(state, 'faculty'));
  await act(officer, 'admission', (state) => decision(state, 'office'));
  const partner = async (): Promise<Caller> => partnerBy(ours.url, await ours.mails.link(home.email), home.name);
  for (const [signer, who] of [
    ['student', () => Promise.resolve(person)],
    ['home', partner],
    ['host', () => Promise.resolve(coordinator)],
  ] as const)
    await sign(await who(), signer);

  async function sign(who: Caller, signer: string): Promise<void> {
    const state = await when((s) => shownIn(s) !== undefined, 'the agreement being ready to sign');
    const shown = shownIn(state);
    if (shown === undefined) throw new Error('Nothing to sign.');
    await who.act(reference, { type: 'sign', task: 'agreement-signatures', signer, ...shown });
  }
}

async function fromArrival(
  ours: Ours,
  { officer, coordinator, registry }: Staff,
  { reference }: Nominee,
): Promise<void> {
  const { when, act } = onFile(ours, reference);
  await act(officer, 'arrival', (state) => attestation(state, 'arrival'));
  await act(officer, 'departure', (state) => attestation(state, 'departure'));
  await act(registry, 'grades', results);
  await act(coordinator, 'grades', (state) => approval(state));
  await act(registry, 'transcript', (state) => ({
    type: 'issue-transcript',
    task: 'transcript',
    results: resultsHash(state),
  }));
  await when((state) => state.status === 'closed' && state.issued.length >= ISSUED, 'its end');
}

const approval = (state: Mobility): PublicAct => ({
  type: 'approve-results',
  task: taskIn(state, 'grades').task,
  results: resultsHash(state),
  decision: 'approve',
});

function reviewable(state: Mobility, document: string, file: string): boolean {
  const task = state.tasks['papers'];
  const found = task?.kind === 'documents' ? task.data.items[document]?.files.at(-1) : undefined;
  return found?.document === file && found.status === 'to-review';
}

function shownIn(state: Mobility): { revision: string; shown: string } | undefined {
  const task = state.tasks['agreement-signatures'];
  if (task?.kind !== 'signatures' || task.status !== 'open' || task.data.shown === undefined) return undefined;
  return { revision: task.data.revision, shown: task.data.shown.sha256 };
}
