import { expect } from 'chai';
import type { Surroundings } from '../../../domain/process/check.ts';
import { agreement, approval, form, problemsOf, stages, told } from './small-procedure.ts';

const units = [
  { unit: 'root' },
  { unit: 'services', parent: 'root' },
  { unit: 'sciences', parent: 'root', codes: ['1'] },
  { unit: 'physics', parent: 'sciences', codes: ['11'] },
  { unit: 'letters', parent: 'root', codes: ['2'] },
];
const around = (...grants: readonly [person: string, role: string, unit: string][]): Surroundings => ({
  languages: ['en'],
  roles: ['office', 'dean'],
  units,
  grants: [['o', 'office', 'root'] as const, ...grants].map(([person, role, unit]) => ({ person, role, unit })),
});
const asked = (step: string): string => stages([agreement('la')], [approval('ok', step)]);

describe('the roles of a procedure', () => {
  it('are held by a grant at a unit above', () => {
    expect(told(asked('by: dean, at: agreement.mainUnit'), around(['d', 'dean', 'root']))).to.deep.equal([]);
    expect(told(asked('by: dean'), around(['d', 'dean', 'sciences'], ['e', 'dean', 'letters']))).to.deep.equal([]);
  });

  it('are told once, with every unit where nobody holds them', () => {
    const [problem, ...others] = problemsOf(
      asked('by: dean }, { step: two, by: dean, at: agreement.mainUnit'),
      around(['d', 'dean', 'physics']),
    );
    expect(others).to.deep.equal([]);
    expect(problem).to.include({
      severity: 'warning',
      code: 'role-not-held-there',
      path: 'stages/1/tasks/0/chain/0/by',
    });
    expect(problem?.message).to.include('for sciences, letters:');
  });

  it('are held at the root where the institution is asked', () => {
    expect(told(asked('by: dean, at: institution'), around(['d', 'dean', 'sciences']))).to.deep.equal([
      'warning role-not-held-there stages/1/tasks/0/chain/0/by',
    ]);
    const late = stages([form('f', 'due: 9d, missed: { escalate: dean }')]);
    expect(told(late, around(['d', 'dean', 'sciences']))).to.deep.equal([
      'warning role-not-held-there stages/0/tasks/0/missed/escalate',
    ]);
    expect(told(late, around(['d', 'dean', 'root']))).to.deep.equal([]);
  });

  it('are held by as many as must decide', () => {
    const text = asked('by: dean, of: 3, need: 2');
    const [problem] = problemsOf(text, around(['d', 'dean', 'root'], ['e', 'dean', 'root'], ['f', 'dean', 'sciences']));
    expect(problem).to.include({ severity: 'warning', code: 'quorum-not-held' });
    expect(problem?.message).to.match(/^3 people .* letters \(2\)\.$/);
    // The same person twice is one.
    expect(
      told(text, around(['d', 'dean', 'root'], ['d', 'dean', 'sciences'], ['d', 'dean', 'letters'])),
    ).to.have.length(1);
    expect(told(text, around(['d', 'dean', 'root'], ['e', 'dean', 'root'], ['f', 'dean', 'root']))).to.deep.equal([]);
  });

  it('may be of any unit where no unit has courses', () => {
    const bare = {
      ...around(['d', 'dean', 'services']),
      units: [{ unit: 'root' }, { unit: 'services', parent: 'root' }],
    };
    expect(told(asked('by: dean'), bare)).to.deep.equal([]);
    expect(told(asked('by: dean'), { ...bare, units: [{ unit: 'root' }] })).to.have.length(1);
  });

  it('name people who have a login', () => {
    const text = asked('named: Ann@b.example');
    expect(told(text, { ...around(), people: new Set(['ann@b.example']) })).to.deep.equal([]);
    expect(told(text, { ...around(), people: new Set(['bob@b.example']) })).to.deep.equal([
      'warning person-unknown stages/1/tasks/0/chain/0/named',
    ]);
  });
});
