import type {
  AgreementInput,
  CertificateInput,
  Component,
  Issue,
  TranscriptInput,
} from '../../activities/pdf/inputs.ts';

/** What the documents of a mobility of the tests are drawn from. */
export const issue: Issue = {
  language: 'en',
  brand: { institution: 'Université de Caen Normandie', accent: '#00a3d9' },
  reference: 'CAEN-2026-000123',
  subjectHash: '3f'.repeat(32),
  verifyUrl: 'https://smile.example.org/verify/3f3f3f3f3f3f3f3f3f3f3f3f',
  at: '2026-06-12T08:30:00.000Z',
};

const student = {
  givenNames: 'Zoë Élodie',
  familyName: 'Παπαδοπούλου-Živković',
  birthDate: '2004-02-29',
  nationality: 'Greek',
  gender: 'Female',
  email: 'zoe@example.org',
  esi: 'urn:schac:personalUniqueCode:int:esi:example.org:123456789',
  cycle: 'Bachelor (EQF 6)',
  field: '0231 Language acquisition',
};
const sending = {
  name: 'Национальный университет «Пример»',
  faculty: 'Faculty of Philology',
  erasmusCode: 'G EXAMPLE01',
  schac: 'example.org',
  country: 'Greece',
  contact: { name: 'Maria Coordinator', email: 'maria@example.org', phone: '+30 210 000 000' },
};
const receiving = {
  name: 'Université de Caen Normandie',
  faculty: 'UFR Langues vivantes étrangères',
  erasmusCode: 'F CAEN01',
  schac: 'unicaen.fr',
  country: 'France',
  contact: { name: 'Camille Martin', email: 'international@example.org' },
};

export const components = (count: number): Component[] =>
  Array.from({ length: count }, (_, at) => ({
    code: `LVE${100 + at}`,
    title:
      at % 4 === 1
        ? 'Littérature comparée et histoire des idées : de la Renaissance européenne aux avant-gardes du vingtième siècle'
        : `Langue et civilisation ${at + 1}`,
    term: at % 2 ? 'Spring semester' : 'Autumn semester',
    ects: at % 3 === 0 ? 7.5 : 6,
  }));

export const agreement: AgreementInput = {
  ...issue,
  revision: 1,
  academicYear: '2026/2027',
  student,
  sending,
  receiving,
  start: '2026-09-01',
  end: '2027-01-31',
  mobilityType: 'Semester(s)',
  catalogueUrl: 'https://example.org/catalogue',
  tableA: components(5),
  tableB: components(4).map((component, at) => ({ ...component, automatic: at !== 2 })),
  provisions: 'https://example.org/provisions',
  languageOfStudy: { name: 'French', level: 'B2' },
  responsible: [
    { part: 'student', name: 'Zoë Élodie Παπαδοπούλου-Živković', email: 'zoe@example.org' },
    { part: 'sending', name: 'Maria Coordinator', position: 'Departmental coordinator', email: 'maria@example.org' },
    { part: 'receiving', name: 'Camille Martin', position: 'Programme coordinator', email: 'camille@example.org' },
  ],
};

export const signedAgreement: AgreementInput = {
  ...agreement,
  revision: 2,
  changes: [
    { table: 'A', what: 'deleted', component: components(1)[0]!, reason: 'Timetable conflict' },
    { table: 'A', what: 'added', component: components(2)[1]!, reason: 'Substituting a deleted component' },
    { table: 'B', what: 'added', component: components(3)[2]! },
  ],
  changeComment: 'The course on Tuesday collides with the language class.',
  signed: {
    shownPdf: 'a7'.repeat(32),
    signatures: [
      {
        name: 'Zoë Élodie Παπαδοπούλου-Živković',
        capacity: 'Student',
        at: '2026-06-13T09:00:00.000Z',
        how: 'Federated login (example.org)',
      },
      {
        name: 'Maria Coordinator',
        capacity: 'Responsible person, sending institution',
        at: '2026-06-14T10:12:00.000Z',
        how: 'One-time link to maria@example.org',
      },
      {
        name: 'Paul Adjoint',
        capacity: 'Responsible person, receiving institution',
        at: '2026-06-15T07:45:00.000Z',
        how: 'Federated login (unicaen.fr)',
        onBehalfOf: 'Camille Martin',
      },
    ],
  },
};

export const certificate: CertificateInput = {
  ...issue,
  kind: 'arrival',
  student,
  sending,
  receiving,
  arrived: '2026-09-01',
  programme: 'Erasmus+ studies',
  attestedBy: { name: 'Camille Martin', position: 'International office' },
  attestedAt: '2026-09-02T07:00:00.000Z',
};

export const transcript: TranscriptInput = {
  ...issue,
  academicYear: '2026/2027',
  student,
  sending,
  receiving,
  start: '2026-09-01',
  end: '2027-01-31',
  results: components(5).map((component, at) => ({
    ...component,
    grade: at === 3 ? '8' : `${12 + at}`,
    outcome: at === 3 ? ('failed' as const) : ('passed' as const),
    ...(at === 3 ? {} : { converted: { grade: String.fromCharCode(67 - (at % 3)), approved: at === 0 } }),
  })),
  method: 'EGRACONS, table 2026-1, middle grade of the overlap',
  scale: 'Grades run from 0 to 20; 10 passes. Grades above 16 are rare.',
  distributions: [
    {
      group: 'Université de Caen Normandie, ISCED 023 Languages, first cycle, 2024 and 2025',
      grades: [
        { grade: '16–20', percent: 6.25 },
        { grade: '14–15.9', percent: 18.5 },
        { grade: '12–13.9', percent: 36 },
        { grade: '10–11.9', percent: 39.25 },
      ],
    },
  ],
  issuedBy: { name: 'Registry', position: 'Université de Caen Normandie' },
};
