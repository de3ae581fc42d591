import { expect } from 'chai';
import { permissions, type Actor } from '../../../domain/authority/actor.ts';
import { heldBy, holds, may, mayAnywhere, mayAt, named, permitting, unitsOf } from '../../../domain/authority/may.ts';
import { maySee } from '../../../domain/authority/sight.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import { approve, born, courses, stateOf, submitAgreement, fillDetails, givePapers } from '../../support/journey.ts';
import { accepted, answerEffects, officer, partner, staff, student, system } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { opened } from '../../support/small.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');
const file = (): Mobility => stateOf(born(procedure));
const abroad = (actor: Actor): Actor => ({ ...actor, institution: 'lyon' });
const codes = (...refusals: readonly ({ readonly code: string } | undefined)[]): readonly (string | undefined)[] =>
  refusals.map((r) => r?.code);
const bound = { task: 'details' };

describe('another institution', () => {
  it('finds nothing, whoever asks', () => {
    const state = file();
    for (const actor of [officer, student, partner, system].map(abroad)) {
      expect(maySee(actor, state)?.code, actor.kind).to.equal('not-found');
      for (const permission of permissions)
        expect(may(actor, permission, state)?.code, `${actor.kind} ${permission}`).to.equal('not-found');
      expect(
        holds(
          actor,
          [{ by: 'person' }, { by: 'role', role: 'international-officer', unit: 'university' }],
          state,
          bound,
        )?.code,
      ).to.equal('not-found');
    }
  });
});

describe('a permission', () => {
  it('counts at the units that the file touches', () => {
    const state = file();
    expect(may(staff('x', 'any', ['university']), 'withdraw', state)).to.equal(undefined);
    expect(may(staff('x', 'any', ['sciences']), 'withdraw', state)?.code).to.equal('forbidden');
    expect(may(staff('x', 'any', ['university'], { permissions: ['see-files'] }), 'withdraw', state)?.code).to.equal(
      'forbidden',
    );
    expect(may(staff('x', 'any', []), 'see-files', state)?.code).to.equal('forbidden');
  });

  it('touches the faculty once one of its roles holds a task, as holder, reviewer or approver', () => {
    const driven = born(procedure);
    expect(unitsOf(stateOf(driven))).to.deep.equal(['university']);
    fillDetails(driven);
    givePapers(driven);
    submitAgreement(driven);
    expect(unitsOf(stateOf(driven))).to.have.members(['university', 'sciences']);

    const reviewer = opened(
      [{ task: 'la', kind: 'agreement', rules: {} }],
      [
        {
          task: 'papers',
          kind: 'documents',
          documents: [{ document: 'passport', title: { en: 'Passport' } }],
          review: { by: 'x', at: 'agreement.mainUnit' },
        },
        { task: 'grades', kind: 'grades', by: 'registry', of: 'la', approve: { by: 'x', at: 'agreement.mainUnit' } },
      ],
    );
    const content = {
      mainUnit: 'languages',
      language: 'fr',
      languageLevel: 'B2' as const,
      components: [{ course: 'LAN1', term: 'S1' as const }],
      recognised: [],
      responsibleHome: { name: 'R', email: 'r@p.example' },
    };
    accepted(
      reviewer,
      student,
      { type: 'submit-agreement', task: 'la', basedOn: null, content },
      { agreement: courses },
    );
    expect(unitsOf(stateOf(reviewer))).to.have.members(['university', 'languages']);
    expect(maySee(staff('r', 'x', ['languages']), stateOf(reviewer))).to.equal(undefined);
  });

  it('is never used on one’s own file, nor lent for the lender’s own', () => {
    const state = file();
    expect(may(staff('student-1', 'any', ['university']), 'withdraw', state)?.code).to.equal('own-file');
    expect(
      may(staff('x', 'any', ['university'], { onBehalfOf: { person: 'student-1', name: 'Ana' } }), 'withdraw', state)
        ?.code,
    ).to.equal('forbidden');
    expect(
      may(staff('x', 'any', ['university'], { onBehalfOf: { person: 'ines', name: 'Inès' } }), 'withdraw', state),
    ).to.equal(undefined);
  });

  it('is not a partner’s, and always the system’s', () => {
    expect(codes(may(partner, 'see-files', file()), may(system, 'repair', file()))).to.deep.equal([
      'forbidden',
      undefined,
    ]);
  });

  it('away from files counts anywhere, or at a unit', () => {
    const clerk = staff('x', 'any', ['sciences'], { permissions: ['nominate'] });
    expect(
      codes(
        mayAnywhere(clerk, 'nominate'),
        mayAnywhere(clerk, 'import'),
        mayAnywhere(partner, 'nominate'),
        mayAnywhere(system, 'import'),
      ),
    ).to.deep.equal([undefined, 'forbidden', 'forbidden', undefined]);
    expect(
      codes(
        mayAt(clerk, 'nominate', 'sciences'),
        mayAt(clerk, 'nominate', 'languages'),
        mayAt(partner, 'nominate', 'sciences'),
      ),
    ).to.deep.equal([undefined, 'forbidden', 'forbidden']);
  });
});

