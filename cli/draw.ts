import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readText } from '../db/institutions/load.ts';
import { namesOf } from '../db/queries/institutions.ts';
import { readMobility } from '../db/records/read.ts';
import { draw, type Drawing, type DrawOptions } from '../domain/drawing/draw.ts';
import type { DrawingNames } from '../domain/drawing/names.ts';
import { checkInstitution } from '../domain/institution/check.ts';
import { checkProcedure } from '../domain/process/check.ts';
import type { Problem } from '../domain/process/problem.ts';
import { withDatabase } from './database.ts';
import { existingKeys } from './existing-keys.ts';
import { CliProblem } from './fail.ts';

type Look = Pick<DrawOptions, 'language' | 'width'>;

export interface NotDrawn {
  readonly procedure: string | null;
  readonly problems: readonly Problem[];
}

/** Draws the procedure of a file; one with errors is not drawn. @throws CliProblem when a file cannot be read */
export async function drawFile(file: string, look: Look, institution?: string): Promise<Drawing | NotDrawn> {
  const { ok, procedure, problems } = checkProcedure(await textOf(file), file);
  if (!ok || procedure === undefined) return { procedure: procedure?.procedure ?? null, problems };
  const names = await namesFor(institution ?? nearest(file));
  return draw(procedure, { ...lookOf(look), ...(names === undefined ? {} : { names }) });
}

/** Draws the version that a mobility has, and where it stands. @throws CliProblem */
export const drawMobility = (reference: string, look: Look): Promise<Drawing> =>
  withDatabase(async (db, settings) => {
    const found = await readMobility(db, await existingKeys(settings), reference);
    if (found === undefined)
      throw new CliProblem('not-found', `There is no mobility ${reference}: see whether the reference is right.`);
    const { state, procedure, institution } = found;
    const names = await namesOf(db, institution);
    return draw(procedure, { ...lookOf(look), names, ...(state === null ? {} : { state }) });
  });

const lookOf = ({ language, width }: Look): Look => ({ language, ...(width === undefined ? {} : { width }) });

/** The institution that a procedure stands in: the nearest `institution.yaml` above its file. */
function nearest(file: string): string | undefined {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    const found = join(folder, 'institution.yaml');
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

/** How an institution calls its roles; one that is not right is another verb's business: then ids are shown. */
async function namesFor(path: string | undefined): Promise<DrawingNames | undefined> {
  if (path === undefined) return undefined;
  const file = path.endsWith('.yaml') || path.endsWith('.yml') ? path : join(path, 'institution.yaml');
  const { declaration } = checkInstitution(await textOf(file), file);
  if (declaration === undefined) return undefined;
  return {
    roles: Object.fromEntries(declaration.roles.map(({ role, title }) => [role, title])),
    units: Object.fromEntries(declaration.units.map(({ unit, name }) => [unit, name])),
  };
}

async function textOf(file: string): Promise<string> {
  const text = await readText(file);
  if (typeof text === 'string') return text;
  throw new CliProblem(text.code, `${text.message} ${text.hint}`);
}
