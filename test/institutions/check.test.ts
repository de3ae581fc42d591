import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { declared, EXAMPLES, INSTITUTIONS } from './examples.ts';

const PROCEDURES = ['doctoral-stay', 'erasmus-study', 'summer-school', 'traineeship', 'visiting-staff'];
const folder = join(import.meta.dirname, '..', '..', 'institutions');

describe('the example institutions', () => {
  it('are a centralised and a decentralised one', () => {
    expect(INSTITUTIONS).to.deep.equal(['caen', 'nordhavn']);
  });

  for (const institution of INSTITUTIONS) {
    it(`${institution}: has its declaration and five procedures, and nothing else`, () => {
      expect(readdirSync(join(folder, institution)).sort()).to.deep.equal(['institution.yaml', 'procedures']);
      expect(readdirSync(join(folder, institution, 'procedures')).sort()).to.deep.equal(
        PROCEDURES.map((name) => `${name}.yaml`),
      );
    });

    it(`${institution}: every role is held by somebody`, () => {
      const { roles, demo } = declared(institution);
      const held = new Set(demo?.people.flatMap(({ grants }) => grants.map(({ role }) => role)));
      expect(roles.map(({ role }) => role).filter((role) => !held.has(role))).to.deep.equal([]);
    });
  }

  for (const { file, name, procedure, problems } of EXAMPLES)
    it(`${file}: nothing is wrong with it, not even a warning`, () => {
      expect(problems).to.deep.equal([]);
      expect(procedure.procedure).to.equal(name);
    });
});
