import { expect } from 'chai';
import { stateOf } from '../../support/journey.ts';
import { accepted, answerEffects, officer, registry, student, type Driven } from '../../support/mobility.ts';
import { opened, refused, taskIn } from '../../support/small.ts';

const stay = (): Driven => {
  const driven = opened(
    [
      {
        task: 'arrival',
        kind: 'attestation',
        by: 'international-officer',
        at: 'institution',
        fact: 'arrived',
        certificate: true,
      },
      { task: 'departure', kind: 'attestation', by: 'international-officer', at: 'institution', fact: 'departed' },
    ],
    [{ task: 'next', kind: 'attestation', by: 'registry', fact: 'arrived' }],
  );
  driven.now = '2027-07-01T21:59:00.000Z';
  return driven;
};
const attest = (driven: Driven, task: string, date: string, version = taskIn(driven, task, 'attestation').version) => ({
  type: 'attest' as const,
  task,
  version,
  date,
});

describe('an attestation', () => {
  it('states a day of the stay, which the state then knows', () => {
    const driven = stay();
    accepted(driven, officer, { ...attest(driven, 'arrival', '2026-09-03'), note: 'Late train.' });
    accepted(driven, officer, attest(driven, 'departure', '2027-06-30'));
    expect(stateOf(driven).stay).to.deep.equal({
      start: '2026-09-01',
      end: '2027-06-30',
      arrived: '2026-09-03',
      departed: '2027-06-30',
    });
    expect(taskIn(driven, 'arrival', 'attestation').data).to.include({ date: '2026-09-03', note: 'Late train.' });
  });

  it('has its certificate made, and does not wait for it', () => {
    const driven = stay();
    accepted(driven, officer, attest(driven, 'arrival', '2026-09-03'));
    expect(taskIn(driven, 'arrival', 'attestation').status).to.equal('done');
    answerEffects(driven);
    expect(stateOf(driven).issued.map((d) => d.task)).to.deep.equal(['arrival']);
    accepted(driven, officer, attest(driven, 'departure', '2027-06-30'));
    answerEffects(driven);
    expect(stateOf(driven).issued).to.have.length(1);
  });

  it('refuses days that cannot be', () => {
    const driven = stay();
    const no = (task: string, date: string): string => refused(driven, officer, attest(driven, task, date));
    for (const date of ['2026-02-30', '01/09/2026', '', '2026-9-1'])
      expect(no('arrival', date)).to.equal('wrong-date date');
    expect(no('arrival', '2027-07-01')).to.equal('wrong-date date');
    accepted(driven, officer, attest(driven, 'arrival', '2026-09-03'));
    expect(no('departure', '2026-09-02')).to.equal('wrong-date date');
  });

  it('goes by the institution’s clock for what is future', () => {
    const driven = stay();
    expect(refused(driven, officer, attest(driven, 'departure', '2027-07-02'))).to.equal('wrong-date date');
    driven.now = '2027-07-01T22:00:00.000Z';
    accepted(driven, officer, attest(driven, 'departure', '2027-07-02'));
  });

  it('does not put the arrival after a departure that stands', () => {
    const driven = stay();
    accepted(driven, officer, attest(driven, 'departure', '2026-12-20'));
    expect(refused(driven, officer, attest(driven, 'arrival', '2026-12-21'))).to.equal('wrong-date date');
  });

  it('may be stated anew after going back, without the old days in the way', () => {
    const driven = opened([
      { task: 'arrival', kind: 'attestation', by: 'international-officer', at: 'institution', fact: 'arrived' },
      {
        task: 'departure',
        kind: 'attestation',
        by: 'international-officer',
        at: 'institution',
        fact: 'departed',
        after: ['arrival'],
      },
    ]);
    driven.now = '2027-07-01T10:00:00.000Z';
    accepted(driven, officer, attest(driven, 'arrival', '2026-09-03'));
    accepted(driven, officer, attest(driven, 'departure', '2026-09-20'));
    accepted(driven, officer, { type: 'reopen', to: 'arrival', reason: 'Both were of somebody else.' });
    accepted(driven, officer, attest(driven, 'arrival', '2026-10-01'));
    expect(refused(driven, officer, attest(driven, 'departure', '2026-09-20'))).to.equal('wrong-date date');
  });

  it('is for its role, in the version that was seen', () => {
    const driven = stay();
    expect(refused(driven, student, attest(driven, 'arrival', '2026-09-03'))).to.equal('not-yours');
    expect(refused(driven, registry, attest(driven, 'arrival', '2026-09-03'))).to.equal('not-yours');
    expect(refused(driven, officer, attest(driven, 'arrival', '2026-09-03', 1))).to.equal('stale-version version');
  });
});
