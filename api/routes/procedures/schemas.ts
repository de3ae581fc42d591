import { z } from 'zod';
import { peopleNamed } from '../../../db/identity/people-named.ts';
import type { Db } from '../../../db/connect.ts';
import type { ProcedureDraft } from '../../../db/procedures/drafts.ts';
import { MOST_YAML_CHARACTERS } from '../../../domain/process/locate.ts';
import type { PersonId } from '../../../domain/ids.ts';
import { instant, slug } from '../schemas.ts';

/** Forms that the routes of procedures share. */
export const params = z.strictObject({ id: slug });
export const reason = z.string().trim().min(1).max(1000);
export const number = z.int().min(1);

/** The YAML of a procedure, right or not. */
export const source = z.string().max(MOST_YAML_CHARACTERS);
/** That much YAML as JSON: most of it takes one byte a character, and line ends two. */
export const SOURCE_BYTES = 3 * 1024 * 1024;

export const problems = z.array(
  z.object({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    file: z.string(),
    line: z.number().int(),
    column: z.number().int(),
    path: z.string(),
    message: z.string(),
    hint: z.string(),
  }),
);

const author = z.object({
  person: z.string(),
  name: z.string().describe('Empty when the person was erased since'),
  at: instant,
});
export const authors = z.array(author).describe('Who changed it, and when they last did; who did last comes last');

export const draft = z.object({
  version: z.number().int().describe('0: there is no draft'),
  source: z.string(),
  base: z.number().int().describe('The published version that it goes on from; 0: none'),
  published: z.number().int().nullable().describe('The version that this very text was published as'),
  authors,
  updatedAt: z.string(),
});

/** A draft with the names of who wrote it. */
export const shownDraft = async (db: Db, draft: ProcedureDraft): Promise<ProcedureDraft> => ({
  ...draft,
  authors: await withNames(db, draft.authors),
});

/** Each with their name; empty when they were erased. */
export async function withNames<T extends { readonly person: PersonId }>(
  db: Db,
  all: readonly T[],
): Promise<(T & { name: string })[]> {
  const names = new Map(
    (
      await peopleNamed(
        db,
        all.map(({ person }) => person),
      )
    ).map((one) => [one.person, one.name]),
  );
  return all.map((one) => ({ ...one, name: names.get(one.person) ?? '' }));
}
