import { expect } from 'chai';
import fc from 'fast-check';
import { convert, type Conversion, type Method, type Policy } from '../../../domain/grades/convert.ts';
import { distributionOf } from '../../../domain/grades/distribution.ts';
import { compare, decimal, parseRational } from '../../../domain/grades/rational.ts';
import { sentenceOf, type Reason } from '../../../domain/grades/reasons.ts';
import type { GradingTable } from '../../../domain/grades/table.ts';
import { daad, ects, tableOf } from './tables.ts';
import { isFull } from '../../support/full.ts';

const methods: readonly Method[] = ['max', 'min', 'mean', 'overlap-weighted', 'midpoint', 'largest-overlap'];
const policy = (method: Method, minimum = 0): Policy => ({ method, minimum });
const numRuns = isFull ? 100_000 : 1000;

function converted(grade: string, from: GradingTable, to: GradingTable, method: Method): Conversion {
  const result = convert(grade, from, to, policy(method));
  if (!result.converted) throw new Error(result.reason.code);
  return result;
}

function refused(grade: string, from: GradingTable, to: GradingTable, minimum = 0): Reason {
  const result = convert(grade, from, to, policy('mean', minimum));
  if (result.converted) throw new Error(`converted to ${result.grade}`);
  return result.reason;
}

describe('grade conversion: published figures', () => {
  it('DAAD: 50, 100, 350, 300, 200 are 5, 10, 35, 30, 20 %, cumulative 5, 15, 50, 80, 100', () => {
    const rows = distributionOf(daad);
    expect(rows.map((row) => row.percent)).to.deep.equal(['5/1', '10/1', '35/1', '30/1', '20/1']);
    expect(rows.map((row) => row.cumulative)).to.deep.equal(['5/1', '15/1', '50/1', '80/1', '100/1']);
    expect(rows.map((row) => row.shown.cumulative)).to.deep.equal(['5.0', '15.0', '50.0', '80.0', '100.0']);
  });

  it('ULB: the old ECTS letters are cumulative 10, 35, 65, 90, 100', () => {
    expect(distributionOf(ects).map((row) => row.cumulative)).to.deep.equal(['10/1', '35/1', '65/1', '90/1', '100/1']);
  });
});

