import { expect } from 'chai';
import { offsetsOf } from '../../db/zones.ts';

describe("a zone's offsets, from this machine's data", () => {
  it('finds both changes of a year, to the minute', () => {
    expect(offsetsOf('Europe/Paris', 2026, 2027)).to.deep.equal([
      { from: '2026-01-01T00:00:00.000Z', minutes: 60 },
      { from: '2026-03-29T01:00:00.000Z', minutes: 120 },
      { from: '2026-10-25T01:00:00.000Z', minutes: 60 },
      { from: '2027-03-28T01:00:00.000Z', minutes: 120 },
      { from: '2027-10-31T01:00:00.000Z', minutes: 60 },
    ]);
  });

  it('knows the day that Samoa left out', () => {
    expect(offsetsOf('Pacific/Apia', 2011, 2011)).to.deep.include({ from: '2011-12-30T10:00:00.000Z', minutes: 840 });
  });

  it('gives one offset where clocks never change', () => {
    expect(offsetsOf('UTC', 2000, 2030)).to.deep.equal([{ from: '2000-01-01T00:00:00.000Z', minutes: 0 }]);
    expect(offsetsOf('Asia/Kathmandu', 2000, 2030)).to.deep.equal([{ from: '2000-01-01T00:00:00.000Z', minutes: 345 }]);
  });

  it('refuses zones that are none and years out of order', () => {
    expect(() => offsetsOf('Europe/Caen', 2026, 2027)).to.throw(RangeError, 'Europe/Paris');
    expect(() => offsetsOf('Europe/Paris', 2027, 2026)).to.throw(RangeError, '2027 to 2026');
    expect(() => offsetsOf('Europe/Paris', 1800, 2026)).to.throw(RangeError, '1973');
    expect(() => offsetsOf('Europe/Paris', 2026, 1e9)).to.throw(RangeError, '2200');
  });
});
