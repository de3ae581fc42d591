import { PDFDocument } from 'pdf-lib';
import { acting, insisting, type Acting } from '../../../dev/demo/acting.ts';
import type { Browser } from '../../../dev/demo/browser.ts';
import { enrol, openLink, signIn } from '../../../dev/demo/cast.ts';
import type { Instance } from '../../../dev/demo/instance.ts';
import { linkSentTo } from '../../../dev/demo/mails.ts';
import { passportPhoto } from '../../../dev/demo/papers.ts';
import type { PublicAct } from '../../../domain/mobility/acts.schema.ts';
import { marks } from './marks.ts';

export interface Marked {
  readonly reference: string;
  readonly run: Acting;
  readonly person: Browser;
  readonly officer: Browser;
}

const DAY_MS = 86_400_000;
const day = (offset: number): string => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

/** Nominates somebody. @returns the reference */
export async function nominate(officer: Browser, who: Record<string, unknown>): Promise<string> {
  const { body } = await officer.post<{ items: { reference: string | null }[] }>('/api/nominations', {
    procedure: 'erasmus-study',
    nominations: [{ language: 'en', stay: { start: day(-120), end: day(0) }, ...who }],
  });
  const reference = body.items[0]?.reference;
  if (typeof reference !== 'string') throw new Error('The nomination gave no reference.');
  return reference;
}

/** A whole mobility with a marked value in every field that anybody can fill, from nomination to transcript. */
export async function driveMarked(instance: Instance): Promise<Marked> {
  const { given, family, email, esi, home } = marks;
  await enrol(instance, { person: 'zq-student', given, family, email, esi });
  const officer = await signIn(instance, 'ines', 'Inès');
  const nominated = {
    name: home,
    country: 'PT',
    erasmusCode: 'P  PORTO02',
    coordinatorEmail: marks.nominatedCoordinator,
  };
  const reference = await nominate(officer, { given, family, email, esi, birthDate: marks.birthDate, home: nominated });
  const run = acting(reference);
  const person = await signIn(instance, 'zq-student', 'the student');
  const coordinator = await signIn(instance, 'claire', 'Claire');
  const file = { reference, run, person, officer };

  await write(file);
  await fill(file);
  await givePapers(file);
  await agree(file, coordinator);
  await sign(instance, file, coordinator);
  await stay(file);
  await results(instance, file, coordinator);
  return file;
}

async function write({ reference, run, person, officer }: Marked): Promise<void> {
  await run.view(person);
  const place = `/api/mobilities/${reference}`;
  await person.put(`${place}/drafts/details`, { version: 0, body: { phone: marks.draft } });
  await person.post(`${place}/messages`, { text: marks.ownMessage });
  await officer.post(`${place}/messages`, { text: marks.staffMessage, visibility: 'staff' });
  await person.post('/api/links/request', { institution: 'caen', email: marks.email }).catch(() => undefined);
}

async function fill({ run, person, officer }: Marked): Promise<void> {
  const { version } = await run.can(person, 'submit-form', { task: 'details' });
  await run.act(person, {
    type: 'submit-form',
    task: 'details',
    version: Number(version),
    answers: {
      birthDate: marks.birthDate,
      citizenship: 'PT',
      phone: marks.phone,
      cycle: 'bachelor',
      homeCoordinator: { name: marks.coordinatorName, email: marks.coordinatorEmail },
      emergency: { name: marks.emergencyName, email: marks.emergencyEmail },
    },
  });
  await run.act(officer, { type: 'change-stay', start: day(-120), end: day(-1), reason: marks.stayReason });
}

async function givePapers(file: Marked): Promise<void> {
  const { run, officer } = file;
  const pdf = await PDFDocument.create();
  pdf.addPage();
  pdf.setTitle(marks.fileContent);
  const paper = Buffer.from(await pdf.save({ useObjectStreams: false }));
  const photo = await passportPhoto();
  const give = async (document: string, name: string, type: string, content: Buffer): Promise<string> => {
    await upload(file, document, name, type, content);
    return String((await run.can(officer, 'review-document', { document }))['file']);
  };
  const review = { type: 'review-document', task: 'papers' } as const;
  const refused = await give('passport', marks.photoName, 'image/jpeg', photo);
  await run.act(officer, {
    ...review,
    document: 'passport',
    file: refused,
    decision: 'again',
    reason: marks.againReason,
  });
  for (const [document, name, type, content] of [
    ['passport', marks.photoName, 'image/jpeg', photo],
    ['transcript', marks.fileName, 'application/pdf', paper],
  ] as const)
    await run.act(officer, {
      ...review,
      document,
      file: await give(document, name, type, content),
      decision: 'accept',
    });
}

