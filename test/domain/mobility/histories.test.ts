import { expect } from 'chai';
import { replay } from '../../../domain/mobility/evolve.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { upcast, upcastState } from '../../../domain/mobility/upcast.ts';
import { keptLogs, standing, versionsOf, type KeptLog } from '../../histories/kept.ts';
import { dice } from '../../support/dice.ts';
import { stateOf } from '../../support/journey.ts';
import type { Driven } from '../../support/mobility.ts';
import { goOn } from '../../support/random-life.ts';

const replayed = ({ procedure, events, now }: KeptLog): Driven => {
  const today = events.map(upcast);
  return { procedure, now, state: replay(today), events: today, effects: [], sent: [] };
};

describe('a state that an earlier version kept', () => {
  it('of form 1 says who holds the steps of a chain as today’s does', () => {
    const log = keptLogs('0.1.0').map(replayed);
    const states = log.map(stateOf).filter(({ tasks }) => Object.values(tasks).some((t) => t.kind === 'approval'));
    expect(states).to.have.length.greaterThan(10);
    for (const state of states) expect(upcastState(1, asForm1(state))).to.deep.equal(state);
  });
});

/** As 0.1.0 and 0.2.0 wrote it: the holders of a step were roles, and did not say so. */
function asForm1(state: Mobility): Mobility {
  const text = JSON.stringify(state, (key, value: unknown) =>
    key === 'holders' && Array.isArray(value) ? value.map(withoutBy) : value,
  );
  return JSON.parse(text) as Mobility;
}

function withoutBy(holder: unknown): unknown {
  if (typeof holder !== 'object' || holder === null) return holder;
  return Object.fromEntries(Object.entries(holder).filter(([key]) => key !== 'by'));
}

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
