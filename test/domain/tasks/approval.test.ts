import { expect } from 'chai';
import type { Actor } from '../../../domain/authority/actor.ts';
import { newestRevision } from '../../../domain/mobility/agreement.ts';
import { courses, stateOf } from '../../support/journey.ts';
import {
  accepted,
  coordinator,
  officer,
  registry,
  staff,
  student,
  system,
  type Driven,
} from '../../support/mobility.ts';
import { mails, opened, refused, taskIn, types } from '../../support/small.ts';

const form = {
  task: 'details',
  kind: 'form',
  by: 'person',
  fields: [{ field: 'value', type: 'text', label: { en: 'Label' } }],
} as const;
const chain = (
  steps: readonly Readonly<Record<string, unknown>>[],
  more: Readonly<Record<string, unknown>> = {},
): Driven => {
  const driven = opened(
    [form, { task: 'admission', kind: 'approval', after: ['details'], chain: steps, ...more }],
    [{ task: 'next', kind: 'attestation', by: 'registry', fact: 'arrived' }],
  );
  fill(driven);
  return driven;
};
const fill = (driven: Driven): unknown =>
  accepted(driven, student, {
    type: 'submit-form',
    task: 'details',
    version: taskIn(driven, 'details', 'form').version,
    answers: {},
  });
const decision = (
  step: string,
  what: 'approve' | 'refuse' | 'send-back' | 'ask',
  more: Readonly<Record<string, string | number>> = {},
) => ({
  type: 'decide-step' as const,
  task: 'admission',
  step,
  round: 1,
  decision: what,
  ...(what === 'approve' ? {} : { reason: 'Because.' }),
  ...more,
});
const steps = (driven: Driven): readonly string[] =>
  taskIn(driven, 'admission', 'approval').data.steps.map((s) => s.status);
const everywhere = ['university', 'sciences', 'languages'];
const officer2 = staff('karim', 'international-officer', everywhere);
const officer3 = staff('lea', 'international-officer', everywhere);
const lent = (person: string, by: string): Actor =>
  staff(person, 'international-officer', everywhere, { onBehalfOf: { person: by, name: by } });
const office = { step: 'office', by: 'international-officer', at: 'institution' };
const second = { step: 'second', by: 'international-officer', at: 'institution' };

