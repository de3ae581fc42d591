import type { Actor } from '../../../domain/authority/actor.ts';
import type { AgreementFacts, Term } from '../../../domain/agreement/content.ts';
import { gradingFor } from '../../../domain/institution/grading.ts';
import type { Institution } from '../../../domain/institution/institution.ts';
import type { PublicAct } from '../../../domain/mobility/acts.schema.ts';
import type { Facts } from '../../../domain/mobility/commands.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import type { Db } from '../../../db/connect.ts';
import { staffById } from '../../../db/identity/staff.ts';
import { coursesByCode, type CourseRow } from '../../../db/queries/catalogue.ts';
import { documentOf } from '../../../db/queries/documents.ts';
import { publishedVersion } from '../../../db/records/procedures.ts';
import { readInstitution } from '../../../db/institutions/read.ts';

/** What the core needs of the outside to decide an act: looked up here, never taken from the client. */
export async function factsFor(db: Db, state: Mobility, actor: Actor, act: PublicAct): Promise<Facts> {
  switch (act.type) {
    case 'submit-agreement': {
      const codes = act.content.components.flatMap((c) => ('course' in c ? [c.course] : []));
      return { agreement: await agreementFacts(db, state.institution, codes) };
    }
    case 'enter-results':
      return gradingFacts(db, state);
    case 'add-document':
      return actor.kind === 'person' ? fileFacts(db, state.reference, act, actor.person) : {};
    case 'migrate': {
      const pin = await publishedVersion(db, state.institution, state.procedure.id, act.version);
      return pin === undefined ? {} : { target: { pin } };
    }
    case 'reassign':
      return 'person' in act.to ? staffFacts(db, state.institution, act.to.person) : {};
    default:
      return {};
  }
}

/** Somebody who works there: nobody else is given a task of staff. */
async function staffFacts(db: Db, institution: string, person: string): Promise<Facts> {
  const found = await staffById(db, institution, person);
  return found === null ? {} : { person: found };
}

async function agreementFacts(db: Db, institution: string, codes: readonly string[]): Promise<AgreementFacts> {
  const [courses, host] = await Promise.all([coursesByCode(db, institution, codes), readInstitution(db, institution)]);
  return {
    courses: courses.flatMap((course) => known(course, host?.faculties ?? {})),
    units: host?.units.map((unit) => unit.id) ?? [],
  };
}

/** A course whose credits the catalogue does not say cannot be chosen. */
function known(
  { code, title, ects, language, faculty, semesters }: CourseRow,
  unitOf: Institution['faculties'],
): AgreementFacts['courses'] {
  if (ects === null) return [];
  const unit = unitOf[faculty];
  const terms: Term[] = semesters.length === 2 ? ['S1', 'S2', 'year'] : [...semesters];
  return [
    { code, title, ects, terms, ...(language === null ? {} : { language }), ...(unit === undefined ? {} : { unit }) },
  ];
}

async function gradingFacts(db: Db, { institution, home }: Mobility): Promise<Facts> {
  const host = await readInstitution(db, institution);
  const grading = host === undefined ? undefined : gradingFor(host, home);
  return grading === undefined ? {} : { grading };
}

/** Only a file that this very person put into this very mobility, for this very document. */
async function fileFacts(
  db: Db,
  reference: string,
  { task, document, file }: Extract<PublicAct, { type: 'add-document' }>,
  person: string,
): Promise<Facts> {
  const row = await documentOf(db, reference, file);
  if (row?.uploadedBy !== person || row.state !== 'received') return {};
  if (row.task !== task || row.document !== document) return {};
  return { file: { document: row.id, sha256: row.sha256, size: row.size, name: row.name } };
}
