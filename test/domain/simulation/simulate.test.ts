import { expect } from 'chai';
import { usualBehaviour, type Behaviour, type Habits } from '../../../domain/simulation/behaviour.ts';
import { dice } from '../../../domain/simulation/dice.ts';
import { drawDays } from '../../../domain/simulation/delay.ts';
import { simulate } from '../../../domain/simulation/simulate.ts';
import { spreadOf } from '../../../domain/simulation/spread.ts';
import { randomProcedure } from '../../support/random.ts';
import { approval, exampleWorld, form, procedureWith, smallWorld } from './world.ts';

/** Everybody does everything, after exactly so many days, and nothing else. */
const steady = (days: number): Habits => ({
  ...{ median: days, p90: days, never: 0, wakes: 0, refuse: 0, sendBack: 0, ask: 0, again: 0, decline: 0, takeBack: 0 },
});
const steadily: Behaviour = {
  person: steady(3),
  partner: steady(1),
  staff: steady(0),
  roles: {},
  steps: {},
  withdraw: 0,
  askStay: 0,
  beginAgain: 0,
  badFiles: 0,
};
const run = (
  world: ReturnType<typeof smallWorld>,
  behaviour = usualBehaviour,
  mobilities = 40,
  seed = 1,
): ReturnType<typeof simulate> => simulate(world, { behaviour, mobilities, seed });

