import { expect } from 'chai';
import type { Actor } from '../../../domain/authority/actor.ts';
import { heldPairs } from '../../../domain/authority/reach.ts';
import { isHeldBy, pairOf } from '../../../domain/authority/pairs.ts';
import { due } from '../../../domain/mobility/due.ts';
import { waitsOf } from '../../../domain/mobility/waits.ts';
import { stateOf } from '../../support/journey.ts';
import {
  accepted,
  answerEffects,
  officer,
  registry,
  staff,
  student,
  system,
  type Driven,
} from '../../support/mobility.ts';
import { mails, opened, refused, taskIn, types } from '../../support/small.ts';

const everywhere = ['university', 'sciences', 'languages'];
const [amy, ben, cat] = ['amy', 'ben', 'cat'].map((name) => staff(name, 'committee', everywhere)) as [
  Actor,
  Actor,
  Actor,
];
const dan = staff('dan', 'committee', everywhere);
const board = { step: 'board', by: 'committee', at: 'institution' } as const;
const next = { step: 'next', by: 'international-officer', at: 'institution' } as const;
type Spec = Readonly<Record<string, unknown>>;

const chain = (steps: readonly Spec[], more: Spec = {}): Driven => {
  const driven = opened([{ task: 'admission', kind: 'approval', chain: steps, ...more }]);
  answerEffects(driven);
  return driven;
};
const says = (
  step: string,
  decision: 'approve' | 'refuse' | 'ask',
  more: Readonly<Record<string, string | number>> = {},
) => ({
  type: 'decide-step' as const,
  task: 'admission',
  step,
  round: 1,
  decision,
  ...(decision === 'approve' ? {} : { reason: 'Because.' }),
  ...more,
});
const statuses = (driven: Driven): readonly string[] =>
  taskIn(driven, 'admission', 'approval').data.steps.map((s) => s.status);

