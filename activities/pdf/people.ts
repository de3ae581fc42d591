import { dateWords } from './format.ts';
import type { Institution, Student } from './inputs.ts';
import { drawPairs } from './pairs.ts';
import type { Sheet } from './sheet.ts';

export const fullName = (student: Student): string => `${student.givenNames} ${student.familyName}`;

/** The table of the student, in the order of the Commission's form. */
export function drawStudent(sheet: Sheet, student: Student): void {
  const { texts } = sheet;
  sheet.section(texts.student);
  drawPairs(
    sheet,
    [
      [texts.familyName, student.familyName],
      [texts.givenNames, student.givenNames],
      [texts.birthDate, student.birthDate && dateWords(student.birthDate, texts, 'student.birthDate')],
      [texts.nationality, student.nationality],
      [texts.gender, student.gender],
      [texts.cycle, student.cycle],
      [texts.field, student.field],
      [texts.email, student.email],
      [texts.esi, student.esi],
    ],
    3,
  );
}

export function drawInstitution(sheet: Sheet, title: string, institution: Institution): void {
  const { texts } = sheet;
  const { contact } = institution;
  sheet.section(title);
  drawPairs(
    sheet,
    [
      [texts.name, institution.name],
      [texts.faculty, institution.faculty],
      [texts.erasmusCode, institution.erasmusCode],
      [texts.schac, institution.schac],
      [texts.country, institution.country],
      [texts.contact, contact && [contact.name, contact.email, contact.phone].filter(Boolean).join('\n')],
    ],
    3,
  );
}
