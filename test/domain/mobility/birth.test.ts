import { expect } from 'chai';
import { refusedBirth } from '../../../domain/mobility/birth.ts';

const fine = {
  person: { given: 'Ana', family: 'Silva', birthDate: '2004-05-06' },
  home: { name: 'Universidade do Porto' },
  stay: { start: '2026-09-01', end: '2027-01-31' },
};
const codeOf = (change: object): string | undefined => refusedBirth({ ...fine, ...change }, '2026-03-02')?.field;

describe('a nomination that can be born', () => {
  it('has a possible stay, names that documents can print, and a birth in the past', () => {
    expect(refusedBirth(fine, '2026-03-02')).to.equal(undefined);
    expect(codeOf({ stay: { start: '0001-03-01', end: '9999-12-31' } })).to.equal('start');
    expect(codeOf({ stay: { start: '2026-09-01', end: '2026-08-31' } })).to.equal('end');
    expect(codeOf({ person: { ...fine.person, given: '伟' } })).to.equal('given');
    expect(codeOf({ person: { ...fine.person, family: 'a\r\nb' } })).to.equal('family');
    expect(codeOf({ home: { name: '清华大学' } })).to.equal('home');
    expect(codeOf({ person: { ...fine.person, birthDate: '2999-01-01' } })).to.equal('birthDate');
  });
});
