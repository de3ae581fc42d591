import { expect } from 'chai';
import fc from 'fast-check';
import type { Nomination } from '../../../domain/nominations/nomination.ts';
import { planNominations, type KnownPerson, type NominationPlan } from '../../../domain/nominations/plan.ts';
import { isFull } from '../../support/full.ts';

const target = { procedure: 'erasmus-study', year: 2026 };
const esi = (code: string): string => `urn:schac:personalUniqueCode:int:esi:pl:${code}`;
const anna: Nomination = { given: 'Anna', family: 'Nowak', email: 'anna@uj.example' };
const known = (more: Partial<KnownPerson> = {}): KnownPerson => ({ ...anna, person: 'p1', mobilities: [], ...more });
const held = (procedure = 'erasmus-study', year = 2026): Partial<KnownPerson> => ({
  mobilities: [{ reference: 'CAEN-2026-000001', procedure, year }],
});
const plan = (nominations: readonly Nomination[], people: readonly KnownPerson[] = []): NominationPlan =>
  planNominations(
    nominations.map((nomination, i) => ({ line: i + 2, nomination })),
    people,
    target,
  );
const short = ({ added, unchanged, duplicate, refused }: NominationPlan) => ({
  added: added.map(({ line }) => line),
  unchanged: unchanged.map(({ line }) => line),
  duplicate: duplicate.map(({ line }) => line),
  refused: refused.map(({ line, field }) => `${line} ${field}`),
});
const only = (part: Partial<ReturnType<typeof short>>) => ({
  added: [],
  unchanged: [],
  duplicate: [],
  refused: [],
  ...part,
});