describe('a committee', () => {
  it('is fixed when its step opens: the file waits for who they are, then for each of them', () => {
    const driven = opened([{ task: 'admission', kind: 'approval', chain: [{ ...board, need: 'all' }] }]);
    expect(statuses(driven)).to.deep.equal(['resolving']);
    expect(waitsOf(stateOf(driven))).to.deep.equal([]);
    answerEffects(driven);
    expect(statuses(driven)).to.deep.equal(['open']);
    const [wait] = waitsOf(stateOf(driven));
    expect(wait?.holders.map((h) => h.by === 'member' && h.person)).to.deep.equal(['amy', 'ben', 'cat']);
    expect(mails(driven, 'waits-for-you')).to.have.length(3);
    // Who gets the role later is not one of them.
    expect(refused(driven, dan, says('board', 'approve'))).to.equal('not-yours');
  });

  it('whose members must all approve ends with the first who refuses, and the others are told', () => {
    const driven = chain([{ ...board, need: 'all' }]);
    accepted(driven, amy, says('board', 'approve'));
    expect(statuses(driven)).to.deep.equal(['open']);
    accepted(driven, ben, says('board', 'refuse'));
    expect(stateOf(driven).outcome).to.equal('refused');
    expect(mails(driven, 'decided-without-you').map((m) => m.recipient)).to.deep.equal([
      { to: 'somebody', person: 'cat', as: { role: 'committee', unit: 'university' } },
    ]);
  });

  it('of k of n goes on as soon as k approve, and without a veto is over only when k cannot be reached', () => {
    const two = chain([{ ...board, of: 3, need: 2, veto: false }, next]);
    accepted(two, amy, says('board', 'refuse'));
    expect(statuses(two)).to.deep.equal(['open', 'waiting']);
    accepted(two, ben, says('board', 'approve'));
    accepted(two, cat, says('board', 'approve'));
    expect(statuses(two)).to.deep.equal(['decided', 'open']);
    const none = chain([{ ...board, of: 3, need: 2, veto: false }, next]);
    accepted(none, amy, says('board', 'refuse'));
    accepted(none, ben, says('board', 'refuse'));
    expect(stateOf(none).outcome).to.equal('refused');
    const veto = chain([{ ...board, of: 3, need: 2 }, next]);
    accepted(veto, amy, says('board', 'refuse'));
    expect(stateOf(veto).outcome).to.equal('refused');
  });

  it('counts a member once, whoever acts for them', () => {
    const driven = chain([{ ...board, need: 'all' }]);
    const forAmy = staff('eve', 'committee', everywhere, { onBehalfOf: { person: 'amy', name: 'Amy' } });
    accepted(driven, forAmy, says('board', 'approve'));
    expect(driven.events.at(-1)?.by).to.include({ onBehalfOf: 'Amy', lentBy: 'amy' });
    expect(refused(driven, amy, says('board', 'approve'))).to.equal('already-decided-by-you');
    const forNobody = staff('eve', 'committee', everywhere, { onBehalfOf: { person: 'dan', name: 'Dan' } });
    expect(refused(driven, forNobody, says('board', 'approve'))).to.equal('not-yours');
  });

  it('whose member lost the role does not decide by them', () => {
    const driven = chain([{ ...board, need: 'all' }]);
    expect(refused(driven, staff('amy', 'registry', everywhere), says('board', 'approve'))).to.equal('not-yours');
  });

  it('with too few members is an incident, which is retried', () => {
    const driven = opened([{ task: 'admission', kind: 'approval', chain: [{ ...board, of: 3, need: 2 }] }]);
    const [effect = ''] = Object.keys(stateOf(driven).effects);
    accepted(driven, system, { type: 'effect-failed', effect, code: 'nobody-there', message: 'There are 2.' });
    expect(stateOf(driven).effects[effect]?.status).to.equal('incident');
    expect(refused(driven, officer, { type: 'skip-effect', effect, reason: 'x' })).to.equal('not-ready effect');
    accepted(driven, officer, { type: 'retry-effect', effect, reason: 'One more was named' });
    answerEffects(driven);
    expect(statuses(driven)).to.deep.equal(['open']);
  });

  it('is found by its members in their lists, and by who acts for them', () => {
    const driven = chain([{ ...board, need: 'all' }, next]);
    const pairs = waitsOf(stateOf(driven)).flatMap((w) => w.holders.flatMap((h) => pairOf(h) ?? []));
    const holds = (actor: Actor): boolean => {
      if (actor.kind !== 'person') return false;
      const held = heldPairs(actor);
      const listed = pairs.some((p) => held.some((h) => h.role === p.role && h.unit === p.unit));
      expect(pairs.some((p) => isHeldBy(actor.person, actor.grants, p))).to.equal(listed);
      return listed;
    };
    expect([amy, ben, cat, dan].map(holds)).to.deep.equal([true, true, true, false]);
    expect(holds(staff('eve', 'committee', everywhere, { onBehalfOf: { person: 'amy', name: 'Amy' } }))).to.equal(true);
    expect(holds(staff('eve', 'registry', everywhere, { onBehalfOf: { person: 'amy', name: 'Amy' } }))).to.equal(false);
  });
});

describe('a step held by several', () => {
  const parallel = {
    step: 'both',
    need: 'all',
    holders: [
      { by: 'registry', at: 'institution' },
      { by: 'international-officer', at: 'institution' },
    ],
  };

  it('is decided by one of each, at the same time', () => {
    const driven = chain([parallel, next]);
    accepted(driven, registry, says('both', 'approve'));
    expect(statuses(driven)).to.deep.equal(['open', 'waiting']);
    accepted(driven, officer, says('both', 'approve'));
    expect(statuses(driven)).to.deep.equal(['decided', 'open']);
  });

  it('needs each of them: two of one role are not one of each', () => {
    const driven = chain([parallel, next]);
    const colleague = staff('karim', 'registry', everywhere);
    accepted(driven, registry, says('both', 'approve'));
    expect(waitsOf(stateOf(driven))[0]?.holders).to.deep.equal([
      { by: 'role', role: 'international-officer', unit: 'university' },
    ]);
    expect(refused(driven, colleague, says('both', 'approve'))).to.equal('not-yours');
    accepted(driven, registry, { type: 'take-back', task: 'admission', step: 'both', round: 1 });
    accepted(driven, colleague, says('both', 'approve'));
    expect(statuses(driven)).to.deep.equal(['open', 'waiting']);
  });

  it('lets somebody be named by their address', () => {
    const driven = chain([{ step: 'dean', named: 'vera@caen.example' }]);
    const [wait] = waitsOf(stateOf(driven));
    expect(wait?.holders).to.deep.equal([{ by: 'member', person: 'vera', name: 'vera@caen.example' }]);
    expect(refused(driven, amy, says('dean', 'approve'))).to.equal('not-yours');
    accepted(driven, staff('vera', 'nothing', []), says('dean', 'approve'));
    expect(stateOf(driven).outcome).to.equal('completed');
  });

  it('lets a partner decide by their link', () => {
    const contact = { field: 'home', type: 'contact', required: true, label: { en: 'Home' } };
    const driven = opened(
      [{ task: 'details', kind: 'form', by: 'person', fields: [contact] }],
      [{ task: 'admission', kind: 'approval', chain: [{ step: 'home', partner: 'details.home' }] }],
    );
    const answers = { home: { name: 'Rui', email: 'rui@porto.example' } };
    accepted(driven, student, {
      type: 'submit-form',
      task: 'details',
      version: taskIn(driven, 'details', 'form').version,
      answers,
    });
    expect(mails(driven, 'decide-link')).to.deep.include({
      template: 'decide-link',
      recipient: { to: 'address', name: 'Rui', email: 'rui@porto.example' },
      tasks: [{ en: 'Title', fr: 'Titre' }],
      task: 'admission',
      item: 'home',
      link: 'sign',
    });
    const rui = (item: string, email = 'rui@porto.example'): Actor => ({
      kind: 'partner',
      institution: 'caen',
      name: 'Rui',
      email,
      identified: 'one-time-link',
      bound: { reference: stateOf(driven).reference, task: 'admission', item },
    });
    expect(refused(driven, rui('other'), says('home', 'approve'))).to.equal('not-found');
    expect(refused(driven, rui('home', 'eva@porto.example'), says('home', 'approve'))).to.equal('not-found');
    accepted(driven, rui('home'), says('home', 'approve'));
    expect(stateOf(driven).outcome).to.equal('completed');
  });
});