async function upload(
  { reference, run, person }: Marked,
  document: string,
  name: string,
  type: string,
  content: Buffer,
): Promise<void> {
  const { id } = await person.upload<{ id: string }>(
    `/api/mobilities/${reference}/documents?task=papers&document=${document}`,
    name,
    type,
    content,
  );
  await run.act(person, { type: 'add-document', task: 'papers', document, file: id });
}

async function agree({ run, person, officer }: Marked, coordinator: Browser): Promise<void> {
  await submit(run, person);
  const decide = async (
    who: Browser,
    step: string,
    more: Pick<Decision, 'decision' | 'to' | 'reason'>,
  ): Promise<void> => {
    const { round, subject } = await run.can(who, 'decide-step', { step });
    const act = {
      type: 'decide-step',
      task: 'admission',
      step,
      round: Number(round),
      subject: String(subject),
    } as const;
    await run.act(who, { ...act, ...more });
  };
  await decide(coordinator, 'faculty', {
    decision: 'send-back',
    to: 'learning-agreement',
    reason: marks.sendBackReason,
  });
  await submit(run, person);
  await decide(coordinator, 'faculty', { decision: 'approve' });
  await decide(officer, 'office', { decision: 'approve' });
}

type Decision = Extract<PublicAct, { type: 'decide-step' }>;

async function submit(run: Acting, person: Browser): Promise<void> {
  const { basedOn } = await run.can(person, 'submit-agreement');
  const picked = ['INF301', 'INF302', 'INF303', 'INF304'].map((course) => ({ course, term: 'S1' as const }));
  const typed = { code: 'ZQ1', title: marks.typedCourse, term: 'S1', ects: 600 } as const;
  await run.act(person, {
    type: 'submit-agreement',
    task: 'learning-agreement',
    basedOn: typeof basedOn === 'string' ? basedOn : null,
    content: {
      mainUnit: 'sciences',
      language: 'fr',
      languageLevel: 'B2',
      field: '0613',
      components: [...picked, typed],
      recognised: [{ code: marks.recognisedCode, title: marks.recognised, ects: 3000, automatic: true }],
      responsibleHome: { name: marks.responsibleName, email: marks.responsibleEmail, position: marks.position },
    },
  });
}

async function sign(instance: Instance, { run, person, officer }: Marked, coordinator: Browser): Promise<void> {
  const signAs = async (who: Browser, signer: string): Promise<void> => {
    const { revision, shown } = await run.can(who, 'sign', { signer });
    const act = { type: 'sign', task: 'agreement-signatures', signer } as const;
    await run.act(who, { ...act, revision: String(revision), shown: String(shown) });
  };
  await signAs(person, 'student');
  await linkSentTo(instance, marks.coordinatorEmail.toLowerCase());
  await run.act(officer, {
    type: 'redirect-signer',
    task: 'agreement-signatures',
    signer: 'home',
    name: marks.redirectName,
    email: marks.redirectEmail,
    reason: marks.redirectReason,
  });
  const token = await linkSentTo(instance, marks.redirectEmail.toLowerCase());
  await signAs(await openLink(instance, token, marks.signedAs), 'home');
  await signAs(coordinator, 'host');
  await insisting(async () => {
    const { documents } = await run.view(person);
    return documents.some((d) => d.origin === 'issued' && d.name === 'agreement.pdf') || undefined;
  });
}

async function stay({ run, officer }: Marked): Promise<void> {
  for (const [task, date] of [
    ['arrival', day(-120)],
    ['departure', day(-1)],
  ] as const) {
    const { version } = await run.can(officer, 'attest', { task });
    await run.act(officer, { type: 'attest', task, version: Number(version), date, note: marks.note });
  }
}

async function results(instance: Instance, { run, person }: Marked, coordinator: Browser): Promise<void> {
  const registry = await signIn(instance, 'sophie', 'Sophie');
  const { version } = await run.can(registry, 'enter-results');
  const details = (await run.view(registry)).stages.flatMap((s) => s.tasks).find((t) => t.task === 'grades')?.details;
  const components = details?.['components'] as { code: string; term: 'S1' }[];
  const graded = components.map(({ code, term }) => ({ code, term, status: 'passed' as const, grade: '15' }));
  await run.act(registry, { type: 'enter-results', task: 'grades', version: Number(version), results: graded });
  const { results: hash } = await run.can(coordinator, 'approve-results');
  await run.act(coordinator, { type: 'approve-results', task: 'grades', results: String(hash), decision: 'approve' });
  const transcript = await run.can(registry, 'issue-transcript');
  await run.act(registry, { type: 'issue-transcript', task: 'transcript', results: String(transcript['results']) });
  await insisting(async () => ((await run.view(person)).status === 'closed' ? true : undefined));
}
