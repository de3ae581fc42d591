import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkCondition } from '../../domain/conditions/check.ts';
import type { Vocabulary } from '../../domain/conditions/types.ts';

/** The forms and tasks that the page speaks of, and what every file has. */
const vocabulary: Vocabulary = {
  home: { country: 'text', name: 'text' },
  stay: { start: 'day', days: 'number' },
  mobility: { unit: 'text' },
  agreement: { mainUnit: 'text', ects: 'number' },
  welcome: { outcome: { oneOf: ['sent', 'answered', 'no-answer'] } },
  details: {
    level: { oneOf: ['bachelor', 'master', 'doctorate'] },
    age: 'number',
    disabled: 'yes-no',
    insurer: 'text',
  },
};
const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'conditions.md'), 'utf8');
const examples = [...(page.split('## Ten examples')[1] ?? '').matchAll(/^- `(.*?)`: /gm)].map(([, one]) => one ?? '');

describe('the page about conditions', () => {
  it('has ten examples', () => {
    expect(examples).to.have.length(10);
  });

  for (const example of examples)
    it(`gives an example without fault: ${example}`, () => {
      expect(checkCondition(example, vocabulary)).to.deep.equal([]);
    });
});
