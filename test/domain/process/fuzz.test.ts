import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { checkProcedure, type Checked, type Surroundings } from '../../../domain/process/check.ts';
import { checkInstitution, surroundingsOf } from '../../../domain/institution/check.ts';
import { procedureSchema } from '../../../domain/process/schema.ts';
import { dice, type Dice } from '../../support/dice.ts';
import { isFull } from '../../support/full.ts';
import { born } from '../../support/journey.ts';
import { mutated } from '../../support/mutated.ts';
import { mutatedTree } from '../../support/mutated-tree.ts';
import { goOn } from '../../support/random-life.ts';
import { agreement, approval, attest, form, message, papers, stages } from './small-procedure.ts';

const CASES = isFull ? 100_000 : 1000;
const STEPS = 15;
const MOST_MS = 1000;

const file = (path: string): string => readFileSync(new URL(`../../../institutions/${path}`, import.meta.url), 'utf8');
const examples = ['caen', 'nordhavn'].map((name) => file(`${name}/procedures/erasmus-study.yaml`));
/** Small ones, in which one change is more often the only thing that is wrong. */
const small = [
  stages(
    [form('details'), form('more', 'after: [details], when: details.age > 17, due: { days: 90, before: stay.start }')],
    [approval('ok', 'by: office, of: 3, need: 2, veto: false, due: 9d', 'refused: { backTo: details }')],
  ),
  stages(
    [papers('papers', 'required: false, when: stay.days > 30', 'repeat: { by: [person], until: 300d }')],
    [message('hello', 'answer: read, due: 9d, missed: { goOn: true }'), attest('in', 'arrived', 'visibility: staff')],
  ),
  stages(
    [form('details'), agreement('plan', 'after: [details], opens: { date: 2026-04-01 }')],
    [
      approval(
        'ok',
        'holders: [{ by: office, at: agreement.mainUnit }, { partner: details.who }], need: all',
        'of: plan',
      ),
      'task: sign, kind: signatures, of: plan, after: [ok], signers: [{ signer: a, by: person }, { signer: b, partner: details.who }]',
      'task: marks, kind: grades, by: office, of: plan, due: { days: 9, after: sign }, missed: [{ days: 0d, escalate: office }, { days: 5d, remindEvery: 2d }]',
    ],
  ),
];
const procedures = [...examples, ...small, ...small];
const institutions = ['caen', 'nordhavn'].map((name) => file(`${name}/institution.yaml`));
/** So that not each procedure is wrong already by the roles of another institution. */
const everyRole = [
  'office',
  ...procedures.flatMap((text) => [...text.matchAll(/by: ([a-z-]+)/g)].map(([, role]) => role ?? '')),
];
const surroundings = institutions.map((text): Surroundings => {
  const { declaration } = checkInstitution(text, 'i.yaml');
  if (declaration === undefined) throw new Error('An example is wrong.');
  const around = surroundingsOf(declaration);
  return { ...around, roles: [...new Set([...around.roles, ...everyRole])] };
});

/** What every report has, whatever was checked. */
function sound({ ok, problems }: Pick<Checked, 'ok' | 'problems'>): void {
  expect(ok).to.equal(problems.every(({ severity }) => severity === 'warning'));
  expect(problems.length).to.be.lessThan(101);
  for (const { code, line, column, message, hint, file: where } of problems) {
    if (line < 1 || column < 1) throw new Error(`${code} stands at ${String(line)}:${String(column)}`);
    if (!/\S.*[.?!]$/su.test(message) || !/\S.*[.?!]$/su.test(hint)) throw new Error(`${code}: ${message} / ${hint}`);
    expect(where).to.equal('x.yaml');
  }
}

/** Half of them are no YAML, or not what is expected where it stands; half mean something else than they did. */
function anyText(chance: Dice): string {
  const [base = '', others] = [chance.anyOf(procedures), [...procedures, ...institutions]];
  return chance.oneIn(2) ? mutatedTree(chance, base) : mutated(chance, chance.oneIn(20) ? '' : base, others);
}

/** Tells which case it was. */
function tried(seed: number, text: string, check: () => void): void {
  const started = process.cpuUsage();
  try {
    check();
  } catch (error) {
    throw new Error(
      `Seed ${String(seed)}: ${error instanceof Error ? error.message : String(error)}\n${text.slice(0, 3000)}`,
      {
        cause: error,
      },
    );
  }
  // Our own time, not that of whatever else the machine does.
  const { user, system: ours } = process.cpuUsage(started);
  const took = (user + ours) / 1000;
  if (took > MOST_MS) throw new Error(`Seed ${String(seed)} took ${took.toFixed(0)} ms.\n${text.slice(0, 3000)}`);
}

describe('any text as a procedure', function () {
  this.timeout(isFull ? 3_000_000 : 120_000);
  it(`gets problems with a place, at once, ${String(CASES)} times`, () => {
    const codes = new Map<string, number>();
    let passed = 0;
    for (let seed = 0; seed < CASES; seed += 1) {
      const chance = dice(seed);
      const text = anyText(chance);
      let checked: Checked | undefined;
      tried(seed, text, () => {
        checked = checkProcedure(text, 'x.yaml', chance.anyOf([undefined, ...surroundings]), '2026-03-01');
        sound(checked);
      });
      for (const { code } of checked?.problems ?? []) codes.set(code, (codes.get(code) ?? 0) + 1);
      if (checked?.ok !== true) continue;
      passed += 1;
      const procedure = procedureSchema.parse(parse(text));
      // What may be published can be lived.
      tried(seed, text, () => {
        goOn(born(procedure), chance, STEPS);
      });
    }
    expect(passed).to.be.greaterThan(CASES / 50);
    expect(codes.size).to.be.greaterThan(30);
  });

  it(`as an institution too, ${String(CASES / 5)} times`, () => {
    for (let seed = 0; seed < CASES / 5; seed += 1) {
      const chance = dice(seed);
      const text = mutated(chance, chance.pick(['', ...institutions]), [...procedures, ...institutions]);
      tried(seed, text, () => {
        sound(checkInstitution(text, 'x.yaml'));
      });
    }
  });
});
