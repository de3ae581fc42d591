import { expect } from 'chai';
import type { Actor } from '../../../domain/authority/actor.ts';
import { forOne } from '../../../domain/authority/pairs.ts';
import { heldPairs, reachOf } from '../../../domain/authority/reach.ts';
import { maySee } from '../../../domain/authority/sight.ts';
import type { Act } from '../../../domain/mobility/commands.ts';
import { decision, fillDetails, givePapers, born, stateOf, submitAgreement } from '../../support/journey.ts';
import { accepted, staff, type Driven } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { refused } from '../../support/small.ts';

/** The file when the faculty is to decide. */
function toDecide(): Driven {
  const driven = born(exampleProcedure('caen', 'erasmus-study'));
  fillDetails(driven);
  givePapers(driven);
  submitAgreement(driven);
  return driven;
}

const lentBy = (person: string, name = person): Actor =>
  staff('dan', 'programme-coordinator', ['sciences'], { onBehalfOf: { person, name } });
const approve = (driven: Driven): Act => ({ ...decision(driven, 'faculty'), decision: 'approve' });

/** Delegations are kept nowhere yet; what the core does with them stands here. */
describe('a delegation', () => {
  it('lets its holder see and decide as who lent it, and the history says for whom', () => {
    const driven = toDecide();
    const dan = lentBy('claire', 'Claire Dubois');
    expect(maySee(dan, stateOf(driven))).to.equal(undefined);
    accepted(driven, dan, approve(driven));
    expect(driven.events.findLast((e) => e.event.type === 'step-decided')?.by).to.deep.include({
      person: 'dan',
      role: 'programme-coordinator',
      onBehalfOf: 'Claire Dubois',
      lentBy: 'claire',
    });
  });

  it('that is over, or not yet begun, gives nothing: it is none of the grants that are found', () => {
    const driven = toDecide();
    const dan = lentBy('claire');
    if (dan.kind !== 'person') throw new Error('no person');
    expect(refused(driven, { ...dan, grants: [] }, approve(driven))).to.equal('not-found');
  });

  it('lent by the person of the file gives nothing there: nobody decides on their own file through others', () => {
    const driven = toDecide();
    const dan = lentBy('student-1', 'Ana Silva');
    expect(maySee(dan, stateOf(driven))?.code).to.equal('not-found');
    expect(refused(driven, dan, approve(driven))).to.equal('not-found');
    if (dan.kind !== 'person') throw new Error('no person');
    expect(reachOf(dan, 'see-files')).to.deep.equal([{ units: ['sciences'], notOf: 'student-1' }]);
    expect(heldPairs(dan)).to.deep.equal([
      { role: 'programme-coordinator', unit: 'sciences', notOf: 'student-1' },
      { ...forOne('student-1', 'programme-coordinator'), notOf: 'student-1' },
      forOne('dan'),
    ]);
  });

  it('gives the person of the file nothing: they act there as its person alone', () => {
    const driven = toDecide();
    const ana = staff('student-1', 'programme-coordinator', ['sciences'], {
      onBehalfOf: { person: 'claire', name: 'Claire Dubois' },
    });
    expect(refused(driven, ana, approve(driven))).to.equal('own-file');
  });

  it('does not let two decide with one power', () => {
    const driven = toDecide();
    accepted(driven, lentBy('ines'), approve(driven));
    const ines = staff('ines', 'international-officer', ['university']);
    expect(refused(driven, ines, { ...decision(driven, 'office'), decision: 'approve' })).to.equal(
      'already-decided-by-you',
    );
  });
});
