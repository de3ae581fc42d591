import { expect } from 'chai';
import { ruleOf } from '../../api/routes/mobility/rule-words.ts';
import type { View } from '../../api/routes/mobility/view.schema.ts';
import { viewOf } from '../../api/routes/mobility/view.ts';
import type { Actor } from '../../domain/authority/actor.ts';
import { due } from '../../domain/mobility/due.ts';
import { stateOf } from '../support/journey.ts';
import { accepted, answerEffects, officer, student, system, type Driven } from '../support/mobility.ts';
import { opened } from '../support/small.ts';

const names = { institution: { en: 'Caen' }, units: {}, roles: { 'head-of-office': { en: 'Head', fr: 'Chef' } } };
const see = (driven: Driven, actor: Actor = officer): View =>
  viewOf({ state: stateOf(driven), procedure: driven.procedure }, actor, names);
const tick = (driven: Driven): void => {
  driven.now = due(stateOf(driven))?.at ?? '';
  accepted(driven, system, { type: 'tick' });
};
const late = [
  { days: '0d', escalate: 'head-of-office' },
  { days: '5d', remindEvery: '2d' },
  { days: '10d', decide: 'refuse' },
];
const step = { step: 'office', by: 'international-officer', at: 'institution', due: '10d', missed: late };

describe('what the view says happens then', () => {
  it('is the next consequence and those after it, with their days; a clock that stands still says so', () => {
    const driven = opened([{ task: 'admission', kind: 'approval', chain: [step] }]);
    const [wait] = see(driven).waits;
    expect(wait?.due?.date).to.equal('2026-03-12');
    expect(wait?.otherwise?.['en']).to.equal('After this date it is also put before: Head.');
    expect(wait?.then.map(({ date, what }) => `${date} ${what['en'] ?? ''}`)).to.deep.equal([
      '2026-03-17 After this date a reminder is sent every 2 days.',
      '2026-03-22 After this date it counts as refused.',
    ]);
    const on = { task: 'admission', step: 'office', round: 1 };
    accepted(driven, officer, { type: 'decide-step', ...on, decision: 'ask', reason: 'Which?' });
    const [paused, question] = see(driven).waits;
    expect(paused).to.have.property('paused', driven.now);
    expect(paused?.otherwise?.['en']).to.include('stands still').and.not.include('Head');
    expect(paused?.then).to.deep.equal([]);
    expect(question).to.include({ what: 'answer-question' }).and.not.have.property('due');
    expect(see(driven).comingUp).to.deep.equal([]);
    accepted(driven, student, { type: 'answer-question', ...on, answer: 'This' });
    tick(driven);
    const [after] = see(driven).waits;
    expect(after?.otherwise?.['fr']).to.equal('Passé cette date, un rappel est envoyé tous les 2 jours.');
    expect(see(driven).comingUp[0]).to.deep.include({ kind: 'later', task: 'admission', item: 'office' });
    expect(see(driven).comingUp[0]?.what['en']).to.equal('After this date a reminder is sent every 2 days.');
  });

  it('names what opens on a day of its own, what was not needed, and what may be asked for', () => {
    const form = { kind: 'form' as const, by: 'person', fields: [{ field: 'a', type: 'text', label: { en: 'A' } }] };
    const driven = opened([
      { task: 'later', ...form, opens: { date: '2026-06-01' } },
      { task: 'abroad', ...form, when: "home.country == 'FR'" },
      { task: 'extra', ...form, repeat: { by: ['person'], onRequest: true } },
    ]);
    const view = see(driven, student);
    expect(view.stages[0]?.tasks.map(({ task, status, opens }) => [task, status, opens])).to.deep.equal([
      ['later', 'to-come', '2026-06-01'],
      ['abroad', 'passed-over', undefined],
      ['extra', 'on-request', undefined],
    ]);
    expect(view.stages[0]?.tasks[1]?.condition?.text['fr']).to.include("home.country == 'FR'");
    expect(view.comingUp).to.deep.equal([
      {
        at: '2026-05-31T22:00:00.000Z',
        kind: 'opening',
        task: 'later',
        title: { en: 'Title', fr: 'Titre' },
        what: { en: 'It opens.', fr: 'Ouverture.' },
      },
    ]);
  });

  it('tells which fields are asked now, and what a client needs to ask live', () => {
    const driven = opened([
      {
        task: 'details',
        kind: 'form',
        by: 'person',
        fields: [
          { field: 'visa', type: 'yes-no', label: { en: 'Visa' }, required: true },
          { field: 'number', type: 'text', label: { en: 'No' }, when: "details.visa && home.country == 'PT'" },
        ],
      },
    ]);
    const { details } = see(driven, student).stages[0]?.tasks[0] ?? {};
    expect(details).to.deep.nested.include({ 'fields[0].asked': true, 'fields[1].asked': false });
    expect(details).to.have.nested.property('fields[1].when');
    expect(details?.['known']).to.deep.equal({ 'home.country': 'PT' });
  });

  it('says how a step is decided', () => {
    const board = { step: 'b', by: 'committee', at: 'institution' } as const;
    const en = (more: object): string => ruleOf({ ...board, ...more }, undefined)['en'] ?? '';
    expect(en({ of: 3, need: 2, veto: false })).to.equal('2 of 3; no veto');
    expect(en({ of: 3, need: 2 })).to.equal('2 of 3; one refusal refuses');
    expect(en({ need: 'all' })).to.equal('all of them; one refusal refuses');
    expect(en({})).to.equal('one approval');
    const driven = opened([{ task: 'admission', kind: 'approval', chain: [{ ...board, need: 'all' }] }]);
    answerEffects(driven);
    const { details } = see(driven).stages[0]?.tasks[0] ?? {};
    expect(details).to.have.nested.property('chain[0].rule.en', 'all 3 of them; one refusal refuses');
    expect(details).to.have.nested.property(
      'chain[0].rule.fr',
      '3 avis favorables sur 3 ; un seul refus suffit à refuser',
    );
  });
});
