import type { View } from '../../api/routes/mobility/view.schema.ts';
import type { PublicAct } from '../../domain/mobility/acts.schema.ts';
import { acting, type Acting } from './acting.ts';
import type { Browser } from './browser.ts';
import { aStudent, enrol, openLink, signIn, type Student } from './cast.ts';
import type { Instance } from './instance.ts';
import { killAll, untilBack } from './kills.ts';
import { linkSentTo } from './mails.ts';
import { carriesPosition, homeTranscript, passportPhoto } from './papers.ts';

/** One mobility, from nomination to transcript, by the people it concerns. */
export interface Journey {
  readonly reference: string;
  readonly student: Student;
  readonly acting: Acting;
  readonly person: Browser;
  readonly officer: Browser;
  readonly outageMs: number;
}

export type Tell = (what: string) => void;

const COORDINATOR = { name: 'Rui Costa', email: 'rui.costa@up.example' };

export const travel = async (instance: Instance, tell: Tell): Promise<Journey> =>
  travelOn(instance, await setOut(instance, tell), tell);

/** From the nomination to papers that were accepted. */
export async function setOut(instance: Instance, tell: Tell): Promise<Omit<Journey, 'outageMs'>> {
  const student = aStudent();
  await enrol(instance, student);
  const officer = await signIn(instance, 'ines', 'Inès, international officer');
  const reference = await nominate(officer, student);
  tell(`Inès nominates Ana Silva of Porto: ${reference}`);
  const run = acting(reference);

  const person = await signIn(instance, student.person, 'Ana, student');
  tell('Ana logs in at her own provider; the European Student Identifier attaches her to the nomination');
  await fillDetails(run, person);
  tell('Ana fills her details');
  await givePapers(run, person, officer, tell);
  return { reference, student, acting: run, person, officer };
}

/** From there to the transcript. */
export async function travelOn(
  instance: Instance,
  { reference, student, acting: run, person, officer }: Omit<Journey, 'outageMs'>,
  tell: Tell,
): Promise<Journey> {
  const coordinator = await signIn(instance, 'claire', 'Claire, programme coordinator');
  const courses = await pickCourses(person);
  await submitAgreement(run, person, courses.slice(0, 5), null);
  tell(`Ana picks ${String(courses.slice(0, 5).length)} courses worth 30 ECTS and sends the agreement`);
  await decide(run, coordinator, 'faculty', {
    decision: 'send-back',
    to: 'learning-agreement',
    reason: 'The last course overlaps with the first; choose another one.',
  });
  tell('Claire sends it back with a reason');
  await submitAgreement(run, person, [...courses.slice(0, 4), ...courses.slice(5, 6)], 'again');
  tell('Ana changes one course and sends revision 2');

  const outageMs = await approveThroughOutage(instance, run, coordinator, tell);
  await decide(run, officer, 'office', { decision: 'approve' });
  tell('Inès approves: two people have decided in turn');

  await signEverybody(instance, run, person, coordinator, tell);
  await stay(run, officer, tell);
  await results(instance, run, coordinator, tell);
  return { reference, student, acting: run, person, officer, outageMs };
}

async function nominate(officer: Browser, student: Student): Promise<string> {
  const { items } = await officer.get<{ items: { name: string; country: string; erasmusCode: string | null }[] }>(
    '/api/partners?q=P%20%20PORTO02',
  );
  const [home] = items;
  if (home === undefined) throw new Error('The home university is not in the list of institutions.');
  const today = new Date();
  const start = new Date(today.getTime() - 120 * 86_400_000);
  const nominated = await officer.post<{ items: { reference: string | null }[] }>('/api/nominations', {
    procedure: 'erasmus-study',
    nominations: [
      {
        given: student.given,
        family: student.family,
        email: student.email,
        esi: student.esi,
        language: 'en',
        home: {
          name: home.name,
          country: home.country,
          ...(home.erasmusCode === null ? {} : { erasmusCode: home.erasmusCode }),
          coordinatorEmail: COORDINATOR.email,
        },
        stay: { start: start.toISOString().slice(0, 10), end: today.toISOString().slice(0, 10) },
      },
    ],
  });
  const reference = nominated.body.items[0]?.reference;
  if (typeof reference !== 'string') throw new Error('The nomination gave no reference.');
  return reference;
}

