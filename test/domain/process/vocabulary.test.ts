import { expect } from 'chai';
import type { Value, ValueType } from '../../../domain/conditions/types.ts';
import { knownOf } from '../../../domain/mobility/known.ts';
import { vocabularyOf } from '../../../domain/process/check/vocabulary.ts';
import { dice } from '../../support/dice.ts';
import { isFull } from '../../support/full.ts';
import { stateOf } from '../../support/journey.ts';
import { randomLife } from '../../support/random-life.ts';
import { form, stages, told } from './small-procedure.ts';

const LIVES = isFull ? 5000 : 300;

function fits(value: Value, type: ValueType): boolean {
  if (typeof type === 'object') return type.oneOf.includes(String(value));
  switch (type) {
    case 'number':
      return typeof value === 'number';
    case 'yes-no':
      return typeof value === 'boolean';
    case 'day':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
    case 'texts':
      return Array.isArray(value);
    case 'text':
      return typeof value === 'string';
  }
}

describe('the names of conditions', function () {
  this.timeout(isFull ? 900_000 : 60_000);
  it('are those that files know, with the types of their values', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < LIVES; seed += 1) {
      const driven = randomLife(dice(seed), 60);
      const vocabulary = vocabularyOf(driven.procedure);
      for (const [root, group] of Object.entries(knownOf(stateOf(driven))))
        for (const [field, value] of Object.entries(group)) {
          if (value === null) continue;
          const type = vocabulary[root]?.[field];
          expect(type, `${root}.${field} of life ${String(seed)}`).not.to.equal(undefined);
          if (type === undefined) continue;
          expect(fits(value, type), `${root}.${field} = ${JSON.stringify(value)} of life ${String(seed)}`).to.equal(
            true,
          );
          seen.add(typeof type === 'object' ? 'choice' : type);
          seen.add(root.startsWith('task') ? 'task' : `${root}.${field}`);
        }
    }
    expect([...seen]).to.include.members(['text', 'number', 'yes-no', 'day', 'choice', 'task']);
    expect([...seen]).to.include.members(['agreement.mainUnit', 'stay.arrived', 'stay.days', 'home.country']);
  });

  it('never stand for two: no id has what a hyphen becomes', () => {
    expect(told(stages([form('a-b'), form('a_b')]))).to.deep.equal(['error wrong-form stages/0/tasks/1/task']);
  });
});