describe('nominations: what an import will do', () => {
  it('adds people who are not known, for the year of the row or of the import', () => {
    expect(plan([anna, { ...anna, given: 'Jan', email: 'jan@uj.example', year: 2027 }]).added).to.deep.equal([
      { line: 2, nomination: anna, year: 2026 },
      { line: 3, nomination: { ...anna, given: 'Jan', email: 'jan@uj.example', year: 2027 }, year: 2027 },
    ]);
  });

  it('takes the same person twice in one file once, whatever the spelling', () => {
    const again = { ...anna, given: 'ANNA', family: 'nowak ', email: 'Anna@UJ.example', birthDate: '2004-01-02' };
    expect(plan([anna, again]).duplicate).to.deep.equal([{ line: 3, of: 2 }]);
    expect(
      short(
        plan([
          { ...anna, esi: esi('1') },
          { ...anna, email: 'a@home.example', esi: esi('1').toUpperCase() },
        ]),
      ),
    ).to.deep.equal(only({ added: [2], duplicate: [3] }));
  });

  it('leaves what was imported before, by identifier or by address and name', () => {
    expect(plan([anna], [known(held())]).unchanged).to.deep.equal([{ line: 2, reference: 'CAEN-2026-000001' }]);
    const moved = { ...anna, email: 'new@uj.example', esi: esi('1') };
    expect(short(plan([moved], [known({ ...held(), esi: esi('1') })]))).to.deep.equal(only({ unchanged: [2] }));
    expect(short(plan([anna, anna], [known(held())]))).to.deep.equal(only({ unchanged: [2, 3] }));
  });

  it('adds another stay of somebody who is known: another year, or another procedure', () => {
    for (const one of [held('erasmus-study', 2025), held('internship')])
      expect(plan([anna], [known(one)]).added).to.deep.equal([{ line: 2, nomination: anna, year: 2026, person: 'p1' }]);
    const years = plan([anna, { ...anna, year: 2027 }]);
    expect(years.added.map(({ line, year, like }) => [line, year, like])).to.deep.equal([
      [2, 2026, undefined],
      [3, 2027, 2],
    ]);
  });

  it('does not mix homonyms: another address, identifier or date of birth', () => {
    const other = { ...anna, email: 'anna.nowak@uw.example' };
    expect(short(plan([anna, other], [known({ ...held(), email: 'third@uni.example' })]))).to.deep.equal(
      only({ added: [2, 3] }),
    );
    const dated = [
      { ...anna, birthDate: '2004-01-02' },
      { ...other, birthDate: '2003-05-06' },
    ];
    expect(short(plan(dated))).to.deep.equal(only({ added: [2, 3] }));
    const same = { birthDate: '2004-01-02' };
    expect(
      short(
        plan([
          { ...anna, ...same, esi: esi('1') },
          { ...other, ...same, esi: esi('2') },
        ]),
      ),
    ).to.deep.equal(only({ added: [2, 3] }));
  });

  it('gives staff what could be one person or two', () => {
    expect(short(plan([anna, { ...anna, given: 'Jan' }]))).to.deep.equal(only({ added: [2], refused: ['3 email'] }));
    expect(short(plan([{ ...anna, given: 'Jan' }], [known()]))).to.deep.equal(only({ refused: ['2 email'] }));
    const born = { ...anna, birthDate: '2004-01-02' };
    expect(short(plan([born, { ...anna, birthDate: '2004-01-03' }]))).to.deep.equal(
      only({ added: [2], refused: ['3 birthdate'] }),
    );
    expect(
      short(
        plan([
          { ...anna, esi: esi('1') },
          { ...anna, esi: esi('2') },
        ]),
      ),
    ).to.deep.equal(only({ added: [2], refused: ['3 esi'] }));
    expect(short(plan([born, { ...born, email: 'a@home.example' }]))).to.deep.equal(
      only({ added: [2], refused: ['3 email'] }),
    );
    const identified = { ...born, esi: esi('1') };
    expect(short(plan([identified, { ...identified, birthDate: '2001-01-01' }]))).to.deep.equal(
      only({ added: [2], refused: ['3 birthdate'] }),
    );
    expect(
      short(
        plan([
          { ...anna, esi: esi('1') },
          { given: 'Jan', family: 'Lis', email: 'j@x.example', esi: esi('1') },
        ]),
      ),
    ).to.deep.equal(only({ added: [2], refused: ['3 esi'] }));
    const two = [known({ esi: esi('1') }), known({ person: 'p2', given: 'Jan', email: 'jan@uj.example' })];
    expect(short(plan([{ ...anna, email: 'jan@uj.example', esi: esi('1') }], two))).to.deep.equal(
      only({ refused: ['2 email'] }),
    );
  });

  it('says where the other one is', () => {
    expect(plan([anna, { ...anna, given: 'Jan' }]).refused[0]?.reason).to.contain('in line 2');
    expect(plan([{ ...anna, given: 'Jan' }], [known()]).refused[0]?.reason).to.contain('in the records');
  });

  it('puts each row in one place, and takes nothing twice when the list comes again', function () {
    this.timeout(300_000);
    const nomination = fc.record(
      {
        given: fc.constantFrom('Anna', 'Jan', 'ÁNNA'),
        family: fc.constant('Nowak'),
        email: fc.constantFrom('a@x.example', 'b@x.example', 'c@x.example', 'A@x.example'),
        esi: fc.constantFrom(esi('1'), esi('2'), esi('3')),
        birthDate: fc.constantFrom('2004-01-01', '2004-01-02'),
        year: fc.constantFrom(2026, 2027),
      },
      { requiredKeys: ['given', 'family', 'email'] },
    );
    fc.assert(
      fc.property(fc.array(nomination, { maxLength: 12 }), (list) => {
        const first = plan(list);
        const lines = Object.values(short(first))
          .flat()
          .map((one) => parseInt(String(one), 10));
        expect(lines.toSorted((a, b) => a - b)).to.deep.equal(list.map((_, i) => i + 2));
        const people = new Map<number, KnownPerson>();
        for (const { line, like, nomination: one, year } of first.added) {
          const mobility = { reference: `CAEN-${year}-${line}`, procedure: target.procedure, year };
          const before = people.get(like ?? line) ?? { ...one, person: `p${line}`, mobilities: [] };
          people.set(like ?? line, { ...before, mobilities: [...before.mobilities, mobility] });
        }
        // In a list that contradicts itself a refused row may be taken now, or another refused: it tells of more people.
        const settled = [...first.added, ...first.duplicate].map(({ line }) => line);
        const second = short(plan(list, [...people.values()].reverse()));
        expect(second.added.filter((line) => settled.includes(line))).to.deep.equal([]);
        if (first.refused.length > 0) return;
        expect(second.refused).to.deep.equal([]);
        expect(second.unchanged).to.have.length(list.length);
      }),
      { numRuns: isFull ? 100_000 : 1000 },
    );
  });
});