async function fillDetails(run: Acting, person: Browser): Promise<void> {
  const { version } = await run.can(person, 'submit-form', { task: 'details' });
  await run.act(person, {
    type: 'submit-form',
    task: 'details',
    version: Number(version),
    answers: {
      birthDate: '2004-05-06',
      citizenship: 'PT',
      phone: '+351 220 408 000',
      cycle: 'bachelor',
      homeCoordinator: COORDINATOR,
    },
  });
}

async function givePapers(run: Acting, person: Browser, officer: Browser, tell: Tell): Promise<void> {
  const photo = await passportPhoto();
  if (!(await carriesPosition(photo))) throw new Error('The photo of the demonstration should carry a position.');
  const papers = [
    { document: 'passport', name: 'IMG_2026.jpg', type: 'image/jpeg', content: photo },
    { document: 'transcript', name: 'transcript.pdf', type: 'application/pdf', content: await homeTranscript() },
  ];
  for (const { document, name, type, content } of papers) {
    const { id } = await person.upload<{ id: string }>(
      `/api/mobilities/${(await run.view(person)).reference}/documents?task=papers&document=${document}`,
      name,
      type,
      content,
    );
    await run.act(person, { type: 'add-document', task: 'papers', document, file: id });
    const { file } = await run.can(officer, 'review-document', { document });
    if (document === 'passport') {
      const kept = await officer.bytes(
        `/api/mobilities/${(await run.view(officer)).reference}/documents/${String(file)}`,
      );
      if (await carriesPosition(kept)) throw new Error('The stored photo still tells where it was taken.');
    }
    await run.act(officer, {
      type: 'review-document',
      task: 'papers',
      document,
      file: String(file),
      decision: 'accept',
    });
  }
  tell('Ana uploads a photo of her passport and a PDF; the position in the photo is gone; Inès accepts both');
}

interface Course {
  readonly code: string;
  readonly ects: number | null;
  readonly semesters: readonly string[];
}

