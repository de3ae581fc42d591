import { expect } from 'chai';
import { replay } from '../../../domain/mobility/evolve.ts';
import { upcast } from '../../../domain/mobility/upcast.ts';
import { keptLogs, standing, versionsOf, type KeptLog } from '../../histories/kept.ts';
import { dice } from '../../support/dice.ts';
import { stateOf } from '../../support/journey.ts';
import type { Driven } from '../../support/mobility.ts';
import { goOn } from '../../support/random-life.ts';

const replayed = ({ procedure, events, now }: KeptLog): Driven => {
  const today = events.map(upcast);
  return { procedure, now, state: replay(today), events: today, effects: [], sent: [] };
};

describe('event logs of every version', function () {
  this.timeout(30_000);

  it('are kept', () => {
    expect(versionsOf('logs')).to.include('0.1.0');
  });

  for (const version of versionsOf('logs')) {
    it(`${version}: stand where they stood`, () => {
      const logs = keptLogs(version);
      expect(logs).to.have.length.greaterThan(50);
      for (const log of logs) expect(standing(stateOf(replayed(log)))).to.deep.equal(log.stands);
    });

    it(`${version}: hold every kind of event that there was`, () => {
      const types = new Set(keptLogs(version).flatMap(({ events }) => events.map(({ event }) => event.type)));
      expect(types.size).to.be.greaterThan(35);
    });

    it(`${version}: go on under today's rules`, () => {
      for (const [seed, log] of keptLogs(version).entries()) {
        const driven = replayed(log);
        const before = stateOf(driven).rev;
        goOn(driven, dice(seed), 20);
        expect(stateOf(driven).rev).to.be.at.least(before);
      }
    });
  }
});
