import type { Db } from '../../db/connect.ts';
import { heldToday, type HeldToday } from '../../db/identity/held.ts';
import { readInstitution } from '../../db/institutions/read.ts';
import {
  filesOfHolders,
  filesWaiting,
  toldFrom,
  toldName,
  toldOf,
  waitingUnheld,
  waitsOfFiles,
  type FileWaits,
  type Place,
  type Told,
} from '../../db/queries/unheld.ts';
import { execute, insertIgnore, select } from '../../db/sql.ts';
import { stuckIn, type Holding, type Stuck } from '../../domain/authority/stuck.ts';
import type { InstitutionId, Reference } from '../../domain/ids.ts';
import type { Institution } from '../../domain/institution/institution.ts';
import { codeOf, repeat, type Repeating } from '../repeat.ts';
import { tell, type NobodyHoldsDeps } from './tell.ts';
import { textOf, wordingOf } from './words.ts';

const EVERY_MS = 30_000;
/** Files that one round looks at, of each institution, for either question. */
const LOOKED_AT = 200;
/** Files that one round tells something; the next one follows at once. */
const TOLD_AT_ONCE = 25;

/** Where each institution's next round goes on, so that many files hide none. */
export type Rounds = Map<InstitutionId, { readonly places: Map<string, Place>; told: Told | undefined }>;

/**
 * Looks for what waits for a role that nobody has any more, and makes an incident of it on each file concerned, which
 * ends by itself when somebody has it again. A change of grants touches no file, so that only looking finds it.
 */
export function startWatchingRoles(deps: NobodyHoldsDeps): Repeating {
  const rounds: Rounds = new Map();
  return repeat(async () => (await watchRoles(deps, rounds)) >= TOLD_AT_ONCE, {
    everyMs: EVERY_MS,
    firstMs: EVERY_MS,
    failed: (error) => {
      deps.log.warn({ code: codeOf(error) }, 'What waits for nobody is looked for again in a moment');
    },
  });
}

/** One round. @returns how many files were told something */
export async function watchRoles(deps: NobodyHoldsDeps, rounds: Rounds): Promise<number> {
  let told = 0;
  for (const { id } of await select<{ id: InstitutionId }>(deps.db, 'SELECT id FROM institutions ORDER BY id')) {
    const institution = await readInstitution(deps.db, id);
    if (institution === undefined) continue;
    const round = rounds.get(id) ?? { places: new Map<string, Place>(), told: undefined };
    rounds.set(id, round);
    const held = await heldToday(deps.db, id, institution.calendar, deps.now());
    const seen = { deps, institution, holding: holdingOf(held) };
    told += await settleTold(seen, round);
    told += await tellStuck(seen, await candidates(deps.db, id, held, round.places));
  }
  return told;
}

interface Seen {
  readonly deps: NobodyHoldsDeps;
  readonly institution: Institution;
  readonly holding: Holding;
}

function holdingOf(held: readonly HeldToday[]): Holding {
  const byPair = Map.groupBy(held, ({ role, unit }) => `${role} ${unit}`);
  const own = new Set(held.filter(({ lender }) => lender === null).map(({ role, person }) => `${role} ${person}`));
  return {
    // Nobody acts on their own file, nor by who lent them a role for it.
    held: (role, unit, of) =>
      (byPair.get(`${role} ${unit}`) ?? []).some(({ person, lender }) => person !== of && lender !== of),
    has: (one, role, of) => one !== of && own.has(`${role} ${one}`),
  };
}

/** Files in which something may wait for nobody. */
async function candidates(
  db: Db,
  institution: InstitutionId,
  held: readonly HeldToday[],
  places: Map<string, Place>,
): Promise<Reference[]> {
  const found = new Set((await filesOfHolders(db, institution, LOOKED_AT)).map(({ reference }) => reference));
  const pairs = await waitingUnheld(db, institution, held);
  const share = Math.max(1, Math.floor(LOOKED_AT / Math.max(1, pairs.length)));
  for (const pair of pairs) {
    const name = `${pair.role} ${pair.unit}`;
    const files = await filesWaiting(db, institution, pair, places.get(name), share);
    const last = files.at(-1);
    if (last === undefined || files.length < share) places.delete(name);
    else places.set(name, last);
    for (const { reference } of files) found.add(reference);
  }
  return [...found];
}

async function tellStuck({ deps, institution, holding }: Seen, files: readonly Reference[]): Promise<number> {
  if (files.length === 0) return 0;
  const [waits, told] = [await waitsOfFiles(deps.db, files), await toldOf(deps.db, files)];
  const wording = await wordingOf(deps.db, institution);
  let n = 0;
  for (const [reference, file] of waits)
    for (const stuck of stuckOf(file, holding)) {
      const one = { reference, incident: stuck.incident };
      if (told.has(toldName(one))) continue;
      if (n >= TOLD_AT_ONCE) return n;
      const text = await textOf(wording, institution.id, file, stuck);
      const done = await tell(deps, institution.id, reference, {
        type: 'raise-incident',
        incident: stuck.incident,
        code: 'nobody-holds',
        text,
      });
      if (!done) continue;
      const row = { ...one, institution: institution.id, told_at: deps.now().toISOString() };
      await insertIgnore(deps.db, 'told_nobody_holds', row);
      n += 1;
    }
  return n;
}

const stuckOf = ({ person, rows }: FileWaits, holding: Holding): readonly Stuck[] =>
  person === null ? [] : stuckIn(rows, person, holding);

/** Ends incidents of which the reason is gone: somebody has the role again, or it is not waited for any more. */
async function settleTold({ deps, institution, holding }: Seen, round: { told: Told | undefined }): Promise<number> {
  const told = await toldFrom(deps.db, institution.id, round.told, LOOKED_AT);
  const waits = await waitsOfFiles(deps.db, [...new Set(told.map(({ reference }) => reference))]);
  let n = 0;
  for (const one of told) {
    const file = waits.get(one.reference);
    if (file !== undefined && stuckOf(file, holding).some(({ incident }) => incident === one.incident)) {
      round.told = one;
      continue;
    }
    if (n >= TOLD_AT_ONCE) return n;
    round.told = one;
    const act = { type: 'resolve-incident', incident: one.incident, reason: RESOLVED } as const;
    if (!(await tell(deps, institution.id, one.reference, act))) continue;
    await execute(deps.db, 'DELETE FROM told_nobody_holds WHERE reference = ? AND incident = ?', [
      one.reference,
      one.incident,
    ]);
    n += 1;
  }
  if (told.length < LOOKED_AT) round.told = undefined;
  return n;
}

const RESOLVED = 'Somebody has the role again, or nothing waits for it any more.';
