import { canonical } from '../../domain/hash.ts';
import type { InstitutionId, PersonId } from '../../domain/ids.ts';
import type { InstitutionDeclaration } from '../../domain/institution/declaration.ts';
import { ancestorsOf } from '../../domain/institution/units.ts';
import type { Problem } from '../../domain/process/problem.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { inTransaction, type Db, type Tx } from '../connect.ts';
import { execute, forUpdate, insertIgnore, select, selectOne } from '../sql.ts';
import type { Row } from '../statements.ts';
import { calendarOf } from './calendar.ts';
import { settleDemoPeople } from './demo.ts';
import { loadInstitution, type LoadedInstitution } from './load.ts';
import { forgetInstitution } from './read.ts';
import type { InstitutionSettings } from './settings.ts';
import { settleProcedures } from './settle-procedures.ts';
import { isChange, newTally, settle, type Tally } from './tally.ts';
import { removedInUse } from './use.ts';

export interface ApplyOptions {
  readonly at: Instant;
  /** The person who applies it, null for the operator of the machine. */
  readonly by: PersonId | null;
  /** Makes the demo people as well: only where SMILE is tried. */
  readonly demo: boolean;
  /** The OpenID provider that demo people log in with. */
  readonly issuer?: string;
}

export interface Applied extends Readonly<Tally> {
  /** Undefined when its file could not even be read. */
  readonly institution?: InstitutionId;
  /** False: nothing was done, for the errors among the problems. */
  readonly applied: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Makes an institution as its folder declares it, in one transaction: units, roles, settings, procedures (a new
 * version of those that differ), and with `demo` its demo people. Any error and nothing is done. Applying the same
 * again changes nothing.
 * @throws DatabaseError
 */
export async function applyInstitution(
  db: Db,
  from: { readonly folder: string } | LoadedInstitution,
  options: ApplyOptions,
): Promise<Applied> {
  const loaded = 'folder' in from ? await loadInstitution(from.folder) : from;
  const { declaration, problems } = loaded;
  if (declaration === undefined) return { applied: false, problems, ...newTally() };
  const done = await inTransaction(db, async (tx) => {
    // A second try of the transaction must not count twice.
    const tally = newTally();
    const warnings: Problem[] = [];
    const refusal = await write(tx, loaded, declaration, options, tally, warnings);
    if (refusal !== undefined) throw new Refused(refusal);
    return { tally, warnings };
  }).catch((error: unknown) => {
    if (error instanceof Refused) return error;
    throw error;
  });
  forgetInstitution(db, declaration.institution);
  const { institution } = declaration;
  if (done instanceof Refused)
    return { institution, applied: false, problems: [...problems, done.problem], ...newTally() };
  return { institution, applied: true, problems: [...problems, ...done.warnings], ...done.tally };
}

/** Rolls the transaction back. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

async function write(
  tx: Tx,
  { procedures }: LoadedInstitution,
  declaration: InstitutionDeclaration,
  options: ApplyOptions,
  tally: Tally,
  warnings: Problem[],
): Promise<Problem | undefined> {
  const refused =
    (await settleInstitution(tx, declaration, options.at, tally)) ?? (await removedInUse(tx, declaration));
  if (refused !== undefined) return refused;
  await settleUnits(tx, declaration, tally);
  await settleRoles(tx, declaration, tally);
  warnings.push(...(await settleProcedures(tx, declaration.institution, procedures, options, tally)));
  if (options.demo) await settleDemoPeople(tx, declaration, options, tally);
  if (isChange(tally))
    await execute(tx, 'UPDATE institutions SET applied_at = ? WHERE id = ?', [options.at, declaration.institution]);
  return undefined;
}

async function settleInstitution(
  tx: Tx,
  declaration: InstitutionDeclaration,
  at: Instant,
  tally: Tally,
): Promise<Problem | undefined> {
  const { institution: id, code } = declaration;
  const taken = await selectOne<{ id: string }>(tx, 'SELECT id FROM institutions WHERE code = ? AND id <> ?', [
    code,
    id,
  ]);
  if (taken !== null)
    return codeProblem(
      'code-taken',
      `The institution “${taken.id}” has the code ${code} already.`,
      'Choose another: references begin with it.',
    );
  const row = { id, code, name: canonical(declaration.name), settings: canonical(settingsOf(declaration, at)) };
  if (await insertIgnore(tx, 'institutions', { ...row, applied_at: at })) {
    tally.added.push(`institution ${id}`);
    return undefined;
  }
  const there = await selectOne<Row>(
    tx,
    `SELECT id, code, name, settings FROM institutions WHERE id = ?${forUpdate(tx)}`,
    [id],
  );
  if (there === null)
    return codeProblem(
      'code-taken',
      `Another institution has the code ${code} already.`,
      'Choose another: references begin with it.',
    );
  if (
    there['code'] !== code &&
    (await selectOne(tx, 'SELECT year FROM reference_counters WHERE institution = ? LIMIT 1', [id])) !== null
  )
    return codeProblem(
      'code-in-use',
      `Files have references that begin with ${String(there['code'])}.`,
      'Keep the code.',
    );
  await settle(tx, tally, 'institutions', ['id'], [{ name: `institution ${id}`, row }], [there], () => id);
  return undefined;
}

const codeProblem = (code: string, message: string, hint: string): Problem => ({
  severity: 'error',
  code,
  file: 'institution.yaml',
  line: 1,
  column: 1,
  path: 'code',
  message,
  hint,
});

async function settleUnits(tx: Tx, { institution, units }: InstitutionDeclaration, tally: Tally): Promise<void> {
  const nameOf = (row: Row): string => `unit ${String(row['id'])}`;
  const rows = units.map(({ unit, parent, name }) => ({
    name: `unit ${unit}`,
    row: { institution, id: unit, parent: parent ?? null, name: canonical(name) },
  }));
  await settle(
    tx,
    tally,
    'units',
    ['institution', 'id'],
    rows,
    await select<Row>(tx, 'SELECT institution, id, parent, name FROM units WHERE institution = ?', [institution]),
    nameOf,
  );
  const covers = units.flatMap(({ unit }) =>
    ancestorsOf(units, unit).map((ancestor) => ({ name: unit, row: { institution, ancestor, unit } })),
  );
  // Which unit covers which follows from the tree, and is no news of its own.
  const there = await select<Row>(tx, 'SELECT institution, ancestor, unit FROM unit_covers WHERE institution = ?', [
    institution,
  ]);
  await settle(tx, newTally(), 'unit_covers', ['institution', 'ancestor', 'unit'], covers, there, nameOf);
}

async function settleRoles(tx: Tx, { institution, roles }: InstitutionDeclaration, tally: Tally): Promise<void> {
  const rows = roles.map(({ role, title, permissions }) => ({
    name: `role ${role}`,
    row: { institution, role, title: canonical(title), permissions: canonical(permissions) },
  }));
  const there = await select<Row>(tx, 'SELECT institution, role, title, permissions FROM roles WHERE institution = ?', [
    institution,
  ]);
  await settle(tx, tally, 'roles', ['institution', 'role'], rows, there, (row) => `role ${String(row['role'])}`);
}

function settingsOf(declaration: InstitutionDeclaration, at: Instant): InstitutionSettings {
  const { languages, country, erasmusCode, accent, calendar, units, grading } = declaration;
  return {
    languages,
    country,
    ...(erasmusCode === undefined ? {} : { erasmusCode }),
    ...(accent === undefined ? {} : { accent }),
    root: units[0]?.unit ?? '',
    calendar: calendarOf(calendar, at),
    holidays: calendar.holidays,
    ...(grading === undefined ? {} : { grading }),
    faculties: Object.fromEntries(units.flatMap(({ unit, codes = [] }) => codes.map((code) => [code, unit]))),
  };
}
