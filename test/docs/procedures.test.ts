import { expect } from 'chai';
import { procedureJsonSchema } from '../../domain/process/check.ts';
import { checkProcedure, type Checked } from '../../domain/process/check.ts';
import { surroundingsOf } from '../../domain/institution/check.ts';
import { declared } from '../institutions/examples.ts';
import { scenesOf } from '../institutions/scenes.ts';
import { allOf } from '../institutions/schema-keys.ts';
import { nominated, walk } from '../institutions/walk.ts';
import { stateOf } from '../support/journey.ts';
import { tableUnder, textOf } from './project.ts';

const PAGE = 'docs/procedures.md';
const page = textOf(PAGE);
const OFFICES: Readonly<Record<string, string>> = { caen: 'international-officer', nordhavn: 'mobility-officer' };

/**
 * Every block of YAML, with what its fence says beside: `procedure` is whole, `tasks` stands in a stage; then whose
 * roles it names, if not those of Caen.
 */
const blocks = [...page.matchAll(/^```yaml *(\w*) *(\w*)\n([\s\S]*?)^```$/gm)].map(
  ([before, kind = '', whose = '', yaml = '']) => ({
    kind,
    institution: whose === '' ? 'caen' : whose,
    yaml,
    heading:
      page
        .slice(0, page.indexOf(before))
        .match(/^## .+$/gm)
        ?.at(-1)
        ?.slice(3) ?? '',
  }),
);

const head = (office: string): string => `procedure: block
title: { en: Block, fr: Bloc }
for: student
office: ${office}
stages:
  - stage: one
    title: { en: One, fr: Un }
    tasks:
`;
const whole = ({ kind, institution, yaml }: (typeof blocks)[number]): string =>
  kind === 'procedure' ? yaml : `${head(OFFICES[institution] ?? '')}${yaml.replace(/^(?=.)/gm, '      ')}`;
const checked = (block: (typeof blocks)[number]): Checked =>
  checkProcedure(whole(block), PAGE, surroundingsOf(declared(block.institution)));

describe(PAGE, function () {
  this.timeout(60_000);

  it('begins with a whole procedure of twelve lines', () => {
    const [first] = blocks;
    expect(first?.kind).to.equal('procedure');
    expect(first?.yaml.trimEnd().split('\n')).to.have.lengthOf(12);
  });

  it('marks each block of YAML as a whole procedure or as tasks', () => {
    expect(new Set(blocks.map(({ kind }) => kind))).to.deep.equal(new Set(['procedure', 'tasks']));
    expect(blocks.length).to.be.greaterThan(12);
  });

  for (const block of blocks)
    it(`${block.heading}: its block has nothing wrong, and can be lived to its end`, () => {
      const { problems, procedure } = checked(block);
      expect(problems).to.deep.equal([]);
      if (procedure === undefined) throw new Error('no procedure');
      const [scene] = scenesOf(block.institution);
      if (scene === undefined) throw new Error('no scene');
      const driven = nominated(procedure, scene);
      walk(driven, scene, { anew: true });
      expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'completed' });
    });

  it('lists every key that there is, and none that there is not', () => {
    const keys = new Set([...allOf(procedureJsonSchema())].flatMap((place) => keyOf(place) ?? []));
    const listed = new Set(
      tableUnder(page, 'Every key').flatMap(([, names = '', meaning = '']) =>
        [...`${names} ${meaning}`.matchAll(/`([a-zA-Z]+)`/g)].map(([, name = '']) => name),
      ),
    );
    expect([...keys].filter((key) => !listed.has(key))).to.deep.equal([]);
    const named = tableUnder(page, 'Every key').flatMap(([, names = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !keys.has(name))).to.deep.equal([]);
  });
});

/** The last key of a place; a word that may stand there is none. */
const keyOf = (place: string): string | undefined =>
  place.includes('=') ? undefined : /\.([a-zA-Z]+)(?:\[[a-z]+\])?$/.exec(place)?.[1];
