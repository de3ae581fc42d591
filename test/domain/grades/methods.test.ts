import { expect } from 'chai';
import fc from 'fast-check';
import { convertBavarian, roundGerman } from '../../../domain/grades/bavarian.ts';
import { convertByGrid, gridFaults, type Grid } from '../../../domain/grades/grid.ts';
import { carryPassFail } from '../../../domain/grades/pass-fail.ts';
import { parseDecimal } from '../../../domain/grades/rational.ts';
import { suggest } from '../../../domain/grades/suggest.ts';
import { faultsOf, type GradingTable } from '../../../domain/grades/table.ts';
import { daad, ects, tableOf } from './tables.ts';

describe('modified Bavarian formula', () => {
  const hundred = { best: '100', pass: '50' };

  it('82 of 100 with 50 to pass is 2.08: 2.1 in general, 2.0 at Köln and at Passau', () => {
    const exact = convertBavarian('82', hundred, 'one-decimal');
    expect(exact).to.include({ converted: true, grade: '2.1', unrounded: '52/25', method: 'modified-bavarian' });
    expect(convertBavarian('82', hundred, 'nearest-step')).to.include({ grade: '2.0' });
    expect(convertBavarian('82', hundred, 'cut-then-better')).to.include({ grade: '2.0' });
  });

  it('rounds as Köln publishes: a half goes to the better grade', () => {
    const published = { 1.6: '1.7', 2.4: '2.3', 2.6: '2.7', 2.5: '2.3', 1.15: '1.0', 3.85: '3.7' };
    for (const [exact, rounded] of Object.entries(published))
      expect(roundGerman(parseDecimal(exact)!, 'nearest-step'), exact).to.equal(rounded);
  });

  it('cuts after one decimal, then takes the next better grade, as Passau publishes', () => {
    const steps = { 2.08: '2.0', 2.29: '2.0', 2.3: '2.3', 1.99: '1.7', 1.0: '1.0', 4.0: '4.0', 3.99: '3.7' };
    for (const [exact, rounded] of Object.entries(steps))
      expect(roundGerman(parseDecimal(exact)!, 'cut-then-better'), exact).to.equal(rounded);
    expect(roundGerman(parseDecimal('2.05')!, 'one-decimal')).to.equal('2.0');
  });

  it('gives 1.0 for the best and 4.0 for the lowest passing grade, also where small is good', () => {
    for (const scale of [hundred, { best: '1', pass: '3' }, { best: '10', pass: '5,5' }]) {
      expect(convertBavarian(scale.best, scale, 'one-decimal')).to.include({ grade: '1.0' });
      expect(convertBavarian(scale.pass, scale, 'one-decimal')).to.include({ grade: '4.0' });
    }
    expect(convertBavarian('2', { best: '1', pass: '3' }, 'one-decimal')).to.include({ grade: '2.5' });
  });

  it('refuses what is no passing grade of the scale, and a scale that is none', () => {
    for (const grade of ['49.9', '100.1', '', 'A', '-82', '1e2'])
      expect(convertBavarian(grade, hundred, 'one-decimal'), grade).to.deep.include({
        reason: { code: 'out-of-scale', grade, best: '100', pass: '50' },
      });
    expect(convertBavarian('5', { best: '10', pass: '10.0' }, 'one-decimal')).to.have.nested.property(
      'reason.code',
      'broken-scale',
    );
    expect(convertBavarian('5', { best: 'ten', pass: '1' }, 'one-decimal').converted).to.equal(false);
  });

  it('keeps the order whatever the rounding', () => {
    const marks = fc.tuple(fc.integer({ min: 500, max: 1000 }), fc.integer({ min: 500, max: 1000 }));
    fc.assert(
      fc.property(marks, fc.constantFrom('one-decimal', 'nearest-step', 'cut-then-better'), ([a, b], rounding) => {
        const [worse, better] = [Math.min(a, b), Math.max(a, b)].map((mark) => {
          const result = convertBavarian(String(mark), { best: '1000', pass: '500' }, rounding);
          return result.converted ? Number(result.grade) : NaN;
        });
        expect(better).to.be.at.most(worse!);
      }),
    );
  });
});

const grid: Grid = {
  id: 'de',
  title: { fr: 'Allemagne' },
  version: '1',
  country: 'DE',
  rows: [
    { from: '1.0', to: '1.5', gives: '16', passing: true },
    { from: '2.5', to: '1.5', gives: '14', passing: true },
    { from: '2.5', to: '4.0', gives: '11', passing: true },
    { labels: ['5,0', 'nicht bestanden'], gives: '8', passing: false },
  ],
};

describe('grid by country', () => {
  it('reads names and ranges; where two touch, the better row', () => {
    expect(convertByGrid('1,5', grid)).to.include({ grade: '16', row: 0, passing: true, method: 'grid' });
    expect(convertByGrid('1.51', grid)).to.include({ grade: '14' });
    expect(convertByGrid('4', grid)).to.include({ grade: '11' });
    expect(convertByGrid(' nicht bestanden ', grid)).to.include({ grade: '8', passing: false });
    expect(convertByGrid('4.5', grid)).to.have.nested.property('reason.code', 'unknown-grade');
  });

  it('tells what is wrong in one', () => {
    expect(gridFaults(grid)).to.deep.equal([]);
    expect(gridFaults({ ...grid, rows: [] })).to.have.length(1);
    expect(
      gridFaults({
        ...grid,
        rows: [
          ...grid.rows,
          { from: '3', to: '6', gives: '9', passing: true },
          { from: 'x', to: '6', gives: '9', passing: true },
          { labels: ['5,0'], gives: '7', passing: true },
        ],
      }),
    ).to.deep.equal([
      { place: 'rows/4', why: 'it overlaps row 2' },
      { place: 'rows/5', why: 'decimal numbers like 12.5 are needed' },
      { place: 'rows/6/labels', why: '“5,0” is there twice' },
    ]);
  });
});

