import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { checkInstitution, institutionJsonSchema, surroundingsOf } from '../../../domain/institution/check.ts';
import { gradingFor } from '../../../domain/institution/grading.ts';

const example = (institution: string): string =>
  readFileSync(new URL(`../../../institutions/${institution}/institution.yaml`, import.meta.url), 'utf8');
const caen = example('caen');
function changed(from: string, to: string): string {
  expect(caen).to.include(from);
  return caen.replace(from, to);
}

describe('checking an institution', () => {
  for (const name of ['caen', 'nordhavn'])
    it(`finds nothing wrong with the example ${name}`, () => {
      const { ok, problems, declaration } = checkInstitution(example(name), 'institution.yaml');
      expect(problems).to.deep.equal([]);
      expect(ok).to.equal(true);
      expect(declaration?.institution).to.equal(name);
    });

  const broken: Record<string, [code: string, path: string, text: () => string]> = {
    'a code in small letters': ['wrong-form', 'code', () => changed('code: CAEN', 'code: caen')],
    'a key that is not known': ['unknown-key', 'colour', () => changed("accent: '#b3202a'", "colour: '#b3202a'")],
    'a colour that is none': ['wrong-form', 'accent', () => changed("'#b3202a'", "'red'")],
    'a holiday that does not exist': [
      'wrong-form',
      'calendar/holidays/0',
      () => changed('holidays: france', 'holidays: [2026-02-31]'),
    ],
    'holidays of nowhere': [
      'wrong-value',
      'calendar/holidays',
      () => changed('holidays: france', 'holidays: atlantis'),
    ],
    'holidays of nowhere, with more': [
      'wrong-value',
      'calendar/holidays/of',
      () => changed('holidays: france', 'holidays: { of: atlantis, also: [2026-12-24] }'),
    ],
    'one day more that does not exist': [
      'wrong-form',
      'calendar/holidays/also/1',
      () => changed('holidays: france', 'holidays: { of: france, also: [2026-12-24, 2026-12-32] }'),
    ],
    'a key of holidays that is not known': [
      'unknown-key',
      'calendar/holidays/without',
      () => changed('holidays: france', 'holidays: { of: france, without: [2026-05-25] }'),
    ],
    'a holiday left out that is none': [
      'wrong-holiday',
      'calendar/holidays/except/1',
      () => changed('holidays: france', 'holidays: { of: france, except: [2026-05-25, 2026-05-26] }'),
    ],
    'a holiday left out that is one elsewhere, or was none yet': [
      'wrong-holiday',
      'calendar/holidays/except/0',
      () => changed('holidays: france', 'holidays: { of: france, except: [2026-12-26, 0000-12-25] }'),
    ],
    'a closure that ends before it begins': [
      'wrong-closure',
      'calendar/closures/0',
      () => changed('until: 2027-01-02', 'until: 2026-01-02'),
    ],
    'a parent that is not there': [
      'unknown-unit',
      'units/2/parent',
      () => changed('unit: sciences, parent: university', 'unit: sciences, parent: universe'),
    ],
    'units in a circle': [
      'unit-cycle',
      'units/2/parent',
      () =>
        changed('unit: sciences, parent: university', 'unit: sciences, parent: languages').replace(
          'unit: languages, parent: university',
          'unit: languages, parent: sciences',
        ),
    ],
    'a second root': [
      'unit-without-parent',
      'units/2',
      () => changed('unit: sciences, parent: university', 'unit: sciences'),
    ],
    'a unit that is there twice': [
      'duplicate-unit',
      'units/2/unit',
      () => changed('unit: sciences,', 'unit: international-office,'),
    ],
    'a faculty code of two units': [
      'duplicate-code',
      'units/3/codes/0',
      () => changed("codes: ['907']", "codes: ['13']"),
    ],
    'a role called person': ['reserved-name', 'roles/3/role', () => changed('role: registry\n', 'role: person\n')],
    'a permission that is not known': [
      'wrong-value',
      'roles/2/permissions/0',
      () => changed('permissions: [see-files, message]', 'permissions: [see-everything, message]'),
    ],
    'a name that lacks a language': [
      'language-missing',
      'name',
      () =>
        changed(
          'name: { fr: Université de Caen Normandie, en: University of Caen Normandy }',
          'name: { fr: Université de Caen Normandie }',
        ),
    ],
    'a count of a grade that is not there': [
      'wrong-table',
      'grading/host/counts/19',
      () => changed("counts: { '18': 21", "counts: { '19': 21"),
    ],
    'a grant of a role that is not there': [
      'unknown-role',
      'demo/people/0/grants/0/role',
      () => changed('role: international-officer, unit: university }', 'role: officer, unit: university }'),
    ],
    'a grant at a unit that is not there': [
      'unknown-unit',
      'demo/people/2/grants/0/unit',
      () => changed('role: programme-coordinator, unit: sciences', 'role: programme-coordinator, unit: science'),
    ],
  };
  for (const [what, [code, path, text]] of Object.entries(broken))
    it(`refuses ${what}, at its place`, () => {
      const { ok, problems, declaration } = checkInstitution(text(), 'institution.yaml');
      expect(problems.map((one) => `${one.code} ${one.path}`)).to.include(`${code} ${path}`);
      expect({ ok, declaration }).to.deep.equal({ ok: false, declaration: undefined });
    });

  it('takes holidays as a list, as a region’s, or as a region’s with changes', () => {
    for (const [yaml, holidays] of [
      ['[2026-05-01, 2026-12-25]', ['2026-05-01', '2026-12-25']],
      ['alsace-moselle', 'alsace-moselle'],
      ['{ of: france }', { of: 'france', also: [], except: [] }],
      [
        '{ of: france, also: [2026-05-15], except: [2026-05-25] }',
        { of: 'france', also: ['2026-05-15'], except: ['2026-05-25'] },
      ],
    ] as const) {
      const { problems, declaration } = checkInstitution(changed('holidays: france', `holidays: ${yaml}`), 'i.yaml');
      expect(problems, yaml).to.deep.equal([]);
      expect(declaration?.calendar.holidays).to.deep.equal(holidays);
    }
    const without = checkInstitution(changed('  holidays: france\n', ''), 'i.yaml');
    expect(without.declaration?.calendar.holidays).to.deep.equal([]);
  });

  it('warns of a day more that is a holiday already, and says which regions and holidays there are', () => {
    const told = (holidays: string): unknown =>
      checkInstitution(changed('holidays: france', `holidays: ${holidays}`), 'i.yaml').problems.map(
        ({ severity, code, line, hint }) => ({ severity, code, line, hint }),
      );
    expect(told('{ of: france, also: [2026-05-25] }')).to.deep.equal([
      { severity: 'warning', code: 'known-holiday', line: 13, hint: 'Take it away, or correct the date.' },
    ]);
    expect(told('atlantis')).to.deep.equal([
      { severity: 'error', code: 'wrong-value', line: 13, hint: 'Give one of france, alsace-moselle.' },
    ]);
    expect(JSON.stringify(told('{ of: france, except: [2026-05-26] }'))).to.include(
      '2026-05-14, 2026-05-25, 2026-07-14',
    );
  });

  it('offers editors all forms of holidays', () => {
    const schema = JSON.stringify(institutionJsonSchema());
    expect(schema).to.include('"enum":["france","alsace-moselle"]').and.include('"required":["of"]');
  });

  it('asks outside whether a zone is known', () => {
    const { problems } = checkInstitution(caen, 'i.yaml', (zone) => zone !== 'Europe/Paris');
    expect(problems.map(({ code, line }) => ({ code, line }))).to.deep.equal([{ code: 'unknown-zone', line: 11 }]);
  });

  it('says which roles are held, where it has demo people', () => {
    const { declaration } = checkInstitution(caen, 'i.yaml');
    const { grants, people, units } = surroundingsOf(declaration!);
    expect(grants).to.deep.include({ person: 'claire', role: 'programme-coordinator', unit: 'sciences' });
    expect([...(people ?? [])]).to.include('claire.dubois@caen.example');
    expect(units?.[0]).to.include({ unit: 'university' });
    expect(surroundingsOf({ ...declaration!, demo: { people: [] } })).not.to.have.any.keys('grants', 'people');
  });
});

describe('the grading tables for a home institution', () => {
  const { grading } = checkInstitution(caen, 'i.yaml').declaration!;
  const idFor = (home: { country?: string; erasmusCode?: string }): string | undefined =>
    gradingFor({ grading: grading! }, home)?.home?.id;

  it('are those of its Erasmus code, however its spaces are written, else of its country', () => {
    expect(idFor({ erasmusCode: 'P PORTO02' })).to.equal('pt-20');
    expect(idFor({ country: 'NL', erasmusCode: 'NL AMSTERD01' })).to.equal('nl-10');
    expect(idFor({ country: 'NL', erasmusCode: 'P  PORTO02' })).to.equal('pt-20');
  });
  it('are the host’s alone where there is none', () => {
    expect(gradingFor({ grading: grading! }, { country: 'SE' })).to.deep.equal({ host: grading!.host });
    expect(idFor({})).to.equal(undefined);
    expect(gradingFor({}, { country: 'PT' })).to.equal(undefined);
  });
});
