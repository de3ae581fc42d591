import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readJsonFile } from '../files.ts';
import { StartProblem } from '../problem.ts';

/** Somebody to log in as. What else the file says about a person is for others. */
const person = z.object({
  person: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be small letters, digits, dots and hyphens'),
  given: z.string().min(1).max(200),
  family: z.string().min(1).max(200),
  email: z.string().min(3).max(254),
  esi: z.string().min(1).max(200).optional(),
  affiliation: z.string().min(1).max(200).optional(),
  grants: z.array(z.object({ role: z.string() })).default([]),
});
export type DemoPerson = z.infer<typeof person>;

const institutionFile = z.object({ demo: z.object({ people: z.array(person).default([]) }).optional() });
const addedFile = z.array(person);

/** The people added while we run, such as the student of `npm run demo`: a JSON array in the data folder. */
export const addedPeoplePath = (data: string): string => join(data, 'demo-people.json');

/**
 * Everybody, by `person`: those of the institutions' files, then those added while we run (a name that is taken is
 * left out). Throws StartProblem `bad-demo-people` naming the file and the place.
 */
export async function readPeople(institutions: string, data: string): Promise<Map<string, DemoPerson>> {
  const people = new Map<string, DemoPerson>();
  const folders = (await readdir(institutions, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of folders.sort((one, other) => one.name.localeCompare(other.name))) {
    const file = join(institutions, name, 'institution.yaml');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    for (const one of checked(institutionFile, () => parse(text) as unknown, file).demo?.people ?? []) {
      // A login is known by this name alone, whatever the institution.
      if (people.has(one.person)) throw bad(file, `somebody else is already called "${one.person}": take another name`);
      people.set(one.person, one);
    }
  }
  const added = addedPeoplePath(data);
  const content = await readJsonFile(added);
  for (const one of content === undefined ? [] : checked(addedFile, () => content, added)) {
    if (!people.has(one.person)) people.set(one.person, one);
  }
  return people;
}

function checked<S extends z.ZodType>(schema: S, read: () => unknown, file: string): z.infer<S> {
  const result = schema.safeParse(read());
  if (result.success) return result.data;
  const where = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw bad(file, where);
}

const bad = (file: string, what: string): StartProblem => new StartProblem('bad-demo-people', `${file}: ${what}`);
