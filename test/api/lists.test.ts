import { expect } from 'chai';
import { within } from '../../api/routes/board.ts';
import { inTransaction, type Db } from '../../db/connect.ts';
import { board, type BoardSearch } from '../../db/queries/mobilities.ts';
import { queue } from '../../db/queries/queue.ts';
import { readSight } from '../../db/queries/sight.ts';
import { GENESIS } from '../../db/records/chain.ts';
import { project } from '../../db/records/project.ts';
import { executeAll, insert } from '../../db/sql.ts';
import { permissions, type ActiveGrant, type Actor } from '../../domain/authority/actor.ts';
import { holds, may, permitting } from '../../domain/authority/may.ts';
import { heldPairs } from '../../domain/authority/reach.ts';
import { maySee, sees } from '../../domain/authority/sight.ts';
import { replay } from '../../domain/mobility/evolve.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { waitsOf } from '../../domain/mobility/waits.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { forEachDatabase } from '../support/database.ts';
import { dice, type Dice } from '../support/dice.ts';
import { born, stateOf } from '../support/journey.ts';
import { exampleProcedure } from '../support/procedures.ts';
import { randomProcedure } from '../support/random.ts';
import { randomTry } from '../support/random-acts.ts';
import { tried } from '../support/small.ts';

const FILES = 150;
const ACTORS = 150;
const example = exampleProcedure('caen', 'erasmus-study');
const units = ['university', 'sciences', 'languages'] as const;
const institutions = ['caen', 'lyon'] as const;
const students = ['student-1', 'student-2', 'student-3'] as const;
const roles = ['international-officer', 'programme-coordinator', 'registry', 'head-of-office'] as const;

type Person = Actor & { readonly kind: 'person' };

describe('lists over random files and random roles', () => {
  forEachDatabase((_kind, database) => {
    let files: readonly Mobility[];
    const actors = Array.from({ length: ACTORS }, (_, n) => randomActor(dice(10_000 + n)));
    before(async function () {
      this.timeout(120_000);
      files = Array.from({ length: FILES }, (_, n) => randomFile(dice(n), n));
      for (const institution of institutions)
        await insert(
          database.db(),
          'units',
          units.map((id) => ({ institution, id, parent: null, name: '{}' })),
        );
      for (const file of files) await record(database.db(), file);
    });

    /** What a list shows somebody must be exactly what the rule says of each file. */
    async function agrees(
      listed: (actor: Person) => Promise<readonly string[]>,
      ruled: (actor: Person, file: Mobility) => readonly string[],
    ): Promise<void> {
      let [some, none] = [0, 0];
      for (const actor of actors) {
        const expected = files.flatMap((file) => ruled(actor, file)).sort();
        expect([...(await listed(actor))].sort(), JSON.stringify(actor)).to.deep.equal(expected);
        if (expected.length > 0 && expected.length < FILES) some += 1;
        if (expected.length === 0) none += 1;
      }
      expect(
        [some, none].every((n) => n > 5),
        `${String(some)} saw something, ${String(none)} nothing`,
      ).to.equal(true);
    }

    it('the board shows the files that one’s roles may see', async function () {
      this.timeout(120_000);
      await agrees(
        async (actor) =>
          all(database.db(), { ...of(actor), within: await within({ db: database.db() }, actor, 'see-files') }),
        (actor, file) =>
          file.institution === actor.institution && permitting(actor, 'see-files', file) !== undefined
            ? [file.reference]
            : [],
      );
    });

    it('the incidents are those that one may repair, in files that one’s roles may see', async function () {
      this.timeout(120_000);
      await agrees(
        async (actor) =>
          all(database.db(), {
            ...of(actor),
            within: [
              ...(await within({ db: database.db() }, actor, 'see-files')),
              ...(await within({ db: database.db() }, actor, 'repair')),
            ],
            notOf: actor.person,
            withIncidents: true,
          }),
        (actor, file) =>
          hasIncident(file) &&
          may(actor, 'repair', file) === undefined &&
          permitting(actor, 'see-files', file) !== undefined
            ? [file.reference]
            : [],
      );
    });

    it('the queue shows what waits for one’s roles', async function () {
      this.timeout(120_000);
      await agrees(
        async (actor) => {
          const search = { institution: actor.institution, notOf: actor.person, held: heldPairs(actor) };
          const rows = await pages((after) => queue(database.db(), { ...search, limit: 100, after }));
          return rows.map((row) => `${row.reference} ${row.task} ${row.item}`);
        },
        (actor, file) =>
          waitsOf(file)
            .filter(({ task, item, holders }) => {
              const bound = { task, ...(item === undefined ? {} : { item }) };
              return actor.person !== file.person.id && holds(actor, holders, file, bound) === undefined;
            })
            .map(({ task, item }) => `${file.reference} ${task} ${item ?? ''}`),
      );
    });

    it('a file is there by its rows as it is by its state', async function () {
      this.timeout(120_000);
      const sights = await Promise.all(files.map((file) => readSight(database.db(), file.reference)));
      await agrees(
        (actor) =>
          Promise.resolve(sights.flatMap((sight) => (sight !== null && sees(actor, sight) ? [sight.reference] : []))),
        (actor, file) => (maySee(actor, file) === undefined ? [file.reference] : []),
      );
      expect(await readSight(database.db(), 'CAEN-2026-999999')).to.equal(null);
    });
  });
});