describe('grade conversion: worked by hand', () => {
  it('takes by policy among the grades in reach', () => {
    // 8 stands at [15, 50): B [10, 35) by 20, C [35, 65) by 15.
    const { overlaps } = converted('8', daad, ects, 'max');
    expect(overlaps).to.deep.equal([
      { grade: 'B', from: '15/1', to: '35/1', width: '20/1' },
      { grade: 'C', from: '35/1', to: '50/1', width: '15/1' },
    ]);
    expect(converted('8', daad, ects, 'max').grade).to.equal('B');
    expect(converted('8', daad, ects, 'min').grade).to.equal('C');
    expect(converted('8', daad, ects, 'midpoint').grade).to.equal('B');
    expect(converted('8', daad, ects, 'largest-overlap').grade).to.equal('B');
  });

  it('averages numbers, rounds to a grade of the scale, and keeps what it was before', () => {
    // C stands at [35, 65): 8 [15, 50) by 15, 7 [50, 80) by 15. The mean 7.5 is as near to 8 as to 7: the better.
    const mean = converted('C', ects, daad, 'mean');
    expect([mean.best, mean.worst, mean.unrounded, mean.grade]).to.deep.equal(['8', '7', '15/2', '8']);
    // D stands at [65, 90): 7 by 15, 6 by 10; weighted 6.6.
    const weighted = converted('D', ects, daad, 'overlap-weighted');
    expect([weighted.unrounded, weighted.grade]).to.deep.equal(['33/5', '7']);
  });

  it('rounds also to grades of the scale that were never given', () => {
    const twenty = tableOf([
      ['20', 1],
      ['15', 0],
      ['14', 0],
      ['10', 1],
    ]);
    expect(converted('P', tableOf([['P', 3]]), twenty, 'mean')).to.include({ unrounded: '15/1', grade: '15' });
  });

  it('does not count bands that only touch, and gives the better of two equal overlaps', () => {
    const half = tableOf([
      ['a', 1],
      ['b', 1],
    ]);
    const quarters = tableOf([
      ['1', 1],
      ['2', 1],
      ['3', 1],
      ['4', 1],
    ]);
    expect(converted('a', half, quarters, 'min').grade).to.equal('2');
    expect(converted('b', half, quarters, 'max').grade).to.equal('3');
    expect(converted('a', half, quarters, 'largest-overlap').grade).to.equal('1');
    expect(converted('a', half, quarters, 'midpoint').grade).to.equal('2');
  });

  it('knows scales in which small is good, and both ways to list them', () => {
    const german: GradingTable = {
      ...tableOf([]),
      scale: {
        order: 'worst-first',
        grades: [
          { label: '5.0', value: '5.0', passing: false },
          { label: '4.0', value: '4.0', passing: true },
          { label: '1.0', value: '1.0', passing: true },
        ],
      },
      counts: { '5.0': 50, '4.0': 80, '1.0': 20 },
    };
    expect(converted('1,0', german, daad, 'max').grade).to.equal('10');
    expect(converted('1', german, daad, 'min').grade).to.equal('8');
    // 10 stands at [0, 5), all within the German 1.0.
    expect(converted('10', daad, german, 'min').grade).to.equal('1.0');
  });

  it('takes percentages with decimals as they are, and labels that are not plain words', () => {
    const percent = tableOf([
      ['10', '5.0'],
      ['9', '10,0'],
      ['8', '35'],
      ['7', '30'],
      ['6', '20'],
    ]);
    expect(converted('C', ects, percent, 'mean').grade).to.equal('8');
    const odd = tableOf([
      ['constructor', 1],
      ['__proto__', 1],
    ]);
    expect(converted('constructor', odd, ects, 'max').grade).to.equal('A');
    expect(refused('toString', odd, daad).code).to.equal('unknown-grade');
  });

  it('is JSON as it is, with the versions and the policy', () => {
    const result = converted('C', ects, daad, 'mean');
    expect(JSON.parse(JSON.stringify(result))).to.deep.equal(result);
    expect(result.from).to.include({ id: 'ects', version: '2026', grade: 'C' });
    expect(result.policy).to.deep.equal({ method: 'mean', minimum: 0 });
    expect(result.from.bands).to.have.length(5);
  });
});

describe('grade conversion: refusals', () => {
  it('names why, with a stable code and a sentence', () => {
    const never = tableOf(
      [
        ['A', 0],
        ['B', 5],
        ['F', 9],
      ],
      ['F'],
    );
    expect(refused('Z', never, daad)).to.include({ code: 'unknown-grade', grade: 'Z' });
    expect(refused('F', never, daad)).to.include({ code: 'not-passing', grade: 'F' });
    expect(refused('A', never, daad)).to.include({ code: 'no-count', grade: 'A' });
    expect(refused('B', never, daad, 30)).to.include({ code: 'too-few', side: 'from', size: '5', minimum: 30 });
    expect(refused('10', daad, never, 30)).to.include({ code: 'too-few', side: 'to', size: '5' });
    expect(refused('10', daad, ects)).to.include({ code: 'no-values' });
    expect(refused('10', daad, tableOf([['A', 0]])).code).to.equal('too-few');
    for (const reason of [refused('Z', never, daad), refused('B', never, daad, 30), refused('10', daad, ects)])
      expect(Object.values(sentenceOf(reason)).join(' '))
        .to.contain(`table`)
        .and.not.contain('undefined');
  });

  it('counts the results behind percentages where the table says how many', () => {
    expect(refused('10', { ...daad, size: 12 }, daad, 30)).to.include({ code: 'too-few', size: '12' });
    expect(convert('10', { ...daad, counts: { '10': '100' }, size: 40 }, daad, policy('max', 30)).converted).to.equal(
      true,
    );
  });

  it('does not choke on a hostile grade', () => {
    expect(refused('9'.repeat(1_000_000), daad, daad).code).to.equal('unknown-grade');
    expect(refused('', daad, daad).code).to.equal('unknown-grade');
  });
});

/** Numbered grades, best first, with counts; each was given at least once. */
const anyTable = (id: string): fc.Arbitrary<GradingTable> =>
  fc
    .array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 })
    .filter((counts) => counts.some((count) => count > 0))
    .map((counts) =>
      tableOf(
        counts.map((count, i) => [String(40 - i), count] as const),
        [],
        id,
      ),
    );

