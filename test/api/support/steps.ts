import { insert } from '../../../db/sql.ts';
import { courseRow } from '../../support/course-row.ts';
import type { Answer, Application, Caller } from './application.ts';

/** Steps of a mobility over HTTP; each fails with the answer when it is refused. */
export function ok(answer: Answer, status = 200): Answer {
  if (answer.status !== status) throw new Error(`${answer.status}: ${answer.text}`);
  return answer;
}

/** What the view says may be sent, filled with the rest. */
export async function can(caller: Caller, reference: string, type: string): Promise<Record<string, unknown>> {
  const { json } = ok(await caller.get(`/api/mobilities/${reference}`));
  const found = json.can.find((one: { type: string }) => one.type === type);
  if (found === undefined) throw new Error(`${type} is not possible: ${JSON.stringify(json.can)}`);
  return found;
}

export const details = {
  birthDate: '2004-05-06',
  citizenship: 'PT',
  cycle: 'bachelor',
  homeCoordinator: { name: 'Rui Costa', email: 'rui@porto.example' },
};

export const fillDetails = async (caller: Caller, reference: string): Promise<Answer> =>
  ok(await caller.act(reference, { ...(await can(caller, reference, 'submit-form')), answers: details }));

/** A file as a form of a browser sends it. */
export function form(content: Uint8Array | string, name = 'scan.jpg'): FormData {
  const data = new FormData();
  data.append('file', new Blob([typeof content === 'string' ? content : Buffer.from(content)]), name);
  return data;
}

export const upload = (caller: Caller, reference: string, document: string, data: FormData): Promise<Answer> =>
  caller.raw('POST', `/api/mobilities/${reference}/documents?task=papers&document=${document}`, data);

export async function givePapers(app: Application, caller: Caller, reference: string): Promise<void> {
  const officer = await app.as('caen-ines');
  for (const document of ['passport', 'transcript']) {
    const { id } = ok(await upload(caller, reference, document, form(`content of ${document} ${reference}`)), 201).json;
    ok(await caller.act(reference, { type: 'add-document', task: 'papers', document, file: id }));
    await app.effects(reference);
    ok(
      await officer.act(reference, { type: 'review-document', task: 'papers', document, file: id, decision: 'accept' }),
    );
  }
}

/** Courses of the faculty of sciences (13) and of another. */
export async function addCourses(app: Application): Promise<void> {
  const rows = [
    courseRow('INF1', { title: 'Databases' }),
    courseRow('INF2', { title: 'Networks', ects_hundredths: 1800, s2: 1, language: 'en' }),
    courseRow('LAN1', { title: 'French for networks', faculty: '907' }),
    courseRow('OLD1', { title: 'Database history', retired_at: '2026-01-01T00:00:00.000Z' }),
    courseRow('SHUT1', { title: 'Closed databases', open_to_mobility: 0 }),
    courseRow('NOECTS', { title: 'Data without credits', ects_hundredths: null }),
  ];
  await insert(app.db, 'catalogue_courses', rows);
  const words = rows.flatMap(({ code, title_folded }) =>
    title_folded.split(' ').map((word) => ({ institution: 'caen', word, source: 'test', code })),
  );
  await insert(app.db, 'catalogue_words', words);
  await insert(app.db, 'catalogue_faculties', {
    institution: 'caen',
    source: 'test',
    code: '13',
    title: 'Sciences',
    title_folded: 'sciences',
    acronym: null,
    academic_year: null,
    retired_at: null,
  });
}

export const draft = {
  mainUnit: 'sciences',
  language: 'fr',
  languageLevel: 'B2',
  components: ['INF1', 'INF2', 'LAN1'].map((course) => ({ course, term: 'S1' })),
  recognised: [{ title: 'Elective', ects: 3000, automatic: true }],
  responsibleHome: { name: 'Rui Costa', email: 'rui@porto.example' },
};

export const submitAgreement = async (caller: Caller, reference: string): Promise<Answer> =>
  ok(await caller.act(reference, { ...(await can(caller, reference, 'submit-agreement')), content: draft }));

/** Up to the signatures: the student's own is given. */
export async function untilPartnerSigns(app: Application, caller: Caller, reference: string): Promise<void> {
  await fillDetails(caller, reference);
  await givePapers(app, caller, reference);
  await submitAgreement(caller, reference);
  for (const person of ['caen-claire', 'caen-ines']) {
    const decider = await app.as(person);
    ok(await decider.act(reference, { ...(await can(decider, reference, 'decide-step')), decision: 'approve' }));
  }
  await app.effects(reference);
  ok(await caller.act(reference, await can(caller, reference, 'sign')));
}
