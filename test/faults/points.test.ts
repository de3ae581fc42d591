import { expect } from 'chai';
import type { DatabaseKind } from '../support/database.ts';
import { mariadbdPath } from '../support/mariadb.ts';
import { note } from '../support/note.ts';
import { openBook } from './book.ts';
import { startGround } from './instance.ts';
import { staffOf, startJourney } from './journey.ts';
import { POINTS, type Point, type Reached } from './points.ts';
import { counted, openTally } from './tally.ts';
import { judge } from './verdict.ts';

const full = process.env['TEST_FULL'] !== undefined;
/** Once at each point; in full, at each point of every commit, effect and mail. */
const ONCE = { every: 1_000, skip: 4 };
const EACH = { every: 1, skip: 0 };
const COMMITS: readonly Point[] = ['before-commit', 'after-commit', 'before-completion'];
const FEWEST_COMMITS = 25;

describe('a worker that dies at a named point of a fixed journey', function () {
  this.timeout(60 * 60_000);

  it('loses, repeats and contradicts nothing, on sqlite', () => run('sqlite', ONCE));
  if (full)
    it('loses, repeats and contradicts nothing between any two commits, on mariadb', () => run('mariadb', EACH));
});

async function run(kind: DatabaseKind, how: typeof EACH): Promise<void> {
  if (kind === 'mariadb' && mariadbdPath() === null) return;
  const ground = await startGround(kind);
  const book = openBook();
  let isWell = false;
  try {
    // The one after the demonstration's own student: it is armed before its birth.
    const reference = `CAEN-${String(new Date().getFullYear())}-000002`;
    ground.faults.arm({ reference, points: POINTS, ...how });
    const staff = await staffOf(ground, book);
    const traveller = await startJourney({ ground, book, staff, number: 1 });
    expect(traveller.reference).to.equal(reference);
    await traveller.travel();
    const verdict = await judge(ground, book);
    const reached = ground.faults.reached();
    const tally = openTally();
    for (const { died } of reached) if (died) tally.add('worker');
    const each = POINTS.map((point) => `${point} ${String(deaths(reached, point).length)}`).join(', ');
    note(`named points on ${kind}: ${counted(tally, verdict)}; ${each}`);
    expect(verdict.faults).to.deep.equal([]);
    for (const point of POINTS) expect(deaths(reached, point), point).to.have.length.greaterThan(0);
    if (how === EACH) {
      const [commits = [], ...others] = COMMITS.map((point) => deaths(reached, point));
      expect(commits).to.have.length.greaterThan(FEWEST_COMMITS);
      for (const other of others) expect(other).to.have.members(commits);
    }
    isWell = true;
  } finally {
    book.isClosed = true;
    if (!isWell) note(`What was recorded and logged until then is in ${ground.data}.`);
    await ground.remove(!isWell);
  }
}

/** The places where it died at a point. */
const deaths = (reached: readonly Reached[], point: Point): string[] =>
  reached.filter((one) => one.point === point && one.died).map(({ place }) => place);