const given = (table: GradingTable): readonly string[] => distributionOf(table).map(({ grade }) => grade);
const oneOf = (labels: readonly string[], n: number): string => labels[n % labels.length]!;
const rank = (table: GradingTable, label: string): number =>
  table.scale.grades.findIndex((grade) => grade.label === label);

describe(`grade conversion: what always holds (${numRuns} tables)`, function () {
  this.timeout(900_000);
  const pairs = fc.tuple(anyTable('from'), anyTable('to'));

  it('from a table to itself every grade stays', () => {
    fc.assert(
      fc.property(anyTable('same'), fc.constantFrom(...methods), (table, method) => {
        for (const grade of given(table)) expect(converted(grade, table, table, method).grade).to.equal(grade);
      }),
      { numRuns },
    );
  });

  it('a better grade never becomes a worse one', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(...methods), ([from, to], method) => {
        const ranks = given(from).map((grade) => rank(to, converted(grade, from, to, method).grade));
        expect(ranks).to.deep.equal(ranks.toSorted((a, b) => a - b));
      }),
      { numRuns },
    );
  });

  it('the worst in reach is never above an average, and no average above the best', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(...methods), ([from, to], method) => {
        for (const grade of given(from)) {
          const result = converted(grade, from, to, method);
          expect(rank(to, result.grade)).to.be.within(rank(to, result.best), rank(to, result.worst));
          if (method === 'max') expect(result.grade).to.equal(result.best);
          if (method === 'min') expect(result.grade).to.equal(result.worst);
        }
      }),
      { numRuns },
    );
  });

  it('counts times k, or exact percentages, give the same', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.integer({ min: 2, max: 50 }),
        fc.constantFrom(...methods),
        fc.nat(),
        ([from, to], k, method, n) => {
          const times = (table: GradingTable): GradingTable => ({
            ...table,
            counts: Object.fromEntries(Object.entries(table.counts).map(([label, n]) => [label, Number(n) * k])),
          });
          const perMille = (table: GradingTable): GradingTable => ({
            ...table,
            counts: Object.fromEntries(
              Object.entries(table.counts).map(([label, n]) => [label, decimal({ num: BigInt(n), den: 1000n }, 3)]),
            ),
          });
          const grade = oneOf(given(from), n);
          const plain = converted(grade, from, to, method);
          expect(converted(grade, times(from), times(to), method)).to.deep.equal(plain);
          expect(converted(grade, perMille(from), times(to), method)).to.deep.equal(plain);
        },
      ),
      { numRuns },
    );
  });

  it('failing rows added to either table change nothing', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.integer({ min: 0, max: 9999 }),
        fc.constantFrom(...methods),
        fc.nat(),
        ([from, to], failed, method, n) => {
          const failing = (table: GradingTable): GradingTable => ({
            ...table,
            scale: { ...table.scale, grades: [...table.scale.grades, { label: 'F', value: '1', passing: false }] },
            counts: { ...table.counts, F: failed },
          });
          const grade = oneOf(given(from), n);
          expect(converted(grade, failing(from), failing(to), method)).to.deep.equal(
            converted(grade, from, to, method),
          );
        },
      ),
      { numRuns },
    );
  });

  it('what is in reach is never nothing, in one piece, and as wide as the band', () => {
    fc.assert(
      fc.property(pairs, ([from, to]) => {
        const all = given(to);
        for (const grade of given(from)) {
          const { overlaps, from: source } = converted(grade, from, to, 'max');
          const band = source.bands.find((one) => one.grade === grade)!;
          expect(overlaps[0]!.from).to.equal(band.from);
          expect(overlaps.at(-1)!.to).to.equal(band.to);
          for (const [i, one] of overlaps.entries()) {
            expect(one.grade).to.equal(all[all.indexOf(overlaps[0]!.grade) + i]);
            expect(compare(parseRational(one.from), parseRational(one.to))).to.equal(-1);
            if (i > 0) expect(one.from).to.equal(overlaps[i - 1]!.to);
          }
        }
      }),
      { numRuns },
    );
  });
});
