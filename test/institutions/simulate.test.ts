import { expect } from 'chai';
import { calendarOf } from '../../db/institutions/calendar.ts';
import { usualBehaviour } from '../../domain/simulation/behaviour.ts';
import { explore } from '../../domain/simulation/exhaustive/explore.ts';
import { simulate } from '../../domain/simulation/simulate.ts';
import { worldOf, type World } from '../../domain/simulation/world.ts';
import { isFull } from '../support/full.ts';
import { declared, EXAMPLES, type Example } from './examples.ts';

const [MOBILITIES, STATES] = isFull ? [2_000, 50_000] : [100, 1_500];
/** Of the usual people some never answer; what has no consequence then waits for ever. */
const MOST_NEVER_ENDING = 15;

const worldIn = ({ institution, procedure }: Example): World => {
  const declaration = declared(institution);
  return worldOf(procedure, calendarOf(declaration.calendar, '2026-01-01T00:00:00.000Z'), declaration);
};

describe(`made-up people in the examples`, function () {
  this.timeout(isFull ? 600_000 : 60_000);

  for (const example of EXAMPLES) {
    it(`${example.file}: most files of ${String(MOBILITIES)} come to an end, and some are completed`, () => {
      const report = simulate(worldIn(example), { behaviour: usualBehaviour, mobilities: MOBILITIES, seed: 1 });
      const percent = (end: string): number => report.ends.find((one) => one.end === end)?.percent ?? 0;
      expect(percent('completed')).to.be.greaterThan(50);
      expect(percent('never-ending')).to.be.lessThan(MOST_NEVER_ENDING);
    });

    it(`${example.file}: nothing is refuted in ${String(STATES)} states`, () => {
      const { properties } = explore(worldIn(example), { states: STATES });
      expect(properties).to.have.length(4);
      expect(properties.filter(({ verdict }) => verdict === 'refuted')).to.deep.equal([]);
    });
  }
});