describe('pass or fail', () => {
  const host = { id: 'host', version: '1', passed: ['ADM', 'VAL'], failed: ['AJ'] };
  const home = { id: 'home', version: '1', passed: ['pass'], failed: [] };

  it('carries the mark over and refuses the rest', () => {
    expect(carryPassFail('VAL', host, home)).to.include({ grade: 'pass', passing: true });
    expect(carryPassFail('pass', home, host)).to.include({ grade: 'ADM' });
    expect(carryPassFail('14', host, home)).to.have.nested.property('reason.table.id', 'host');
    expect(carryPassFail('AJ', host, home)).to.have.nested.property('reason.table.id', 'home');
  });
});

describe('a suggestion and its fall-backs', () => {
  const policy = { method: 'max', minimum: 30 } as const;
  const small = tableOf([['10', 3]], [], 'small');

  it('uses the narrowest tables that serve, and says what did not', () => {
    const from = [
      { level: 'narrow', table: small },
      { level: 'institution', table: daad },
    ];
    const result = suggest('10', { from, to: [{ level: 'narrow', table: ects }], grid }, policy);
    expect(result).to.deep.include({
      converted: true,
      method: 'egracons',
      levels: { from: 'institution', to: 'narrow' },
    });
    expect(result.fallbacks).to.have.length(1);
    expect(result.fallbacks[0]).to.deep.include({ side: 'from', level: 'narrow' });
    expect(result.fallbacks[0]?.reason).to.include({ code: 'too-few', size: '3' });
  });

  it('then the grid, then nobody but people', () => {
    const to = [{ level: 'institution', table: small }];
    const from = [{ level: 'institution', table: tableOf([['1.0', 40]]) }];
    expect(suggest('1.0', { from, to, grid }, policy)).to.include({ method: 'grid', grade: '16' });
    expect(suggest('1.0', { from, to }, policy)).to.have.nested.property('reason.code', 'too-few');
    expect(suggest('1.0', { from: [], to }, policy)).to.deep.include({ reason: { code: 'no-table', side: 'from' } });
    expect(suggest('1.0', { from, to: [] }, policy)).to.deep.include({ reason: { code: 'no-table', side: 'to' } });
    expect(suggest('6.0', { from, to: [], grid }, policy)).to.have.nested.property('reason.code', 'unknown-grade');
  });

  it('never helps a failing grade through', () => {
    const from = [
      {
        level: 'narrow',
        table: tableOf(
          [
            ['12', 40],
            ['10', 40],
          ],
          ['10'],
        ),
      },
      { level: 'institution', table: daad },
    ];
    const result = suggest('10', { from, to: [{ level: 'narrow', table: ects }], grid }, policy);
    expect(result).to.have.nested.property('reason.code', 'not-passing');
  });
});

describe('what is wrong in a grading table', () => {
  const places = (table: GradingTable): readonly string[] => faultsOf(table).map(({ place }) => place);

  it('finds nothing in good ones', () => {
    expect(faultsOf(daad)).to.deep.equal([]);
    expect(faultsOf(ects)).to.deep.equal([]);
  });

  it('finds doubled labels, counts of no grade or of nothing, and bad numbers', () => {
    expect(
      places(
        tableOf([
          ['10', 1],
          ['9', 1],
          ['10', 1],
        ]),
      ),
    ).to.include('scale/grades/2/label');
    expect(places({ ...daad, counts: { '11': 3 } })).to.deep.equal(['counts/11']);
    expect(places({ ...daad, counts: { '10': -1 } })).to.deep.equal(['counts/10']);
    expect(places({ ...daad, counts: { '10': 'many' } })).to.deep.equal(['counts/10']);
    expect(places({ ...daad, size: 1.5 })).to.deep.equal(['size']);
    expect(
      places({
        ...daad,
        scale: { order: 'best-first', grades: [{ label: ' A', value: 'x', passing: true }] },
        counts: {},
      }),
    ).to.deep.equal(['scale/grades/0/label', 'scale/grades/0/value']);
    expect(places(tableOf([]))).to.deep.equal(['scale/grades']);
  });

  it('finds a scale without passing grades or out of order', () => {
    expect(places(tableOf([['F', 1]], ['F']))).to.deep.equal(['scale/grades']);
    expect(
      faultsOf(
        tableOf(
          [
            ['A', 1],
            ['F', 1],
            ['E', 1],
          ],
          ['F'],
        ),
      )[0]?.why,
    ).to.contain('failing');
    expect(
      faultsOf(
        tableOf([
          ['10', 1],
          ['8', 1],
          ['9', 1],
        ]),
      )[0]?.why,
    ).to.contain('order');
    expect(
      faultsOf(
        tableOf([
          ['10', 1],
          ['10.0', 1],
        ]),
      )[0]?.why,
    ).to.contain('order');
  });
});
