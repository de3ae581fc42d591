import { expect } from 'chai';
import fc from 'fast-check';
import { checkCondition } from '../../../domain/conditions/check.ts';
import { evaluate } from '../../../domain/conditions/evaluate.ts';
import type { Value, Values, Vocabulary } from '../../../domain/conditions/types.ts';

const vocabulary: Vocabulary = {
  form: { text: 'text', other: 'text', number: 'number', count: 'number', yes: 'yes-no', no: 'yes-no' },
  type: { day: 'day', choice: { oneOf: ['a', 'b'] }, texts: 'texts' },
};

/** What somebody means by a condition, and how it is written. */
interface Meant {
  readonly written: string;
  /** Undefined: it needs what is not there. */
  readonly means: (values: Values) => Value | undefined;
}
const name = (written: string): Meant => {
  const [root = '', field = ''] = written.split('.');
  return { written, means: (values) => values[root]?.[field] ?? undefined };
};
const literal = (written: string, value: Value): Meant => ({ written, means: () => value });
const both =
  (written: (a: string, b: string) => string, means: (a: Value, b: Value) => Value) =>
  ([a, b]: [Meant, Meant]): Meant => ({
    written: written(a.written, b.written),
    means: (values) => {
      const [left, right] = [a.means(values), b.means(values)];
      return left === undefined || right === undefined ? undefined : means(left, right);
    },
  });

const aText = fc.constantFrom('', 'a', 'b', 'FR', 'Zoë', 'a b', '𝄞', 'master');
const texts = fc.oneof(
  fc.constantFrom('form.text', 'form.other').map(name),
  aText.map((text) => literal(`'${text}'`, text)),
);
const numbers: fc.Arbitrary<Meant> = fc.letrec<{ number: Meant }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('form.number', 'form.count').map(name),
    fc.integer({ min: 0, max: 300 }).map((n) => literal(String(n), n)),
    fc.integer({ min: 0, max: 300 }).map((n) => literal(`${n}.5`, n + 0.5)),
    fc.tuple(tie('number'), tie('number')).map(
      both(
        (a, b) => `(${a} + ${b})`,
        (a, b) => Number(a) + Number(b),
      ),
    ),
    fc.tuple(tie('number'), tie('number')).map(
      both(
        (a, b) => `(${a} - ${b})`,
        (a, b) => Number(a) - Number(b),
      ),
    ),
    fc.tuple(tie('number'), tie('number')).map(
      both(
        (a, b) => `(${a} * ${b})`,
        (a, b) => Number(a) * Number(b),
      ),
    ),
    texts.map((one): Meant => ({
      written: `size(${one.written})`,
      means: (values) => {
        const text = one.means(values);
        return typeof text === 'string' ? Array.from(text).length : undefined;
      },
    })),
  ),
})).number;
const days = fc.oneof(
  fc.constant(name('type.day')),
  fc.constantFrom('2026-01-31', '2026-09-01', '2027-06-30').map((day) => literal(`'${day}'`, day)),
);
const compared = (operands: fc.Arbitrary<Meant>): fc.Arbitrary<Meant> =>
  fc.oneof(
    fc.tuple(operands, operands).map(
      both(
        (a, b) => `${a} == ${b}`,
        (a, b) => a === b,
      ),
    ),
    fc.tuple(operands, operands).map(
      both(
        (a, b) => `${a} != ${b}`,
        (a, b) => a !== b,
      ),
    ),
    fc.tuple(operands, operands).map(
      both(
        (a, b) => `${a} < ${b}`,
        (a, b) => less(a, b),
      ),
    ),
    fc.tuple(operands, operands).map(
      both(
        (a, b) => `${a} >= ${b}`,
        (a, b) => !less(a, b),
      ),
    ),
    fc.tuple(operands, operands).map(
      both(
        (a, b) => `${a} in [${b}, ${a}]`,
        () => true,
      ),
    ),
  );
const less = (a: Value, b: Value): boolean => a !== null && b !== null && a < b;