const of = ({ institution }: Person) => ({ institution, limit: 100 });

async function all(db: Db, search: Omit<BoardSearch, 'after'>): Promise<string[]> {
  return (await pages((after) => board(db, { ...search, after }))).map(({ reference }) => reference);
}

async function pages<T>(
  read: (after: string | undefined) => Promise<{ items: readonly T[]; next: string | null } | null>,
): Promise<T[]> {
  const found: T[] = [];
  for (let after: string | undefined; ;) {
    const page = await read(after);
    found.push(...(page?.items ?? []));
    if (page?.next == null) return found;
    after = page.next;
  }
}

const hasIncident = ({ incidents, effects }: Mobility): boolean =>
  Object.keys(incidents).length > 0 || Object.values(effects).some((e) => e.status === 'incident');

/** A file somewhere on its way, of somebody, somewhere. */
function randomFile(roll: Dice, n: number): Mobility {
  const driven = born(roll.oneIn(2) ? example : randomProcedure(roll));
  for (let step = roll.int(60); step > 0; step -= 1) {
    const { actor, act, facts } = randomTry(roll, driven, stateOf(driven));
    const decision = tried(driven, actor, act, facts);
    if (isRefusal(decision)) continue;
    driven.state = replay(decision.events, driven.state);
    driven.effects.push(...decision.effects);
  }
  const state = stateOf(driven);
  const person = { ...state.person, id: roll.pick(students) };
  const reference = `CAEN-2026-${String(n).padStart(6, '0')}`;
  return { ...state, reference, person, institution: roll.pick(institutions), unit: roll.pick(units) };
}

function randomActor(roll: Dice): Person {
  const grants = Array.from({ length: roll.int(4) }, (): ActiveGrant => {
    const lender = roll.oneIn(3) ? { person: roll.pick(students), name: 'Lender' } : undefined;
    return {
      role: roll.pick(roles),
      permissions: permissions.filter(() => roll.oneIn(2)),
      units: units.filter(() => roll.oneIn(2)),
      ...(lender === undefined ? {} : { onBehalfOf: lender }),
    };
  });
  return {
    kind: 'person',
    institution: roll.pick(institutions),
    person: roll.oneIn(4) ? roll.pick(students) : 'officer',
    name: 'Somebody',
    identified: 'demo',
    grants,
  };
}

/** The derived rows of a file, as a commit writes them, and its head. */
async function record(db: Db, file: Mobility): Promise<void> {
  const { reference, institution, person, rev, at } = file;
  await inTransaction(db, async (tx) => {
    await insert(tx, 'heads', {
      reference,
      institution,
      person: person.id,
      workflow_started_at: null,
      rev,
      hash: GENESIS,
      birth: Buffer.alloc(0),
      snapshot: null,
      snapshot_rev: 0,
      status: file.status,
      created_at: at,
      updated_at: at,
    });
    await executeAll(tx, project(tx, null, file));
  });
}
