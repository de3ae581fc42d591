import { newestRevision } from '../../domain/mobility/agreement.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Kind, TaskOf } from '../../domain/tasks/index.ts';
import { isOf } from '../../domain/tasks/index.ts';
import { courses, scale } from './journey.ts';
import type { LiveFile } from './live-file.ts';
import { coordinator, officer, partner, registry, student } from './mobility.ts';

/** What a journey needs of a file: through a workflow, or straight through the records. */
export type Travelled = Pick<LiveFile, 'reference' | 'accepted' | 'state' | 'until'>;

/** A whole mobility through the workflow and the records, as `wholeMobility` does it through the core alone. */
export async function travel(file: Travelled): Promise<void> {
  await fillDetails(file);
  for (const document of ['passport', 'transcript']) await givePaper(file, document);
  await submitAgreement(file);
  await decideStep(file, 'faculty');
  await decideStep(file, 'office');
  for (const signer of ['student', 'home', 'host'] as const) await sign(file, signer);
  const { stay } = await file.state();
  await attest(file, 'arrival', stay.start);
  await attest(file, 'departure', stay.end);
  await grade(file);
}

const contact = { name: 'Rui Costa', email: 'rui@porto.example' };

/** The task once it is open, or has come so far as wanted. */
async function task<K extends Kind>(
  file: Travelled,
  id: string,
  kind: K,
  wanted: (task: TaskOf<K>) => boolean = () => true,
): Promise<TaskOf<K>> {
  const ready = (state: Mobility): TaskOf<K> | undefined => {
    const found = state.tasks[id];
    return found?.status === 'open' && isOf(found, kind) && wanted(found) ? found : undefined;
  };
  const found = ready(await file.until((state) => ready(state) !== undefined, `${id} being ready`));
  if (found === undefined) throw new Error('Nothing can change between the two.');
  return found;
}

export async function fillDetails(file: Travelled): Promise<void> {
  const { version } = await task(file, 'details', 'form');
  const answers = { birthDate: '2004-05-06', citizenship: 'PT', cycle: 'bachelor', homeCoordinator: contact };
  await file.accepted(student, { type: 'submit-form', task: 'details', version, answers });
}

/** Hands in a file; it is to be inspected then. */
export async function addPaper(file: Travelled, document: string): Promise<string> {
  const id = `file-${document}`;
  await task(file, 'papers', 'documents');
  await file.accepted(
    student,
    { type: 'add-document', task: 'papers', document, file: id },
    { file: { document: id, sha256: 'a'.repeat(64), size: 10, name: 'x' } },
  );
  return id;
}

export async function givePaper(file: Travelled, document: string): Promise<void> {
  const id = await addPaper(file, document);
  await task(file, 'papers', 'documents', ({ data }) => data.items[document]?.files.at(-1)?.status === 'to-review');
  await file.accepted(officer, { type: 'review-document', task: 'papers', document, file: id, decision: 'accept' });
}

async function submitAgreement(file: Travelled): Promise<void> {
  const { task: id } = await task(file, 'learning-agreement', 'agreement');
  const content = {
    mainUnit: 'sciences',
    language: 'fr',
    languageLevel: 'B2',
    components: ['INF1', 'INF2', 'LAN1'].map((course) => ({ course, term: 'S1' as const })),
    recognised: [{ title: 'Elective', ects: 3000, automatic: true }],
    responsibleHome: contact,
  } as const;
  await file.accepted(student, { type: 'submit-agreement', task: id, basedOn: null, content }, { agreement: courses });
}

async function decideStep(file: Travelled, step: 'faculty' | 'office'): Promise<void> {
  const { task: id, round } = await task(file, 'admission', 'approval');
  const subject = newestRevision(await file.state(), 'learning-agreement')?.hash ?? '';
  const actor = step === 'faculty' ? coordinator : officer;
  await file.accepted(actor, { type: 'decide-step', task: id, step, round, subject, decision: 'approve' });
}

async function sign(file: Travelled, signer: 'student' | 'home' | 'host'): Promise<void> {
  const { task: id, data } = await task(
    file,
    'agreement-signatures',
    'signatures',
    ({ data }) => data.shown !== undefined,
  );
  const bound = { reference: file.reference, task: id, item: signer };
  const actor = { student, home: { ...partner, bound }, host: coordinator }[signer];
  const { revision, shown } = data;
  await file.accepted(actor, {
    type: 'sign',
    task: id,
    signer,
    revision,
    shown: shown?.sha256 ?? '',
  });
}

async function attest(file: Travelled, id: 'arrival' | 'departure', date: string): Promise<void> {
  const { version } = await task(file, id, 'attestation');
  await file.accepted(officer, { type: 'attest', task: id, version, date });
}

async function grade(file: Travelled): Promise<void> {
  const { version, data } = await task(file, 'grades', 'grades');
  const results = data.components.map(({ code, term }) => ({ code, term, status: 'passed' as const, grade: '12' }));
  await file.accepted(
    registry,
    { type: 'enter-results', task: 'grades', version, results },
    { grading: { host: scale('fr', ['16', '14', '12', '10']), home: scale('pt', ['20', '15', '10']) } },
  );
  const hash = (await task(file, 'grades', 'grades', ({ data }) => data.entered)).data.results?.hash ?? '';
  await file.accepted(coordinator, { type: 'approve-results', task: 'grades', results: hash, decision: 'approve' });
  await task(file, 'transcript', 'transcript');
  await file.accepted(registry, { type: 'issue-transcript', task: 'transcript', results: hash });
}