describe('a decision', () => {
  const first = { step: 'first', by: 'registry', at: 'institution' };

  it('is taken back until somebody has acted in the next step, which closes again', () => {
    const driven = chain([
      { ...first, due: '10d' },
      { ...next, due: '10d' },
    ]);
    accepted(driven, registry, says('first', 'approve'));
    expect(statuses(driven)).to.deep.equal(['decided', 'open']);
    expect(refused(driven, officer, { type: 'take-back', task: 'admission', step: 'first', round: 1 })).to.equal(
      'not-yours',
    );
    accepted(driven, registry, { type: 'take-back', task: 'admission', step: 'first', round: 1 });
    expect(statuses(driven)).to.deep.equal(['open', 'waiting']);
    expect(Object.keys(stateOf(driven).clocks)).to.deep.equal(['admission/first']);
    expect(mails(driven, 'step-closed-again').map((m) => m.recipient)).to.deep.equal([
      { to: 'role', role: 'international-officer', unit: 'university' },
    ]);
    accepted(driven, registry, says('first', 'approve'));
    accepted(driven, officer, says('next', 'ask'));
    expect(refused(driven, registry, { type: 'take-back', task: 'admission', step: 'first', round: 1 })).to.equal(
      'too-late-to-take-back',
    );
  });

  it('of one member is taken back while the others still decide', () => {
    const driven = chain([{ ...board, of: 3, need: 2 }, next]);
    accepted(driven, amy, says('board', 'approve'));
    accepted(driven, amy, { type: 'take-back', task: 'admission', step: 'board', round: 1, reason: 'Wrong file' });
    accepted(driven, ben, says('board', 'approve'));
    expect(statuses(driven)).to.deep.equal(['open', 'waiting']);
    accepted(driven, amy, says('board', 'approve'));
    expect(statuses(driven)).to.deep.equal(['decided', 'open']);
  });

  it('made for somebody counts for them no more once it is taken back, by whichever role that is', () => {
    const driven = chain([{ ...first, need: 2 }, next]);
    const forKarim = staff('lea', 'registry', everywhere, { onBehalfOf: { person: 'karim', name: 'Karim' } });
    const forInes = staff('lea', 'registry', everywhere, { onBehalfOf: { person: 'ines', name: 'Ines' } });
    accepted(driven, forKarim, says('first', 'approve'));
    expect(refused(driven, staff('karim', 'registry', everywhere), says('first', 'approve'))).to.equal(
      'already-decided-by-you',
    );
    accepted(driven, forInes, { type: 'take-back', task: 'admission', step: 'first', round: 1 });
    accepted(driven, staff('karim', 'registry', everywhere), says('first', 'approve'));
  });

  it('that is taken back tells those who hold the next step by now', () => {
    const driven = chain([first, { ...next, due: '2d', missed: { handOver: 'head-of-office' } }]);
    accepted(driven, registry, says('first', 'approve'));
    driven.now = due(stateOf(driven))?.at ?? '';
    accepted(driven, system, { type: 'tick' });
    accepted(driven, registry, { type: 'take-back', task: 'admission', step: 'first', round: 1 });
    expect(mails(driven, 'step-closed-again').map((m) => m.recipient)).to.deep.equal([
      { to: 'role', role: 'head-of-office', unit: 'university' },
    ]);
  });

  it('waits while the person is asked, and its clock stands still', () => {
    const driven = chain([{ ...first, due: '10d', remind: ['2d'] }]);
    const before = stateOf(driven).clocks['admission/first']?.due.date;
    accepted(driven, registry, says('first', 'ask'));
    expect(due(stateOf(driven))).to.equal(null);
    expect(refused(driven, registry, says('first', 'ask'))).to.equal('not-ready step');
    driven.now = '2026-03-07T10:00:00.000Z';
    const answer = { type: 'answer-question', task: 'admission', step: 'first', round: 1 } as const;
    expect(refused(driven, registry, { ...answer, answer: 'B2' })).to.equal('not-yours');
    expect(refused(driven, student, { ...answer, answer: ' ' })).to.equal('missing-answer answer');
    accepted(driven, student, { ...answer, answer: 'B2' });
    expect(before).to.equal('2026-03-12');
    expect(stateOf(driven).clocks['admission/first']).to.deep.include({ missed: false });
    expect(stateOf(driven).clocks['admission/first']?.due.date).to.equal('2026-03-17');
    expect(mails(driven, 'question-answered')).to.have.length(1);
    expect(refused(driven, student, { ...answer, answer: 'B2' })).to.equal('item-not-open');
  });

  it('that refuses goes back where the procedure says so', () => {
    const details = {
      task: 'details',
      kind: 'form',
      by: 'person',
      fields: [{ field: 'a', type: 'text', label: { en: 'A' } }],
    } as const;
    const driven = opened([
      details,
      { task: 'admission', kind: 'approval', after: ['details'], chain: [first], refused: { backTo: 'details' } },
    ]);
    const fill = (): unknown =>
      accepted(driven, student, {
        type: 'submit-form',
        task: 'details',
        version: taskIn(driven, 'details', 'form').version,
        answers: {},
      });
    fill();
    accepted(driven, registry, says('first', 'refuse'));
    expect(stateOf(driven).status).to.equal('open');
    expect(stateOf(driven).tasks['details']?.status).to.equal('open');
    fill();
    accepted(driven, registry, says('first', 'approve', { round: 2 }));
    expect(stateOf(driven).outcome).to.equal('completed');
  });

  it('that a condition does not ask for is passed over, with what it looked at', () => {
    const driven = chain([{ ...first, when: "home.country == 'FR'" }, next]);
    expect(statuses(driven)).to.deep.equal(['passed-over', 'open']);
    const passed = driven.events.find((e) => e.event.type === 'step-passed-over')?.event;
    expect(passed).to.deep.include({
      condition: { expression: "home.country == 'FR'", inputs: { 'home.country': 'PT' }, result: false },
    });
  });

  it('asks its condition once: reopened while its members were looked up, it opens though the stay is short by then', () => {
    const driven = opened([
      { task: 'admission', kind: 'approval', chain: [{ ...board, need: 'all', when: 'stay.days > 100' }, next] },
    ]);
    expect(statuses(driven)).to.deep.equal(['resolving', 'waiting']);
    accepted(driven, officer, { type: 'change-stay', start: '2026-09-01', end: '2026-10-30', reason: 'Shorter' });
    accepted(driven, student, { type: 'withdraw', reason: 'x' });
    answerEffects(driven);
    accepted(driven, officer, { type: 'reopen', reason: 'x' });
    answerEffects(driven);
    expect(statuses(driven)).to.deep.equal(['open', 'waiting']);
  });

  it('is made by the procedure itself where it says so, and only when nobody decided in time', () => {
    for (const [decide, outcome] of [
      ['approve', 'completed'],
      ['refuse', 'refused'],
    ] as const) {
      const driven = chain([{ ...first, due: '10d', missed: { decide } }]);
      driven.now = due(stateOf(driven))?.at ?? '';
      accepted(driven, system, { type: 'tick' });
      expect(stateOf(driven).outcome).to.equal(outcome);
      expect(types(driven)).to.include.members(['deadline-missed', 'step-decided']);
    }
  });
});
