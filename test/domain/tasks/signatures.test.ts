import { expect } from 'chai';
import type { Actor } from '../../../domain/authority/actor.ts';
import type { Act } from '../../../domain/mobility/commands.ts';
import { courses, stateOf } from '../../support/journey.ts';
import {
  accepted,
  answerEffects,
  coordinator,
  officer,
  registry,
  staff,
  student,
  system,
  type Driven,
} from '../../support/mobility.ts';
import { madeUp } from '../../support/effects.ts';
import { mails, opened, refused, taskIn } from '../../support/small.ts';

const content = {
  mainUnit: 'sciences',
  language: 'fr',
  languageLevel: 'B2' as const,
  components: [{ course: 'INF1', term: 'S1' as const }],
  recognised: [],
  responsibleHome: { name: 'R', email: 'r@p.example' },
};
const label = { en: 'Label' };

function signing(order: 'sequential' | 'parallel' = 'sequential'): Driven {
  const driven = opened(
    [
      {
        task: 'details',
        kind: 'form',
        by: 'person',
        fields: [{ field: 'contact', type: 'contact', required: true, label }],
      },
      { task: 'la', kind: 'agreement', rules: {} },
    ],
    [
      {
        task: 'signatures',
        kind: 'signatures',
        of: 'la',
        order,
        signers: [
          { signer: 'student', by: 'person' },
          { signer: 'home', partner: 'details.contact' },
          { signer: 'host', by: 'programme-coordinator', at: 'agreement.mainUnit' },
        ],
      },
    ],
    [{ task: 'next', kind: 'attestation', by: 'registry', fact: 'arrived' }],
  );
  accepted(driven, student, {
    type: 'submit-form',
    task: 'details',
    version: taskIn(driven, 'details', 'form').version,
    answers: { contact: { name: 'Rui', email: 'rui@porto.example' } },
  });
  submit(driven, null);
  return driven;
}
const submit = (driven: Driven, basedOn: string | null): unknown =>
  accepted(driven, student, { type: 'submit-agreement', task: 'la', basedOn, content }, { agreement: courses });
const prepared = (order?: 'sequential' | 'parallel'): Driven => {
  const driven = signing(order);
  answerEffects(driven);
  return driven;
};
const partner = (item = 'home', email = 'rui@porto.example', reference = 'CAEN-2026-000001'): Actor => ({
  kind: 'partner',
  institution: 'caen',
  name: 'Rui',
  email,
  identified: 'one-time-link',
  bound: { reference, task: 'signatures', item },
});
const sign = (driven: Driven, signer: string, more: { revision?: string; shown?: string } = {}): Act => {
  const { revision, shown } = taskIn(driven, 'signatures', 'signatures').data;
  return {
    type: 'sign',
    task: 'signatures',
    signer,
    revision,
    shown: shown?.sha256 ?? '0'.repeat(64),
    ...more,
  };
};
const statuses = (driven: Driven): readonly string[] =>
  taskIn(driven, 'signatures', 'signatures').data.signers.map((s) => s.status);
const decline = (signer: string, reason = 'The dates are wrong.'): Act => ({
  type: 'decline-signature',
  task: 'signatures',
  signer,
  reason,
});
const redirect = (signer: string, reason = 'On leave.', email = 'ana@porto.example'): Act => ({
  type: 'redirect-signer',
  task: 'signatures',
  signer,
  name: 'Ana',
  email,
  reason,
});

