import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readJsonFile } from '../files.ts';
import { StartProblem } from '../problem.ts';

/** Somebody to log in as. What else the file says about a person (grants …) is for others. */
const person = z.object({
  person: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be small letters, digits, dots and hyphens'),
  given: z.string().min(1).max(200),
  family: z.string().min(1).max(200),
  email: z.string().min(3).max(254),
  esi: z.string().min(1).max(200).optional(),
  affiliation: z.string().min(1).max(200).optional(),
  title: z.string().max(200).optional(),
});
export type DemoPerson = z.infer<typeof person>;

const institutionFile = z.object({ demo: z.object({ people: z.array(person).default([]) }).optional() });
const addedFile = z.array(person);

/** The people added while we run, such as the student of `npm run demo`: a JSON array in the data folder. */
export const addedPeoplePath = (data: string): string => join(data, 'demo-people.json');

/**
 * Everybody, by `person`: of the institutions' files first, then those added; who comes later with a name that is
 * taken is left out. Throws StartProblem `bad-demo-people` naming the file and the place.
 */
export async function readPeople(institutions: string, data: string): Promise<Map<string, DemoPerson>> {
  const people = new Map<string, DemoPerson>();
  const add = (list: readonly DemoPerson[]): void => {
    for (const one of list) if (!people.has(one.person)) people.set(one.person, one);
  };
  const folders = (await readdir(institutions, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of folders.sort((one, other) => one.name.localeCompare(other.name))) {
    const file = join(institutions, name, 'institution.yaml');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) add(checked(institutionFile, () => parse(text) as unknown, file).demo?.people ?? []);
  }
  const added = addedPeoplePath(data);
  const content = await readJsonFile(added);
  if (content !== undefined) add(checked(addedFile, () => content, added));
  return people;
}

function checked<T>(schema: z.ZodType<T>, read: () => unknown, file: string): T {
  const result = schema.safeParse(read());
  if (result.success) return result.data;
  const where = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new StartProblem('bad-demo-people', `${file}: ${where}`);
}