/** Six courses of the faculty of sciences, of 6 ECTS each. */
async function pickCourses(person: Browser): Promise<readonly Course[]> {
  const found: Course[] = [];
  let after = '';
  while (found.length < 6) {
    const page = await person.get<{ items: Course[]; next: string | null }>(
      `/api/catalogue/courses?institution=caen&faculty=13&semester=S1&limit=100${after}`,
    );
    found.push(...page.items.filter((c) => c.ects === 600 && !found.some((f) => f.code === c.code)));
    if (page.next === null) break;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
  if (found.length < 6) throw new Error('The catalogue has not six courses of 6 ECTS in the faculty of sciences.');
  return found.slice(0, 6);
}

async function submitAgreement(
  run: Acting,
  person: Browser,
  courses: readonly Course[],
  again: 'again' | null,
): Promise<void> {
  const { basedOn } = await run.can(person, 'submit-agreement');
  if ((basedOn === null) !== (again === null)) throw new Error('The agreement is not based on what it should be.');
  await run.act(person, {
    type: 'submit-agreement',
    task: 'learning-agreement',
    basedOn: typeof basedOn === 'string' ? basedOn : null,
    content: {
      mainUnit: 'sciences',
      language: 'fr',
      languageLevel: 'B2',
      field: '0613',
      components: courses.map(({ code }) => ({ course: code, term: 'S1' as const })),
      recognised: [{ title: 'Mobility semester in computer science', ects: 3000, automatic: true }],
      responsibleHome: { ...COORDINATOR, position: 'Departmental coordinator' },
    },
  });
}

type Deciding = Omit<Extract<PublicAct, { type: 'decide-step' }>, 'type' | 'task' | 'step' | 'round' | 'subject'>;

async function decide(run: Acting, who: Browser, step: string, decision: Deciding): Promise<void> {
  const { round, subject } = await run.can(who, 'decide-step', { step });
  await run.act(who, {
    type: 'decide-step',
    task: 'admission',
    step,
    round: Number(round),
    subject: String(subject),
    ...decision,
  });
}

/** Everything is killed while the decision is on its way; the same decision with the same key counts once. */
async function approveThroughOutage(
  instance: Instance,
  run: Acting,
  coordinator: Browser,
  tell: Tell,
): Promise<number> {
  if (!instance.own) {
    await decide(run, coordinator, 'faculty', { decision: 'approve' });
    tell('Claire approves (this instance is not ours, so nothing is killed)');
    return 0;
  }
  const { round, subject } = await run.can(coordinator, 'decide-step', { step: 'faculty' });
  const act: PublicAct = {
    type: 'decide-step',
    task: 'admission',
    step: 'faculty',
    round: Number(round),
    subject: String(subject),
    decision: 'approve',
  };
  const sent = run.act(coordinator, act);
  const killed = await killAll(instance);
  tell(`Worker, API and Temporal server are killed (${Object.values(killed).join(', ')}) while Claire approves`);
  const [outageMs] = await Promise.all([untilBack(instance, killed), sent]);
  tell(`All are back after ${(outageMs / 1000).toFixed(1)} s; Claire's approval has its answer`);
  return outageMs;
}

async function signEverybody(
  instance: Instance,
  run: Acting,
  person: Browser,
  coordinator: Browser,
  tell: Tell,
): Promise<void> {
  await sign(run, person, 'student');
  tell('Ana signs exactly the PDF that she was shown');
  const partner = await openLink(instance, await linkSentTo(instance, COORDINATOR.email), COORDINATOR.name);
  await sign(run, partner, 'home');
  tell('Rui Costa of Porto signs by a one-time link, without an account');
  await sign(run, coordinator, 'host');
  await issued(run, person, 'agreement.pdf');
  tell('Claire signs; the institution seals the agreement');
}

async function sign(run: Acting, who: Browser, signer: string): Promise<void> {
  const { revision, shown } = await run.can(who, 'sign', { signer });
  await run.act(who, {
    type: 'sign',
    task: 'agreement-signatures',
    signer,
    revision: String(revision),
    shown: String(shown),
  });
}

async function stay(run: Acting, officer: Browser, tell: Tell): Promise<void> {
  const { start, end } = (await run.view(officer)).stay;
  for (const [task, date] of [
    ['arrival', start],
    ['departure', end],
  ] as const) {
    const { version } = await run.can(officer, 'attest', { task });
    await run.act(officer, { type: 'attest', task, version: Number(version), date });
  }
  tell(`Inès attests arrival (${start}) and departure (${end})`);
}

async function results(instance: Instance, run: Acting, coordinator: Browser, tell: Tell): Promise<void> {
  const registry = await signIn(instance, 'sophie', 'Sophie, registry');
  const { version } = await run.can(registry, 'enter-results');
  const grades = ['15', '12', '13', '10', '16'];
  const components = componentsOf(await run.view(registry));
  await run.act(registry, {
    type: 'enter-results',
    task: 'grades',
    version: Number(version),
    results: components.map(({ code, term }, n) => ({
      code,
      term,
      status: 'passed' as const,
      grade: grades[n % grades.length] ?? '12',
    })),
  });
  tell('Sophie enters the results; they are converted to the Portuguese scale');
  const { results: hash } = await run.can(coordinator, 'approve-results');
  await run.act(coordinator, { type: 'approve-results', task: 'grades', results: String(hash), decision: 'approve' });
  const transcript = await run.can(registry, 'issue-transcript');
  await run.act(registry, { type: 'issue-transcript', task: 'transcript', results: String(transcript['results']) });
  tell('Claire approves them; Sophie issues the transcript');
}

interface Chosen {
  readonly code: string;
  readonly term: 'S1' | 'S2' | 'year';
}

function componentsOf(view: View): readonly Chosen[] {
  const details = view.stages.flatMap((s) => s.tasks).find((t) => t.task === 'grades')?.details;
  const components = details?.['components'];
  if (!Array.isArray(components) || components.length === 0) throw new Error('There are no components to grade.');
  return components as Chosen[];
}

async function issued(run: Acting, who: Browser, name: string): Promise<void> {
  for (let n = 0; n < 300; n += 1) {
    const { documents } = await run.view(who);
    if (documents.some((d) => d.origin === 'issued' && d.name === name)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} was not issued.`);
}
