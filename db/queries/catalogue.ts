import { fold } from '../../domain/text/fold.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { Db } from '../connect.ts';
import { select } from '../sql.ts';
import type { Param } from '../statements.ts';
import { follows, keyOf, pageOf, type Page } from './cursor.ts';
import { literally, prefixRange } from './texts.ts';

export interface CourseSearch {
  readonly institution: InstitutionId;
  /** Words, or the beginnings of words, of the title; or the code. All must be there. */
  readonly q?: string | undefined;
  readonly faculty?: string | undefined;
  readonly semester?: 'S1' | 'S2' | undefined;
  readonly language?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface CourseRow {
  readonly code: string;
  readonly title: string;
  readonly faculty: string;
  readonly programme: string | null;
  readonly language: string | null;
  readonly semesters: readonly ('S1' | 'S2')[];
  /** Hundredths of an ECTS credit; null when the catalogue does not say. */
  readonly ects: number | null;
  readonly description: string | null;
}

/** Courses that people in mobility may choose, by title. Null when the cursor is not one of ours. */
export async function searchCourses(db: Db, search: CourseSearch): Promise<Page<CourseRow> | null> {
  const where = ['c.institution = ?', 'c.retired_at IS NULL', 'c.open_to_mobility = 1'];
  const params: Param[] = [search.institution];
  const add = (sql: string, ...values: Param[]): void => {
    where.push(sql);
    params.push(...values);
  };
  if (search.faculty !== undefined) add('c.faculty = ?', search.faculty);
  if (search.language !== undefined) add('c.language = ?', search.language);
  if (search.semester !== undefined) add(search.semester === 'S1' ? 'c.s1 = 1' : 'c.s2 = 1');
  if (search.q !== undefined) for (const [sql, values] of conditions(search.institution, search.q)) add(sql, ...values);
  if (search.after !== undefined) {
    const key = keyOf(search.after, ['text', 'text', 'text']);
    if (key === undefined) return null;
    const { sql, params: values } = follows(['c.title_folded', 'c.source', 'c.code'], key);
    add(sql, ...values);
  }
  const rows = await select<StoredCourse>(
    db,
    `SELECT c.code, c.source, c.title, c.title_folded, c.faculty, c.programme, c.language, c.s1, c.s2, c.ects_hundredths, c.description
       FROM catalogue_courses c WHERE ${where.join(' AND ')} ORDER BY c.title_folded, c.source, c.code LIMIT ?`,
    [...params, search.limit + 1],
  );
  return pageOf(rows, search.limit, (r) => [r.title_folded, r.source, r.code], courseOf);
}

/** The open faculties of the catalogue, by title. */
export const faculties = (
  db: Db,
  institution: InstitutionId,
): Promise<{ code: string; title: string; acronym: string | null }[]> =>
  select(
    db,
    'SELECT code, title, acronym FROM catalogue_faculties WHERE institution = ? AND retired_at IS NULL ORDER BY title_folded, code LIMIT 1000',
    [institution],
  );

/** Open courses by their codes, as the core needs them. */
export async function coursesByCode(
  db: Db,
  institution: InstitutionId,
  codes: readonly string[],
): Promise<CourseRow[]> {
  const rows = await select<StoredCourse>(
    db,
    `SELECT code, source, title, title_folded, faculty, programme, language, s1, s2, ects_hundredths, NULL AS description
       FROM catalogue_courses WHERE institution = ? AND code IN (?) AND retired_at IS NULL AND open_to_mobility = 1 ORDER BY code, source`,
    [institution, codes],
  );
  return rows.map(courseOf);
}

const MOST_WORDS = 6;

/** The longest word leads, through its index; the others are looked for in the titles that it finds. */
function conditions(institution: InstitutionId, q: string): [string, Param[]][] {
  const words = fold(q)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_WORDS);
  const [longest, ...others] = words;
  if (longest === undefined) return [];
  const code = q.trim().toUpperCase().slice(0, 64);
  const lead = `(c.code = ? OR (c.source, c.code) IN (SELECT w.source, w.code FROM catalogue_words w WHERE w.institution = ? AND w.word >= ? AND w.word < ?))`;
  return [
    [lead, [code, institution, ...prefixRange(longest.slice(0, 64))]],
    ...others.map((word): [string, Param[]] => ["c.title_folded LIKE ? ESCAPE '!'", [`%${literally(word)}%`]]),
  ];
}

interface StoredCourse {
  readonly code: string;
  readonly source: string;
  readonly title: string;
  readonly title_folded: string;
  readonly faculty: string;
  readonly programme: string | null;
  readonly language: string | null;
  readonly s1: number;
  readonly s2: number;
  readonly ects_hundredths: number | null;
  readonly description: string | null;
}

const courseOf = (row: StoredCourse): CourseRow => ({
  code: row.code,
  title: row.title,
  faculty: row.faculty,
  programme: row.programme,
  language: row.language,
  semesters: [...(row.s1 === 1 ? (['S1'] as const) : []), ...(row.s2 === 1 ? (['S2'] as const) : [])],
  ects: row.ects_hundredths,
  description: row.description,
});