describe('an approval chain', () => {
  it('is decided step by step, each by its role, and the role is told when its turn comes', () => {
    const driven = chain([{ step: 'registry', by: 'registry', at: 'institution' }, office]);
    expect(steps(driven)).to.deep.equal(['open', 'waiting']);
    expect(mails(driven, 'waits-for-you').map((m) => m.item)).to.deep.equal(['registry']);
    expect(refused(driven, officer, decision('registry', 'approve'))).to.equal('not-yours');
    expect(refused(driven, officer, decision('office', 'approve'))).to.equal('item-not-open');
    accepted(driven, registry, decision('registry', 'approve'));
    expect(steps(driven)).to.deep.equal(['decided', 'open']);
    accepted(driven, officer, decision('office', 'approve'));
    expect(taskIn(driven, 'admission', 'approval')).to.include({ status: 'done', outcome: 'approved' });
    expect(stateOf(driven).tasks['next']?.status).to.equal('open');
  });

  it('asks as many different people as a step needs', () => {
    const driven = chain([{ ...office, need: 2 }]);
    accepted(driven, officer, decision('office', 'approve'));
    expect(refused(driven, officer, decision('office', 'approve'))).to.equal('already-decided-by-you');
    accepted(driven, officer2, decision('office', 'approve'));
    expect(taskIn(driven, 'admission', 'approval').status).to.equal('done');
  });

  it('does not let one person decide twice in a chain unless the procedure says so, and never twice in a step', () => {
    const driven = chain([office, second]);
    accepted(driven, officer, decision('office', 'approve'));
    expect(refused(driven, officer, decision('second', 'approve'))).to.equal('already-decided-by-you');
    accepted(driven, officer2, decision('second', 'approve'));

    const relaxed = chain([{ ...office, need: 2 }, second], { samePerson: true });
    accepted(relaxed, officer, decision('office', 'approve'));
    expect(refused(relaxed, officer, decision('office', 'approve'))).to.equal('already-decided-by-you');
    accepted(relaxed, officer2, decision('office', 'approve'));
    accepted(relaxed, officer, decision('second', 'approve'));
  });

  it('counts who lent their role as having decided, whichever way round', () => {
    for (const [first, then] of [
      [officer2, lent('lea', 'karim')],
      [lent('lea', 'karim'), officer2],
      [lent('lea', 'karim'), lent('ines', 'karim')],
      [lent('lea', 'karim'), officer3],
    ] as const) {
      const driven = chain([{ ...office, need: 2 }]);
      accepted(driven, first, decision('office', 'approve'));
      expect(refused(driven, then, decision('office', 'approve'))).to.equal('already-decided-by-you');
      accepted(driven, officer, decision('office', 'approve'));
    }
  });

  it('says on whose behalf', () => {
    const driven = chain([office]);
    accepted(driven, lent('lea', 'karim'), decision('office', 'approve'));
    expect(driven.events.find((e) => e.event.type === 'step-decided')?.by).to.deep.include({
      person: 'lea',
      role: 'international-officer',
      onBehalfOf: 'karim',
      lentBy: 'karim',
    });
  });

  it('is never decided by the file’s own person, nor with what they lent', () => {
    const driven = chain([office]);
    expect(
      refused(driven, staff('student-1', 'international-officer', everywhere), decision('office', 'approve')),
    ).to.equal('own-file');
    expect(refused(driven, lent('lea', 'student-1'), decision('office', 'approve'))).to.equal('not-found');
    expect(refused(driven, student, decision('office', 'approve'))).to.equal('not-yours');
    expect(refused(driven, system, decision('office', 'approve'))).to.equal('forbidden');
  });

  it('asks for the unit that the step names', () => {
    const driven = chain([{ step: 'office', by: 'programme-coordinator', at: 'institution' }]);
    expect(refused(driven, staff('x', 'programme-coordinator', ['sciences']), decision('office', 'approve'))).to.equal(
      'not-found',
    );
    expect(refused(driven, staff('x', 'registry', everywhere), decision('office', 'approve'))).to.equal('not-yours');
    accepted(driven, staff('x', 'programme-coordinator', ['university']), decision('office', 'approve'));
  });

  it('needs a reason for all but approving', () => {
    const driven = chain([office]);
    for (const what of ['refuse', 'send-back', 'ask'] as const)
      for (const reason of ['', ' \t'])
        expect(refused(driven, officer, decision('office', what, { reason, to: 'details' }))).to.equal(
          'reason-missing reason',
        );
  });

  it('stays open when information is asked for', () => {
    const driven = chain([office]);
    accepted(driven, officer, decision('office', 'ask'));
    expect(mails(driven, 'information-asked')).to.deep.include.members([
      {
        template: 'information-asked',
        recipient: { to: 'person' },
        tasks: [{ en: 'Title', fr: 'Titre' }],
        task: 'admission',
        words: 'Because.',
      },
    ]);
    expect(taskIn(driven, 'admission', 'approval').data.steps[0]?.questions).to.have.length(1);
    accepted(driven, officer, decision('office', 'approve'));
  });

  it('ends the mobility when it refuses', () => {
    const driven = chain([office, second]);
    accepted(driven, officer, decision('office', 'refuse'));
    expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'refused' });
    expect(mails(driven, 'refused').map((m) => m.words)).to.deep.equal(['Because.']);
    expect(refused(driven, officer2, decision('second', 'approve'))).to.equal('mobility-closed');
  });

  it('begins anew when it sends back, and what was decided stays in the history', () => {
    const driven = chain([office, second]);
    accepted(driven, officer, decision('office', 'approve'));
    accepted(driven, officer2, decision('second', 'send-back', { to: 'details' }));
    expect(taskIn(driven, 'details', 'form')).to.include({ status: 'open', round: 2 });
    expect(taskIn(driven, 'admission', 'approval').status).to.equal('waiting');
    expect(mails(driven, 'sent-back').map((m) => m.words)).to.deep.equal(['Because.']);
    expect(refused(driven, officer, decision('office', 'approve'))).to.equal('task-not-open task');
    fill(driven);
    expect(refused(driven, officer, decision('office', 'approve'))).to.equal('stale-version round');
    accepted(driven, officer, decision('office', 'approve', { round: 2 }));
    expect(types(driven).filter((t) => t === 'step-decided')).to.have.length(3);
  });

  it('sends back only to what it rests upon and what can be done again', () => {
    const driven = chain([office]);
    for (const [to, said] of [
      ['admission', 'cannot-send-back to'],
      ['next', 'cannot-send-back to'],
      ['nothing', 'unknown-task to'],
      ['constructor', 'unknown-task to'],
    ] as const)
      expect(refused(driven, officer, decision('office', 'send-back', { to })), to).to.equal(said);
    expect(refused(driven, officer, decision('office', 'send-back'))).to.equal('missing-answer to');
  });

  it('is about exactly the revision that was read', () => {
    const driven = opened([
      { task: 'la', kind: 'agreement', rules: {} },
      {
        task: 'admission',
        kind: 'approval',
        after: ['la'],
        of: 'la',
        chain: [{ step: 'office', by: 'programme-coordinator', at: 'agreement.mainUnit' }],
      },
    ]);
    const content = {
      mainUnit: 'sciences',
      language: 'fr',
      languageLevel: 'B2' as const,
      components: [{ course: 'INF1', term: 'S1' as const }],
      recognised: [],
      responsibleHome: { name: 'R', email: 'r@p.example' },
    };
    accepted(driven, student, { type: 'submit-agreement', task: 'la', basedOn: null, content }, { agreement: courses });
    const first = newestRevision(stateOf(driven), 'la')?.hash ?? '';
    expect(refused(driven, coordinator, decision('office', 'approve'))).to.equal('stale-subject subject');
    accepted(driven, coordinator, decision('office', 'send-back', { subject: first, to: 'la' }));
    accepted(
      driven,
      student,
      { type: 'submit-agreement', task: 'la', basedOn: first, content },
      { agreement: courses },
    );
    expect(refused(driven, coordinator, decision('office', 'approve', { subject: first, round: 2 }))).to.equal(
      'stale-subject subject',
    );
  });

  it('gives those it escalates to the same power, also when the whole chain has the date', () => {
    const head = staff('hans', 'head-of-office', ['university']);
    const late = { due: '10d', missed: { escalate: 'head-of-office' } };
    for (const driven of [chain([{ ...office, ...late }]), chain([office], late)]) {
      expect(refused(driven, head, decision('office', 'approve'))).to.equal('not-yours');
      driven.now = '2026-03-20T10:00:00.000Z';
      accepted(driven, system, { type: 'tick' });
      expect(mails(driven, 'escalated').map((m) => m.recipient)).to.deep.equal([
        { to: 'role', role: 'head-of-office', unit: 'university' },
      ]);
      accepted(driven, head, decision('office', 'approve'));
      expect(taskIn(driven, 'admission', 'approval').status).to.equal('done');
    }
  });
});