const condition: fc.Arbitrary<Meant> = fc.letrec<{ condition: Meant }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('form.yes', 'form.no').map(name),
    compared(texts),
    compared(numbers),
    compared(days),
    fc.constantFrom('a', 'b').map((one) =>
      both(
        (x, y) => `${x} == ${y}`,
        (x, y) => x === y,
      )([name('type.choice'), literal(`'${one}'`, one)]),
    ),
    fc.tuple(texts, fc.constant(name('type.texts'))).map(
      both(
        (a, b) => `${a} in ${b}`,
        (a, b) => Array.isArray(b) && b.includes(a),
      ),
    ),
    fc.constantFrom('form.text', 'form.number', 'type.day').map((one): Meant => ({
      written: `has(${one})`,
      means: (values) => name(one).means(values) !== undefined,
    })),
    tie('condition').map((one): Meant => ({
      written: `!(${one.written})`,
      means: (values) => {
        const answer = one.means(values);
        return answer === undefined ? undefined : answer === false;
      },
    })),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => joined(a, b, '&&', false)),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => joined(a, b, '||', true)),
  ),
})).condition;

/** Either side may settle it alone, also when the other cannot be answered. */
const joined = (a: Meant, b: Meant, sign: string, settles: boolean): Meant => ({
  written: `(${a.written} ${sign} ${b.written})`,
  means: (values) => {
    const answers = [a.means(values), b.means(values)];
    if (answers.includes(settles)) return settles;
    return answers.includes(undefined) ? undefined : !settles;
  },
});

const values: fc.Arbitrary<Values> = fc.record({
  form: fc.record({
    text: fc.option(aText),
    other: fc.option(aText),
    number: fc.option(fc.oneof(fc.integer({ min: -5, max: 300 }), fc.double({ min: -5, max: 300, noNaN: true }))),
    count: fc.option(fc.integer({ min: 0, max: 300 })),
    yes: fc.option(fc.boolean()),
    no: fc.option(fc.boolean()),
  }),
  type: fc.record({
    day: fc.option(fc.constantFrom('2026-01-31', '2026-09-01')),
    choice: fc.option(fc.constantFrom('a', 'b')),
    texts: fc.option(fc.array(aText, { maxLength: 4 })),
  }),
});

const short = condition.filter(({ written }) => written.length <= 500);

describe('what a condition says', function () {
  this.timeout(120_000);

  it('is what is meant by it, for whatever values there are and are not', () => {
    let [refused, unknown, holds] = [0, 0, 0];
    fc.assert(
      fc.property(short, fc.array(values, { minLength: 1, maxLength: 4 }), ({ written, means }, several) => {
        const faults = checkCondition(written, vocabulary).filter(({ severity }) => severity === undefined);
        if (faults.length > 0) {
          // Too many parts, or size() beside another number in a list, is all that can be wrong with them.
          const mayBe = /\[.*size\(.*\]/.test(written) ? /too-deep$|type$/ : /too-deep$/;
          expect(faults[0]?.code, written).to.match(mayBe);
          refused++;
          return;
        }
        // Several times: what was kept from one set of values must say nothing of the next.
        for (const one of [...several, ...several]) {
          const meant = means(one);
          const { result, unknown: needed } = evaluate(written, one);
          expect([result, needed === true], `${written} of ${JSON.stringify(one)}`).to.deep.equal([
            meant === true,
            meant === undefined,
          ]);
          if (meant === undefined) unknown++;
          if (meant === true) holds++;
        }
      }),
      { numRuns: 1_500, seed: 20261125 },
    );
    // Not everything went one way.
    expect(refused).to.be.lessThan(300);
    expect(unknown).to.be.greaterThan(200);
    expect(holds).to.be.greaterThan(200);
  });

  it('does not depend on what was asked before', () => {
    const many = fc.sample(fc.tuple(short, values), { numRuns: 1_100, seed: 7 });
    const answers = many.map(([{ written }, one]) => evaluate(written, one));
    // More than are kept.
    expect(many.toReversed().map(([{ written }, one]) => evaluate(written, one))).to.deep.equal(answers.toReversed());
  });
});