describe('the simulation of a procedure', function () {
  this.timeout(120_000);

  it('gives the same report for the same seed, and another one for another', () => {
    const report = (seed: number): string => JSON.stringify(run(exampleWorld('caen'), usualBehaviour, 60, seed));
    expect(report(7)).to.equal(report(7));
    expect(report(7)).not.to.equal(report(8));
  });

  it('lets most files of both examples come to their end, through every task', () => {
    for (const institution of ['caen', 'nordhavn']) {
      const world = exampleWorld(institution);
      const { ends, days, refused } = run(world, steadily);
      expect(ends.map(({ end, count }) => [end, count])).to.deep.equal([['completed', 40]]);
      expect(days.tasks.map(({ name }) => name)).to.deep.equal(
        world.procedure.stages.flatMap(({ tasks }) => tasks.map(({ task }) => task)),
      );
      expect(refused).to.deep.equal([]);
    }
  });

  it('counts days as by hand', () => {
    // Nominated at 10:00; the form at 14:00 three days later, the second three days after; then staff the same day, or
    // the next working day.
    const procedure = procedureWith([
      form('first'),
      form('second', { after: ['first'] }),
      approval('decision', [{ step: 'one', by: 'officer' }], { after: ['second'] }),
    ]);
    const { ends, days, waiting, bottleneck } = run(smallWorld(procedure), steadily, 200);
    expect(days.tasks[0]).to.deep.equal({ name: 'first', count: 200, median: 3, p90: 3 });
    expect(days.tasks[1]).to.deep.equal({ name: 'second', count: 200, median: 3, p90: 3 });
    expect(days.tasks[2]?.median).to.equal(0);
    expect(days.tasks[2]?.p90).to.equal(2);
    expect(days.steps[0]).to.deep.equal({ ...days.tasks[2], name: 'decision/one' });
    expect(ends).to.have.length(1);
    expect(ends[0]).to.deep.include({ end: 'completed', count: 200, percent: 100, median: 6, p90: 8 });
    const [person, officer] = waiting.roles;
    // 200 files of 76 hours and 72 hours.
    expect(person).to.deep.include({ name: 'person', days: Math.round((200 * 148) / 24) });
    expect(officer?.name).to.equal('officer');
    expect(bottleneck).to.deep.include({ who: 'officer', at: 'decision/one' });
  });

  it('takes medians and nine in ten by the nearest rank', () => {
    const histogram = new Map([
      [30, 1],
      [2, 5],
      [4, 4],
    ]);
    expect(spreadOf(histogram)).to.deep.equal({ count: 10, median: 2, p90: 4 });
    expect(spreadOf(new Map([[5, 1]]))).to.deep.equal({ count: 1, median: 5, p90: 5 });
  });

  it('draws days with the median and the p90 that were stated', () => {
    for (const days of [
      { median: 4, p90: 18 },
      { median: 0, p90: 3 },
      { median: 10, p90: 10 },
    ]) {
      const chance = dice(3);
      const histogram = new Map<number, number>();
      for (let n = 0; n < 20_000; n += 1) {
        const drawn = drawDays(chance, days);
        histogram.set(drawn, (histogram.get(drawn) ?? 0) + 1);
      }
      const { median, p90 } = spreadOf(histogram);
      expect(median).to.equal(days.median);
      expect(p90).to.be.within(days.p90 - 1, days.p90 + 1);
    }
  });

  it('names the bottleneck that was put there', () => {
    const slow = { ...usualBehaviour, steps: { 'admission/faculty': { median: 60, p90: 90 } } };
    const { bottleneck } = run(exampleWorld('caen'), slow);
    expect(bottleneck).to.deep.include({ who: 'programme-coordinator', at: 'admission/faculty' });
  });

  it('says which wait never ends, and why', () => {
    const procedure = procedureWith([
      form('first'),
      approval('decision', [{ step: 'one', by: 'officer', due: '5d' }], { after: ['first'] }),
    ]);
    const lazy = { ...steadily, roles: { officer: { never: 100 } } };
    const { ends, neverEnding } = run(smallWorld(procedure), lazy, 20);
    expect(ends.map(({ end, count }) => [end, count])).to.deep.equal([['never-ending', 20]]);
    expect(neverEnding[0]).to.deep.include({
      count: 20,
      why: '“decision/one” waits for officer to decide: its due date was missed, and nothing more is declared to come.',
    });
    expect(neverEnding[0]?.after.median).to.be.within(8, 10);
  });

  it('says which task can never open', () => {
    const procedure = procedureWith([form('first'), form('second', { after: ['second', 'first'] })]);
    const { neverEnding } = run(smallWorld(procedure), steadily, 5);
    expect(neverEnding.map(({ why, count }) => [why, count])).to.deep.equal([
      ['“second” can never open: it comes after “second”.', 5],
    ]);
  });

  it('counts what came late, by what it brought', () => {
    const late = (missed: object): object => ({ due: '5d', remind: ['2d'], missed });
    const procedure = procedureWith([
      approval('decision', [
        { step: 'one', by: 'officer', ...late({ decide: 'approve' }) },
        { step: 'two', by: 'officer', ...late({ escalate: 'head' }) },
        { step: 'three', by: 'officer', ...late({ handOver: 'head' }) },
      ]),
      form('last', { after: ['decision'], ...late({ end: true }) }),
    ]);
    const behaviour = { ...steadily, person: { ...steady(3), never: 100 }, roles: { officer: { never: 100 } } };
    const { late: found, ends } = run(smallWorld(procedure), behaviour, 10);
    const of = (name: string): object => found.find((one) => one.name === name) ?? {};
    expect(of('decision/one')).to.deep.include({ reminders: 10, deadlines: 10, decided: 10, escalated: 0 });
    expect(of('decision/two')).to.deep.include({ reminders: 10, deadlines: 10, escalated: 10, decided: 0 });
    expect(of('decision/three')).to.deep.include({ reminders: 10, deadlines: 10, handedOver: 10 });
    expect(of('last')).to.deep.include({ reminders: 10, deadlines: 10, lapsed: 10 });
    expect(ends.map(({ end, count }) => [end, count])).to.deep.equal([['lapsed', 10]]);
  });

  it('goes every way that a condition of the procedure tells apart', () => {
    const label = { en: 'Level' };
    const choices = ['bachelor', 'master', 'doctorate'].map((value) => ({ value, label }));
    const procedure = procedureWith([
      form('details', { fields: [{ field: 'level', type: 'choice', required: true, label, choices }] }),
      form('thesis', { after: ['details'], when: "details.level == 'doctorate'" }),
      form('visa', { after: ['details'], when: "home.country == 'JP' && stay.days > 90" }),
    ]);
    const { passedOver, days } = run(smallWorld(procedure), steadily, 100);
    for (const task of ['thesis', 'visa']) {
      const done = days.tasks.find(({ name }) => name === task)?.count ?? 0;
      const passed = passedOver.find(({ name }) => name === task)?.count ?? 0;
      expect(done, task).to.be.greaterThan(3);
      expect(passed, task).to.be.greaterThan(3);
      expect(done + passed, task).to.equal(100);
    }
  });

  it('never throws, whatever the procedure', () => {
    let mobilities = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const report = run(smallWorld(randomProcedure(dice(seed))), usualBehaviour, 4, seed);
      mobilities += report.ends.reduce((sum, { count }) => sum + count, 0);
    }
    expect(mobilities).to.equal(600);
  });
});
