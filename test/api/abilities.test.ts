import { expect } from 'chai';
import { abilitiesOf } from '../../api/routes/mobility/abilities.ts';
import type { Actor } from '../../domain/authority/actor.ts';
import { born, decision, fillDetails, givePapers, stateOf, submitAgreement } from '../support/journey.ts';
import { accepted, staff, student } from '../support/mobility.ts';
import { exampleProcedure } from '../support/procedures.ts';
import { refused } from '../support/small.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const officer = (id: string, lender?: string): Actor =>
  staff(
    id,
    'international-officer',
    ['university'],
    lender === undefined ? {} : { onBehalfOf: { person: lender, name: lender } },
  );

describe('what the view of a file offers', () => {
  it('is a decision to nobody who has decided, by their own role or by one that they lent', () => {
    const driven = born(procedure);
    fillDetails(driven);
    givePapers(driven);
    submitAgreement(driven);
    const lent = staff('dan', 'programme-coordinator', ['sciences'], { onBehalfOf: { person: 'ines', name: 'Ines' } });
    accepted(driven, lent, { ...decision(driven, 'faculty'), decision: 'approve' });
    const act = { ...decision(driven, 'office'), decision: 'approve' } as const;
    const offered = (actor: Actor): boolean =>
      abilitiesOf(actor, stateOf(driven), procedure).some(({ type }) => type === 'decide-step');
    for (const spent of [officer('ines'), officer('dan'), officer('eva', 'ines'), officer('eva', 'dan')]) {
      expect(refused(driven, spent, act)).to.equal('already-decided-by-you');
      expect(offered(spent)).to.equal(false);
    }
    for (const free of [officer('eva'), officer('eva', 'claire')]) expect(offered(free)).to.equal(true);
    accepted(driven, officer('eva', 'claire'), act);
  });

  it('is to withdraw: to the person, and to whose roles permit it', () => {
    const state = stateOf(born(procedure));
    const offered = (actor: Actor): boolean =>
      abilitiesOf(actor, state, procedure).some(({ type }) => type === 'withdraw');
    expect(offered(student)).to.equal(true);
    expect(offered(staff('x', 'any', ['university']))).to.equal(true);
    expect(offered(staff('x', 'any', ['university'], { permissions: ['see-files'] }))).to.equal(false);
  });
});