describe('signatures', () => {
  it('wait for the document that is signed', () => {
    const driven = signing();
    expect(statuses(driven)).to.deep.equal(['waiting', 'waiting', 'waiting']);
    expect(refused(driven, student, sign(driven, 'student'))).to.equal('item-not-open');
    answerEffects(driven);
    expect(statuses(driven)).to.deep.equal(['invited', 'waiting', 'waiting']);
  });

  it('come in order where the procedure says so, and then the seal', () => {
    const driven = prepared();
    expect(refused(driven, partner(), sign(driven, 'home'))).to.equal('item-not-open');
    accepted(driven, student, sign(driven, 'student'));
    expect(refused(driven, student, sign(driven, 'student'))).to.equal('item-not-open');
    expect(mails(driven, 'sign-link').map((m) => m.recipient)).to.deep.equal([
      { to: 'address', name: 'Rui', email: 'rui@porto.example' },
    ]);
    accepted(driven, partner(), sign(driven, 'home'));
    accepted(driven, coordinator, sign(driven, 'host'));
    expect(taskIn(driven, 'signatures', 'signatures').status).to.equal('open');
    answerEffects(driven);
    expect(taskIn(driven, 'signatures', 'signatures')).to.include({ status: 'done', outcome: 'signed' });
    expect(stateOf(driven).issued.map((d) => d.task)).to.deep.equal(['signatures']);
    expect(mails(driven, 'document-issued').map((m) => m.recipient.to)).to.have.members(['person', 'address']);
  });

  it('come in any order where they are parallel', () => {
    const driven = prepared('parallel');
    expect(statuses(driven)).to.deep.equal(['invited', 'invited', 'invited']);
    accepted(driven, coordinator, sign(driven, 'host'));
    accepted(driven, partner(), sign(driven, 'home'));
    accepted(driven, student, sign(driven, 'student'));
    answerEffects(driven);
    expect(taskIn(driven, 'signatures', 'signatures').status).to.equal('done');
  });

  it('bind exactly the revision and the document that were shown', () => {
    const driven = prepared();
    expect(refused(driven, student, sign(driven, 'student', { revision: 'f'.repeat(64) }))).to.equal(
      'stale-subject revision',
    );
    expect(refused(driven, student, sign(driven, 'student', { shown: 'f'.repeat(64) }))).to.equal(
      'stale-subject shown',
    );
    accepted(driven, student, sign(driven, 'student'));
    const { revision, shown } = taskIn(driven, 'signatures', 'signatures').data;
    expect(driven.events.find((e) => e.event.type === 'signed')?.event).to.deep.include({
      revision,
      shown: shown?.sha256,
      person: 'student-1',
      identified: 'demo',
    });
  });

  it('of a partner are bound to their link: file, task, signer and address', () => {
    const driven = prepared('parallel');
    expect(refused(driven, partner(), sign(driven, 'student'))).to.equal('not-yours');
    expect(refused(driven, partner('host'), sign(driven, 'home'))).to.equal('not-found');
    expect(refused(driven, partner('host'), sign(driven, 'host'))).to.equal('not-found');
    expect(refused(driven, partner('home', 'other@porto.example'), sign(driven, 'home'))).to.equal('not-found');
    expect(refused(driven, partner('home', 'rui@porto.example', 'CAEN-2026-000002'), sign(driven, 'home'))).to.equal(
      'not-found',
    );
    for (const act of [
      { type: 'withdraw', reason: 'x' },
      { type: 'invite-again', task: 'signatures', signer: 'home', reason: 'x' },
      redirect('home'),
    ] as const)
      expect(refused(driven, partner(), act), act.type).to.equal('forbidden');
  });

  it('are not given by whoever is not asked', () => {
    const driven = prepared('parallel');
    expect(refused(driven, officer, sign(driven, 'host'))).to.equal('not-yours');
    expect(refused(driven, student, sign(driven, 'host'))).to.equal('not-yours');
    expect(refused(driven, staff('student-1', 'programme-coordinator', ['sciences']), sign(driven, 'host'))).to.equal(
      'own-file',
    );
    expect(refused(driven, system, sign(driven, 'host'))).to.equal('forbidden');
  });

  it('that are declined wait for the office; a later signer is not asked meanwhile', () => {
    const driven = prepared();
    accepted(driven, student, sign(driven, 'student'));
    for (const reason of ['', ' '])
      expect(refused(driven, partner(), decline('home', reason))).to.equal('reason-missing reason');
    accepted(driven, partner(), decline('home'));
    expect(statuses(driven)).to.deep.equal(['signed', 'declined', 'waiting']);
    expect(mails(driven, 'signature-declined').map((m) => m.words)).to.deep.equal([
      'The dates are wrong.',
      'The dates are wrong.',
    ]);
    expect(refused(driven, partner(), sign(driven, 'home'))).to.equal('item-not-open');
  });

  it('that were declined are asked again, of the same or of another partner, with a reason', () => {
    const again: Act = { type: 'invite-again', task: 'signatures', signer: 'home', reason: 'It was a mistake.' };
    const driven = prepared();
    accepted(driven, student, sign(driven, 'student'));
    accepted(driven, partner(), decline('home'));
    expect(refused(driven, student, again)).to.equal('own-file');
    expect(refused(driven, officer, { ...again, reason: ' ' })).to.equal('reason-missing reason');
    accepted(driven, officer, again);
    expect(driven.events.findLast((e) => e.event.type === 'signer-invited')?.event).to.deep.include({
      reason: 'It was a mistake.',
    });
    expect(refused(driven, officer, redirect('home', ' '))).to.equal('reason-missing reason');
    expect(refused(driven, officer, redirect('home', 'x', 'nowhere'))).to.equal('wrong-answer email');
    expect(refused(driven, officer, redirect('student'))).to.equal('item-not-open signer');
    expect(refused(driven, officer, redirect('nobody'))).to.equal('unknown-item signer');
    accepted(driven, officer, redirect('home'));
    expect(refused(driven, partner(), sign(driven, 'home'))).to.equal('not-found');
    accepted(driven, partner('home', 'ana@porto.example'), sign(driven, 'home'));
    expect(refused(driven, officer, redirect('host'))).to.equal('wrong-answer signer');
  });

  it('that were declined are settled by the office for which they wait, whatever its permissions are', () => {
    const office = staff('bob', 'international-officer', ['university'], { permissions: [] });
    const acts: readonly Act[] = [
      { type: 'invite-again', task: 'signatures', signer: 'home', reason: 'Please.' },
      redirect('home'),
      { type: 'reopen-agreement', task: 'signatures', reason: 'A course was cancelled.' },
    ];
    for (const act of acts) {
      const driven = prepared();
      accepted(driven, student, sign(driven, 'student'));
      expect(refused(driven, office, act), act.type).to.equal('not-found');
      accepted(driven, partner(), decline('home'));
      for (const other of [
        staff('cat', 'registry', ['university'], { permissions: ['see-files'] }),
        staff('cat', 'international-officer', ['sciences'], { permissions: ['see-files'] }),
      ])
        expect(refused(driven, other, act), act.type).to.equal('forbidden');
      accepted(driven, office, act);
    }
  });

  it('lead back to the agreement, which makes a new revision; nothing signed before counts', () => {
    const driven = prepared();
    accepted(driven, student, sign(driven, 'student'));
    const before = taskIn(driven, 'signatures', 'signatures').data;
    expect(refused(driven, officer, { type: 'reopen-agreement', task: 'signatures', reason: '' })).to.equal(
      'reason-missing reason',
    );
    accepted(driven, officer, { type: 'reopen-agreement', task: 'signatures', reason: 'A course was cancelled.' });
    expect(taskIn(driven, 'signatures', 'signatures').status).to.equal('waiting');
    submit(driven, before.revision);
    answerEffects(driven);
    expect(statuses(driven)).to.deep.equal(['invited', 'waiting', 'waiting']);
    expect(refused(driven, student, sign(driven, 'student', { revision: before.revision }))).to.equal(
      'stale-subject revision',
    );
  });

  it('ignore a document that comes late, made for an earlier round', () => {
    const driven = signing();
    const [late] = driven.effects.filter((e) => e.request.kind === 'render-agreement');
    const { revision } = taskIn(driven, 'signatures', 'signatures').data;
    accepted(driven, officer, { type: 'reopen-agreement', task: 'signatures', reason: 'Too early.' });
    submit(driven, revision);
    accepted(driven, system, { type: 'effect-succeeded', effect: late?.effect ?? '', result: madeUp(late?.request) });
    expect(taskIn(driven, 'signatures', 'signatures').data.shown).to.equal(undefined);
    expect(statuses(driven)).to.deep.equal(['waiting', 'waiting', 'waiting']);
    answerEffects(driven);
    expect(statuses(driven)).to.deep.equal(['invited', 'waiting', 'waiting']);
  });

  it('ask anew, after reopening, for a document or a seal whose result came after the end', () => {
    const driven = signing();
    accepted(driven, student, { type: 'withdraw', reason: 'x' });
    answerEffects(driven);
    accepted(driven, officer, { type: 'reopen', reason: 'x' });
    answerEffects(driven);
    expect(statuses(driven)).to.deep.equal(['invited', 'waiting', 'waiting']);
    for (const [signer, actor] of [
      ['student', student],
      ['home', partner()],
      ['host', coordinator],
    ] as const)
      accepted(driven, actor, sign(driven, signer));
    accepted(driven, student, { type: 'withdraw', reason: 'x' });
    answerEffects(driven);
    expect(stateOf(driven).issued).to.deep.equal([]);
    accepted(driven, officer, { type: 'reopen', reason: 'x' });
    answerEffects(driven);
    expect(stateOf(driven).issued).to.have.length(1);
  });

  it('do not ask twice when the document is still on its way at reopening', () => {
    const driven = signing();
    accepted(driven, student, { type: 'withdraw', reason: 'x' });
    accepted(driven, officer, { type: 'reopen', reason: 'x' });
    expect(driven.effects.filter((e) => e.request.kind === 'render-agreement')).to.have.length(1);
    answerEffects(driven);
    expect(statuses(driven)).to.deep.equal(['invited', 'waiting', 'waiting']);
  });

  it('are nothing for other staff to manage', () => {
    const driven = prepared();
    const clerk = staff('clerk', 'registry', ['university'], { permissions: ['see-files'] });
    expect(refused(driven, clerk, redirect('home'))).to.equal('forbidden');
    expect(refused(driven, registry, redirect('home'))).to.equal('item-not-open signer');
  });
});
