import { expect } from 'chai';
import { procedureJsonSchema } from '../../domain/process/check.ts';
import { kinds } from '../../domain/tasks/index.ts';
import { EXAMPLES } from './examples.ts';
import { allOf, usedBy } from './schema-keys.ts';

/** What no example needs, with why. */
const EXCEPTIONS = new Map<string, string>([
  ['.shorten.longest', 'a stay that becomes shorter does not become too long'],
  ['.stages.tasks.visibility=everybody', 'the same as saying nothing'],
  // Each institution has one method for all; the examples show two of them and one without.
  ['.stages.tasks[grades].conversion.method=min', 'a method like the others'],
  ['.stages.tasks[grades].conversion.method=mean', 'a method like the others'],
  ['.stages.tasks[grades].conversion.method=midpoint', 'a method like the others'],
  ['.stages.tasks[grades].conversion.method=largest-overlap', 'a method like the others'],
]);

const schema = procedureJsonSchema();
/** What every kind of task may have counts once, whatever the kind; so do the pieces that stand at many places. */
const shared = new Set(['title', 'help', 'after', 'when', 'opens', 'due', 'remind', 'missed', 'visibility', 'repeat']);
const general = (place: string): string =>
  place
    .replace(/^.*\.(until|opens|due)\.(?=days|before|after|counting|date)/, 'day.')
    .replace(/^.*\.missed(?=[.=])/, 'missed')
    .replace(/^.*\.at(?==)/, 'at')
    .replace(/^(\.stages\.tasks)\[[a-z]+\]\.([a-zA-Z]+)/, (whole, tasks: string, key: string) =>
      shared.has(key) ? `${tasks}.${key}` : whole,
    );

const known = new Set([...allOf(schema)].map(general));
const used = new Set(EXAMPLES.flatMap(({ written }) => [...usedBy(schema, written)]).map(general));

describe('the examples', () => {
  it('use every key of the format, and every word that may stand at a place', () => {
    expect([...known].filter((place) => !used.has(place) && !EXCEPTIONS.has(place))).to.deep.equal([]);
  });

  it('use nothing that the list of all does not have, and no exception that is used', () => {
    expect([...used].filter((place) => !known.has(place))).to.deep.equal([]);
    expect([...EXCEPTIONS.keys()].filter((place) => used.has(place) || !known.has(place))).to.deep.equal([]);
  });

  it('are walked down to the leaves: every kind of task and the deepest key are in the list', () => {
    for (const kind of Object.keys(kinds)) expect(known).to.include(`.stages.tasks[${kind}].kind`);
    expect(known).to.include.members([
      '.nominations.from',
      '.stages.tasks[approval].chain.holders.named',
      '.stages.tasks[grades].conversion.method=mean',
      '.stages.tasks[form].fields.choices.value',
      'missed.decide=refuse',
      'missed.at',
      'day.counting=working',
      'at=agreement.mainUnit',
    ]);
  });
});