describe('what waits', () => {
  const byRole = { by: 'role', role: 'registry', unit: 'university' } as const;

  it('is for those who hold it', () => {
    const state = file();
    expect(
      codes(
        holds(student, [{ by: 'person' }], state, bound),
        holds(student, [byRole], state, bound),
        holds(officer, [{ by: 'person' }], state, bound),
      ),
    ).to.deep.equal([undefined, 'not-yours', 'not-yours']);
    expect(
      codes(
        holds(staff('x', 'registry', ['university']), [byRole], state, bound),
        holds(staff('x', 'registry', ['sciences']), [byRole], state, bound),
        holds(staff('x', 'other', ['university']), [byRole], state, bound),
      ),
    ).to.deep.equal([undefined, 'not-yours', 'not-yours']);
    expect(holds(staff('student-1', 'registry', ['university']), [byRole], state, bound)?.code).to.equal('own-file');
    expect(holds(officer, [], state, bound)?.code).to.equal('not-yours');
  });

  it('for a partner is only the one thing of their link', () => {
    const state = file();
    const holder = { by: 'partner', name: 'Rui', email: 'rui@porto.example' } as const;
    const at = { task: 'agreement-signatures', item: 'home' };
    expect(holds(partner, [holder], state, at)).to.equal(undefined);
    if (partner.kind !== 'partner') throw new Error('no partner');
    expect(holds({ ...partner, used: true }, [holder], state, at)?.code).to.equal('not-yours');
    for (const [holders, where] of [
      [[{ ...holder, email: 'x@y.z' }], at],
      [[holder], { ...at, item: 'host' }],
      [[holder], { ...at, task: 'other' }],
      [[holder], { task: at.task }],
      [[{ by: 'person' }], at],
    ] as const)
      expect(holds(partner, holders, state, where)?.code).to.equal('not-yours');
  });

  it('is held by one’s own grant before a lent one', () => {
    const lent = staff('x', 'registry', ['university'], { onBehalfOf: { person: 'sophie', name: 'Sophie' } });
    const own = staff('x', 'registry', ['university']);
    if (lent.kind !== 'person' || own.kind !== 'person') throw new Error('not people');
    const actor = { ...own, grants: [...lent.grants, ...own.grants] };
    expect(heldBy(actor, byRole, file())).to.not.have.property('onBehalfOf');
    expect(permitting(actor, 'withdraw', file())).to.not.have.property('onBehalfOf');
    expect(heldBy(lent, byRole, file())).to.have.property('onBehalfOf');
  });
});

/** The file when the home coordinator is asked to sign. */
function toSign(): Mobility {
  const driven = born(procedure);
  fillDetails(driven);
  givePapers(driven);
  submitAgreement(driven);
  approve(driven);
  answerEffects(driven);
  return stateOf(driven);
}

describe('a file', () => {
  it('is seen by its person, by staff who may, and by a partner who is to sign it', () => {
    const state = toSign();
    const other = { ...staff('bea', 'x', []), grants: [] };
    expect(
      codes(maySee(student, state), maySee(officer, state), maySee(partner, state), maySee(system, state)),
    ).to.deep.equal([undefined, undefined, undefined, undefined]);
    expect(
      codes(
        maySee(other, state),
        maySee(staff('x', 'y', ['languages']), state),
        maySee(staff('x', 'y', ['university'], { permissions: ['withdraw'] }), state),
      ),
    ).to.deep.equal(['not-found', 'not-found', 'not-found']);
    if (partner.kind !== 'partner') throw new Error('no partner');
    for (const other of [
      { ...partner, bound: { ...partner.bound, reference: 'CAEN-2026-000002' } },
      { ...partner, bound: { ...partner.bound, item: 'host' } },
      { ...partner, bound: { ...partner.bound, task: 'constructor' } },
      { ...partner, email: 'before@porto.example' },
    ])
      expect(maySee(other, state)?.code).to.equal('not-found');
    expect(maySee(partner, file())?.code).to.equal('not-found');
    expect(maySee({ ...partner, used: true }, state)).to.equal(undefined);
  });

  it('is there for who holds something in it, even without a permission to look around', () => {
    const state = stateOf(opened([{ task: 'arrival', kind: 'attestation', by: 'registry', fact: 'arrived' }]));
    const holder = staff('x', 'registry', ['university'], { permissions: [] });
    expect(
      codes(maySee(holder, state), maySee(staff('x', 'other', ['university'], { permissions: [] }), state)),
    ).to.deep.equal([undefined, 'not-found']);
  });
});

describe('the history', () => {
  it('names who did it, as what, and for whom, and never half a character', () => {
    const grant = { role: 'registry', permissions: [], units: [], onBehalfOf: { person: 'sophie', name: 'Sophie' } };
    expect(named(officer, grant)).to.deep.equal({
      kind: 'person',
      person: 'ines',
      name: 'ines',
      identified: 'demo',
      role: 'registry',
      onBehalfOf: 'Sophie',
      lentBy: 'sophie',
    });
    expect(named(officer, undefined)).to.deep.equal({
      kind: 'person',
      person: 'ines',
      name: 'ines',
      identified: 'demo',
    });
    expect(named(partner, undefined)).to.deep.equal({
      kind: 'partner',
      name: 'Rui Costa',
      identified: 'one-time-link',
    });
    expect(named(system, undefined)).to.deep.equal({ kind: 'system', name: 'SMILE' });
    expect(named(staff('Ana \ud83d', 'x', []), undefined).name).to.equal('Ana \ufffd');
  });
});
