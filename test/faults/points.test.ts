import { expect } from 'chai';
import { note } from '../support/note.ts';
import { itInFull } from '../support/full.ts';
import { staffOf, startJourney } from './journey.ts';
import { POINTS, type Point, type Reached } from './points.ts';
import { isThere, withGround, type Scene } from './with-ground.ts';

/** Once at each point; in full, at each point of every commit, effect and mail. */
const ONCE = { every: 1_000, skip: 4 };
const EACH = { every: 1, skip: 0 };
const FEWEST_COMMITS = 25;

describe('a worker that dies at named points of a fixed journey', function () {
  this.timeout(60 * 60_000);

  it('loses, repeats and contradicts nothing when it dies once at each, on sqlite', () =>
    withGround('named points, each once', 'sqlite', async (scene) => {
      await play(scene, ONCE);
    }));

  itInFull(
    'loses, repeats and contradicts nothing when it dies at each between any two commits, on mariadb',
    async function () {
      if (!isThere('mariadb')) this.skip();
      await withGround('named points, between any two commits', 'mariadb', async (scene) => {
        const reached = await play(scene, EACH);
        const [before, after, completed] = [
          deaths(reached, 'before-commit'),
          deaths(reached, 'after-commit'),
          deaths(reached, 'before-completion'),
        ];
        expect(before).to.have.length.greaterThan(FEWEST_COMMITS);
        expect(after).to.have.members(before);
        // A run that begins anew reads the commit, or hears of it with a later one: then there is nothing to complete.
        expect(completed).to.have.length.greaterThan(FEWEST_COMMITS);
        expect(before).to.include.members(completed);
      });
    },
  );
});

async function play({ ground, book, tally }: Scene, how: typeof EACH): Promise<readonly Reached[]> {
  // The one after the demonstration's own student: it is armed before its birth.
  const reference = `CAEN-${String(new Date().getFullYear())}-000002`;
  ground.faults.arm({ reference, points: POINTS, ...how });
  const staff = await staffOf(ground, book);
  const traveller = await startJourney({ ground, book, staff, number: 1 });
  expect(traveller.reference).to.equal(reference);
  await traveller.travel();
  const reached = ground.faults.reached();
  for (const { died } of reached) if (died) tally.add('worker');
  note(POINTS.map((point) => `${point} ${String(deaths(reached, point).length)}`).join(', '));
  for (const point of POINTS) expect(deaths(reached, point), point).to.have.length.greaterThan(0);
  return reached;
}

/** The places where it died at a point. */
const deaths = (reached: readonly Reached[], point: Point): string[] =>
  reached.filter((one) => one.point === point && one.died).map(({ place }) => place);
