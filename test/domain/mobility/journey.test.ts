import { expect } from 'chai';
import { exampleProcedure } from '../../support/procedures.ts';
import { wholeMobility } from '../../support/journey.ts';

describe('a whole mobility in the core', () => {
  it('goes from nomination to transcript', () => {
    const driven = wholeMobility(exampleProcedure('caen', 'erasmus-study'));
    expect(driven.state?.status).to.equal('closed');
    expect(driven.state?.outcome).to.equal('completed');
    expect(driven.state?.issued.map((d) => d.name)).to.have.length(4);
  });
});
