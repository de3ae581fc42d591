import { expect } from 'chai';
import { consequencesOf, tasksOf, type Procedure } from '../../domain/process/procedure.ts';
import { newestRevision } from '../../domain/mobility/agreement.ts';
import { dayOf } from '../../domain/mobility/clocks.ts';
import { due } from '../../domain/mobility/due.ts';
import { waitsOf } from '../../domain/mobility/waits.ts';
import { stateOf } from '../support/journey.ts';
import { accepted, send, staff, student, type Driven } from '../support/mobility.ts';
import { conditionsOf, saidIn } from './conditions.ts';
import { EXAMPLES } from './examples.ts';
import { scenesOf, type Scene } from './scenes.ts';
import { nominated, wait, walk, type Ways } from './walk.ts';

/** A file that was lived through in one way. */
function lived(procedure: Procedure, scene: Scene, ways: Ways = {}): Driven {
  const driven = nominated(procedure, scene);
  walk(driven, scene, ways);
  return driven;
}
const happened = ({ events }: Driven, type: string): number => events.filter(({ event }) => event.type === type).length;

/** Every step of every chain, as `task/step`, with where a refusal leads. */
const stepsOf = (procedure: Procedure): readonly { readonly place: string; readonly back: boolean }[] =>
  tasksOf(procedure).flatMap((task) =>
    task.kind === 'approval'
      ? task.chain.map(({ step }) => ({ place: `${task.task}/${step}`, back: typeof task.refused === 'object' }))
      : [],
  );
const canLapse = (procedure: Procedure): boolean =>
  tasksOf(procedure).some(({ missed }) => consequencesOf(missed).some((one) => 'end' in one));

for (const { institution, name, procedure } of EXAMPLES)
  describe(`${institution}, ${name}`, function () {
    this.timeout(60_000);
    const scenes = scenesOf(institution);
    const [first] = scenes;
    if (first === undefined) throw new Error('There are no scenes.');

    it('is completed, whoever comes; every condition holds for somebody, and for somebody it does not', () => {
      const said = new Set<string>();
      for (const scene of scenes) {
        const driven = lived(procedure, scene, { anew: true });
        expect(stateOf(driven), JSON.stringify(scene)).to.include({ status: 'closed', outcome: 'completed' });
        for (const one of saidIn(driven)) said.add(one);
      }
      const both = [...conditionsOf(procedure)].flatMap((one) => [`holds ${one}`, `not ${one}`]);
      expect(both.filter((one) => !said.has(one))).to.deep.equal([]);
    });

    it('can be refused at every step, and ends there or goes back', () => {
      for (const { place, back } of stepsOf(procedure)) {
        let refusals = 0;
        for (const scene of scenes) {
          const driven = nominated(procedure, scene);
          // Refused until it is settled; what goes back is decided better the second time.
          const settled = (): boolean => happened(driven, back ? 'sent-back' : 'mobility-closed') > 0;
          walk(driven, scene, { anew: true, refusing: (at) => at === place && !settled() });
          // In this scene the step was passed over.
          if (!driven.events.some(({ event }) => event.type === 'step-decided' && event.settles === 'refuse')) continue;
          refusals += 1;
          expect(stateOf(driven), place).to.include({ status: 'closed', outcome: back ? 'completed' : 'refused' });
          expect(happened(driven, 'sent-back'), place).to.equal(back ? 1 : 0);
        }
        expect(refusals, `${place} is never refused`).to.be.greaterThan(0);
      }
    });

    it('is withdrawn from by the person at the beginning, and when all is decided unless it is too late then', () => {
      const begun = nominated(procedure, first);
      accepted(begun, student, { type: 'withdraw', reason: 'My plans changed.' });
      expect(stateOf(begun)).to.include({ status: 'closed', outcome: 'withdrawn' });
      const ready = nominated(procedure, first);
      walk(ready, first, { until: ({ what }) => what === 'attest' });
      const until = procedure.withdraw?.until;
      const last = until === undefined ? undefined : dayOf(stateOf(ready), until, '2026-12-10');
      const answer = send(ready, student, { type: 'withdraw', reason: 'My plans changed.' });
      if (last !== undefined && ready.now.slice(0, 10) > last) expect(answer).to.include({ code: 'time-is-over' });
      else expect(stateOf(ready)).to.include({ status: 'closed', outcome: 'withdrawn' });
    });

    it('lapses where nobody ever answers, if it says so; else it still waits for somebody', () => {
      const driven = nominated(procedure, first);
      wait(driven);
      const state = stateOf(driven);
      if (canLapse(procedure)) expect(state).to.include({ status: 'closed', outcome: 'lapsed' });
      else {
        expect(state.status).to.equal('open');
        expect(due(state)).to.equal(null);
        expect(waitsOf(state)).to.have.lengthOf.at.least(1);
      }
    });

    for (const { task, kind, repeat } of tasksOf(procedure))
      if (kind === 'agreement' && repeat !== undefined)
        it('has its agreement changed during the stay: it is decided and signed anew, as the second revision', () => {
          const driven = lived(procedure, first, { anew: true });
          const revision = newestRevision(stateOf(driven), task);
          expect(revision?.revision).to.equal(2);
          const signing = Object.values(stateOf(driven).tasks).find((one) => one.kind === 'signatures');
          expect(signing)
            .to.deep.include({ status: 'done', round: 2 })
            .and.nested.include({ 'data.revision': revision?.hash });
          const deciding = tasksOf(procedure).filter((one) => one.kind === 'approval' && one.of === task);
          for (const one of deciding) expect(stateOf(driven).tasks[one.task]).to.include({ status: 'done', round: 2 });
        });

    const { extend } = procedure;
    if (extend?.ask?.includes('person') === true)
      it('is made longer when the person asks in time and the office agrees', () => {
        const driven = nominated(procedure, first);
        walk(driven, first, { until: (_, { state }) => state?.stay.arrived !== undefined });
        const { start } = first.stay;
        const longer = { start, end: '2028-01-10', reason: 'The work goes well.' };
        const tooLong = { ...longer, end: '2029-12-31' };
        if (extend.longest !== undefined)
          expect(send(driven, student, { type: 'ask-stay', ...tooLong })).to.include({ code: 'wrong-date' });
        const wanted = extend.longest !== undefined && extend.longest < 180 ? { ...longer, end: '2027-08-20' } : longer;
        const office = staff('office', extend.by[0] ?? '', ['university', first.unit]);
        accepted(driven, student, { type: 'ask-stay', ...wanted });
        accepted(driven, office, { type: 'change-stay', ...wanted });
        expect(stateOf(driven).stay.end).to.equal(wanted.end);
      });
  });
