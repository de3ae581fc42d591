import { insertSession, type SessionHolder } from '../../../db/identity/sessions.ts';
import { hashOfToken, randomToken } from '../../../db/identity/token.ts';
import { insert, selectOne } from '../../../db/sql.ts';
import { homeTranscript, passportPhoto } from '../../../dev/demo/papers.ts';
import { until } from '../../dev/local.ts';
import { courseRow } from '../../support/course-row.ts';
import { details, draft } from '../../api/support/steps.ts';
import { client, type Answer, type Client } from './client.ts';
import type { Installation } from './installation.ts';

const NEVER = '9999-12-31T23:59:59.999Z';
const BORN_MS = 60_000;
const HOME_COORDINATOR = 'rui@porto.example';
/** Another one for each file, so that their mails are told apart. */
const coordinatorOf = (reference: string): string => `rui.${reference.toLowerCase()}@porto.example`;

/** A file and the person it is about. */
export interface File {
  readonly reference: string;
  readonly student: Client;
}

export const staff = (on: Installation, person: string): Promise<Client> =>
  signIn(on, { kind: 'person', person: `caen-${person}`, identified: 'demo' });

/** Nominates somebody; the file is born when a worker is there. */
export async function nominate(on: Installation, officer: Client): Promise<File> {
  const n = (nominated += 1);
  const { json } = expected(
    await officer.post('/api/nominations', {
      procedure: 'erasmus-study',
      nominations: [
        {
          given: 'Ana',
          family: `Silva ${n}`,
          email: `ana.${n}@porto.example`,
          home: { name: 'Universidade do Porto', country: 'PT', coordinatorEmail: HOME_COORDINATOR },
          stay: { start: '2027-02-01', end: '2027-06-30' },
        },
      ],
    }),
    201,
  );
  const [item] = json['items'] as { reference: string }[];
  const reference = item?.reference ?? '';
  const head = await selectOne<{ person: string }>(on.db, 'SELECT person FROM heads WHERE reference = ?', [reference]);
  const student = await signIn(on, { kind: 'person', person: head?.person ?? '', identified: 'demo' });
  return { reference, student };
}

let nominated = 0;

/** Nominates, and waits until the file is open. */
export async function openFile(on: Installation, officer: Client): Promise<File> {
  const file = await nominate(on, officer);
  await can(file.student, file.reference, 'submit-form');
  return file;
}

/** What the view says may be sent, once it may. */
export const can = (who: Client, reference: string, type: string): Promise<Record<string, unknown>> =>
  until(
    `${type} possible`,
    async () => {
      const { json } = await who.get(`/api/mobilities/${reference}`);
      const acts = Array.isArray(json['can']) ? (json['can'] as Record<string, unknown>[]) : [];
      return acts.find((one) => one['type'] === type);
    },
    BORN_MS,
  );

/** The first act of a student. */
export const filled = async ({ student, reference }: File): Promise<Record<string, unknown>> => ({
  ...(await can(student, reference, 'submit-form')),
  answers: { ...details, homeCoordinator: { name: 'Rui Costa', email: coordinatorOf(reference) } },
});

/** An act of staff that may be done again and again: each one moves the stay a little. */
export const moved = (n: number): Record<string, unknown> => ({
  type: 'change-stay',
  start: '2027-02-01',
  end: `2027-06-${String(1 + (n % 29)).padStart(2, '0')}`,
  reason: `because ${n}`,
});

type Paper = 'passport' | 'transcript';

/** Uploads a file; nothing is done with it yet. */
export async function sendPaper({ student, reference }: File, document: Paper): Promise<string> {
  const content = document === 'passport' ? await passportPhoto() : await homeTranscript();
  const path = `/api/mobilities/${reference}/documents?task=papers&document=${document}`;
  return String(expected(await student.upload(path, content), 201).json['id']);
}

/** Gives a file that is uploaded, or is now: it is inspected then. */
export async function addPaper(file: File, document: Paper, uploaded?: string): Promise<string> {
  const id = uploaded ?? (await sendPaper(file, document));
  expected(await file.student.act(file.reference, { type: 'add-document', task: 'papers', document, file: id }));
  return id;
}

/** Brings a file to where the partner at home is asked to sign, and gives the partner. */
export async function untilPartnerSigns(on: Installation, file: File, officer: Client): Promise<Client> {
  const { reference, student } = file;
  const claire = await staff(on, 'claire');
  expected(await student.act(reference, await filled(file)));
  for (const document of ['passport', 'transcript'] as const) {
    await addPaper(file, document);
    const review = await can(officer, reference, 'review-document');
    expected(await officer.act(reference, { ...review, decision: 'accept' }));
  }
  const choose = await can(student, reference, 'submit-agreement');
  const components = ['D1', 'D2', 'D3', 'D4', 'D5'].map((course) => ({ course, term: 'S1' }));
  await addCourses(
    on,
    components.map(({ course }) => course),
  );
  expected(await student.act(reference, { ...choose, content: { ...draft, components } }));
  for (const who of [claire, officer])
    expected(await who.act(reference, { ...(await can(who, reference, 'decide-step')), decision: 'approve' }));
  expected(await student.act(reference, await can(student, reference, 'sign')));
  return partner(on, coordinatorOf(reference));
}

async function addCourses(on: Installation, codes: readonly string[]): Promise<void> {
  const there = await selectOne(on.db, "SELECT code FROM catalogue_courses WHERE source = 'down'");
  if (there !== null) return;
  await insert(
    on.db,
    'catalogue_courses',
    codes.map((code) => courseRow(code, { source: 'down' })),
  );
}

/** Opens the link that the partner got by mail. */
async function partner(on: Installation, email: string): Promise<Client> {
  const token = await until(
    'the mail to the partner',
    async () =>
      (await mails(on))
        .filter(({ to }) => JSON.stringify(to).includes(email))
        .map(({ text }) => /\/link#([A-Za-z0-9_-]+)/.exec(text)?.[1])
        .find((found) => found !== undefined),
    BORN_MS,
  );
  const opened = expected(await client(on.url).post('/api/links', { token, name: 'Rui Costa' }, { origin: on.url }));
  const cookie = /^smile=[^;]+/.exec(opened.headers.get('set-cookie') ?? '')?.[0] ?? '';
  return client(on.url, { cookie, 'x-csrf-token': String(opened.json['csrfToken']), origin: on.url });
}

export interface Mail {
  readonly messageId: string;
  readonly to: unknown;
  readonly subject: string;
  readonly text: string;
}

/** What the mail server got, newest first. */
export const mails = async (on: Installation): Promise<readonly Mail[]> =>
  (await (await fetch(`${on.mails}/mails.json`)).json()) as Mail[];

async function signIn({ db, url }: Installation, holder: SessionHolder): Promise<Client> {
  const id = randomToken();
  const now = new Date().toISOString();
  await insertSession(db, {
    idHash: hashOfToken(id),
    institution: 'caen',
    holder,
    csrfHash: hashOfToken('csrf'),
    createdAt: now,
    seenAt: now,
    expiresAt: NEVER,
    ipPrefix: null,
  });
  return client(url, { cookie: `smile=${id}`, 'x-csrf-token': 'csrf', origin: url });
}

/** Fails with the answer when it is another one. */
export function expected(answer: Answer, status = 200): Answer {
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text}`);
  return answer;
}
