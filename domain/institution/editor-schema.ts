import { described, type EditorSchema } from '../process/described.ts';
import { institutionJsonSchema } from './check.ts';

/** What each key of `institution.yaml` means, as editors show it beside the key. */
const meanings: Readonly<Record<string, string>> = {
  institution: 'The id of the institution: small letters, digits and hyphens.',
  code: 'The first part of every reference, in capital letters.',
  name: 'What people read, in each language: { fr: …, en: … }.',
  languages: 'The languages of its pages; every text is given in each.',
  erasmusCode: 'Like F  CAEN01.',
  country: 'Two capital letters (ISO 3166-1).',
  accent: 'The colour of its pages, like #b3202a, in quotes.',
  calendar: 'Its time zone, holidays, closures and quiet hours.',
  zone: 'Like Europe/Paris.',
  holidays: 'The public holidays of a region by rule, with days more or less, or a list of dates.',
  also: 'Days that are holidays besides.',
  except: 'Public holidays on which it works.',
  closures: 'When it is closed, both days included.',
  quiet: 'No mail is sent between these hours.',
  units: 'The institution first, then its faculties and departments.',
  unit: 'The id of the unit.',
  parent: 'The unit above it.',
  codes: 'The codes that the course catalogue has for it.',
  roles: 'What people may be, beside what procedures ask of them.',
  role: 'The id of the role.',
  title: 'What people read, in each language.',
  permissions: 'What the role may do on any file of its units.',
  grading: 'Its grading table, and those of partners.',
  host: 'The table of the institution.',
  partners: 'Tables of partners, by country or Erasmus code.',
  scale: 'The grades, from the best or from the worst.',
  counts: 'How often each passing grade was given.',
  demo: 'People to try it as with npm start; never made in production.',
  grants: 'The roles of the person, each at a unit and all below it.',
};

/** The form of an institution for editors that complete it, with what each key means. @param id where it is published */
export const institutionEditorSchema = (id: string): EditorSchema =>
  described(institutionJsonSchema(), {
    id,
    title: 'SMILE institution',
    description: 'An institution: its units, roles, calendar and grading.',
    meanings,
  });
