import { expect } from 'chai';
import { decide, type Decision } from '../../../domain/mobility/decide.ts';
import { newestRevision } from '../../../domain/mobility/agreement.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { dice } from '../../../domain/simulation/dice.ts';
import { explore, type Exploration, type Property } from '../../../domain/simulation/exhaustive/explore.ts';
import { randomProcedure } from '../../support/random.ts';
import { approval, exampleWorld, form, procedureWith, smallWorld } from './world.ts';

type Core = typeof decide;
const verdicts = ({ properties }: Exploration): Record<string, string> =>
  Object.fromEntries(properties.map(({ property, verdict }) => [property, verdict]));
const exampleOf = ({ properties }: Exploration, property: Property): readonly string[] =>
  properties.find((one) => one.property === property)?.counterExample ?? [];
const all = (verdict: string): Record<Property, string> => ({
  'an-end-is-reachable': verdict,
  'held-or-dated': verdict,
  'nobody-decides-on-their-own-file': verdict,
  'sealed-does-not-change': verdict,
});

/** A core whose decisions are changed before they are true. */
const changed =
  (change: (decision: Decision, ...given: Parameters<Core>) => Decision): Core =>
  (...given) => {
    const decision = decide(...given);
    return isRefusal(decision) ? decision : change(decision, ...given);
  };

/** Decided and then forgotten: the chain does not end. */
const forgetful = changed((decision) => {
  const at = decision.events.findIndex(({ event }) => event.type === 'task-done' && event.outcome === 'approved');
  return at < 0 ? decision : { ...decision, events: decision.events.slice(0, at) };
});

/** Whoever has the role decides, also on their own file. */
const blind: Core = (procedure, state, command, now) => {
  const { actor } = command;
  const other = actor.kind === 'person' && actor.grants.length > 0 ? { ...actor, person: 'somebody-else' } : actor;
  return decide(procedure, state, { ...command, actor: other }, now);
};

/** Power that the file's own person lent is used. */
const lending: Core = (procedure, state, command, now) => {
  const { actor } = command;
  if (actor.kind !== 'person') return decide(procedure, state, command, now);
  const grants = actor.grants.map(({ onBehalfOf: _, ...grant }) => grant);
  return decide(procedure, state, { ...command, actor: { ...actor, grants } }, now);
};

/** An arrival writes another agreement. */
const rewriting = changed((decision, _procedure, state) => {
  const last = decision.events.at(-1);
  const revision = state === null ? undefined : newestRevision(state, 'learning-agreement');
  if (last === undefined || revision === undefined || !decision.events.some(({ event }) => event.type === 'attested'))
    return decision;
  const { content, totals } = revision;
  const event = {
    type: 'agreement-submitted',
    task: 'learning-agreement',
    revision: 9,
    hash: 'f'.repeat(64),
    content,
    totals,
  } as const;
  return { ...decision, events: [...decision.events, { ...last, seq: last.seq + 1, event }] };
});

describe('exploring a procedure', function () {
  this.timeout(300_000);

  it('proves everything of the Erasmus studies of caen', () => {
    const found = explore(exampleWorld('caen'));
    expect(found.exhausted).to.equal(true);
    expect(verdicts(found)).to.deep.equal(all('proved'));
  });

  it('says so when there was more than it could explore', () => {
    const found = explore(exampleWorld('caen'), { states: 100 });
    expect(found).to.include({ states: 100, exhausted: false });
    expect(verdicts(found)).to.deep.equal(all('not-refuted'));
  });

  it('finds the same again', () => {
    const once = (): string => JSON.stringify(explore(exampleWorld('caen')));
    expect(once()).to.equal(once());
  });

  it('finds a task that never opens, with the shortest way there', () => {
    const found = explore(smallWorld(procedureWith([form('first'), form('second', { after: ['second', 'first'] })])));
    expect(verdicts(found)).to.include({ 'an-end-is-reachable': 'refuted', 'held-or-dated': 'refuted' });
    expect(exampleOf(found, 'held-or-dated')).to.deep.equal(['Somebody is nominated.', 'The person fills “first”.']);
    expect(exampleOf(found, 'an-end-is-reachable')).to.deep.equal(['Somebody is nominated.']);
  });

  it('finds a file that is forgotten only where a condition holds', () => {
    const label = { en: 'Level' };
    const choices = ['bachelor', 'doctorate'].map((value) => ({ value, label }));
    const procedure = procedureWith([
      form('details', { fields: [{ field: 'level', type: 'choice', required: true, label, choices }] }),
      form('thesis', { after: ['details', 'thesis'], when: "details.level == 'doctorate'" }),
    ]);
    const fine = procedureWith([
      form('details', { fields: [{ field: 'level', type: 'choice', required: true, label, choices }] }),
      form('thesis', { after: ['details'], when: "details.level == 'doctorate'" }),
    ]);
    expect(verdicts(explore(smallWorld(procedure)))['held-or-dated']).to.equal('refuted');
    const found = explore(smallWorld(fine));
    expect(verdicts(found)).to.deep.equal(all('proved'));
  });

  it('lets a member decide in two steps exactly where the procedure says that one person may', () => {
    const named = { named: 'amy@uni.example' };
    const steps = [
      { step: 'one', ...named },
      { step: 'two', ...named },
    ];
    const once = procedureWith([approval('decision', steps)]);
    const twice = procedureWith([approval('decision', steps, { samePerson: true })]);
    expect(verdicts(explore(smallWorld(once)))['an-end-is-reachable']).to.equal('refuted');
    expect(verdicts(explore(smallWorld(twice)))).to.deep.equal(all('proved'));
  });

  it('lets time that is over be given again, where somebody may', () => {
    const procedure = procedureWith([form('first', { due: '5d', missed: { close: true } })]);
    expect(verdicts(explore(smallWorld(procedure)))).to.deep.equal(all('proved'));
    const nobody = { ...smallWorld(procedure), roles: new Map([['officer', ['see-files' as const]]]) };
    const found = explore(nobody);
    expect(verdicts(found)['an-end-is-reachable']).to.equal('refuted');
    expect(exampleOf(found, 'an-end-is-reachable')).to.deep.equal([
      'Somebody is nominated.',
      'Time passes: the due date of “first” is missed.',
    ]);
  });

  it('sees that more time helps though the first date lies before anybody could act', () => {
    const due = { due: { days: 32, before: 'stay.start' }, missed: { close: true } };
    const procedure = procedureWith([
      { task: 'departure', kind: 'attestation', by: 'officer', fact: 'departed', certificate: true, ...due },
    ]);
    expect(verdicts(explore(smallWorld(procedure)))).to.deep.equal(all('proved'));
  });

  const chain = procedureWith([
    form('first'),
    approval(
      'decision',
      [
        { step: 'one', by: 'officer' },
        { step: 'two', by: 'head' },
      ],
      { after: ['first'] },
    ),
  ]);

  it('finds a core that forgets a file', () => {
    const found = explore(smallWorld(chain, forgetful));
    expect(verdicts(found)).to.include({ 'an-end-is-reachable': 'refuted', 'held-or-dated': 'refuted' });
    expect(exampleOf(found, 'held-or-dated')).to.deep.equal([
      'Somebody is nominated.',
      'The person fills “first”.',
      'The officer approves “decision/one”.',
      'The head approves “decision/two”.',
    ]);
  });

  it('finds a core that lets people decide on their own file', () => {
    const found = explore(smallWorld(chain, blind));
    expect(verdicts(found)['nobody-decides-on-their-own-file']).to.equal('refuted');
  });

  it('finds a core that lets people decide on their own file by proxy', () => {
    const found = explore(smallWorld(chain, lending));
    expect(verdicts(found)['nobody-decides-on-their-own-file']).to.equal('refuted');
    expect(exampleOf(found, 'nobody-decides-on-their-own-file').at(-1)).to.match(/lent their roles/);
  });

  it('finds a core that changes what was sealed', () => {
    const found = explore(exampleWorld('caen', rewriting));
    expect(verdicts(found)['sealed-does-not-change']).to.equal('refuted');
    const example = exampleOf(found, 'sealed-does-not-change');
    expect(example.at(-2)).to.equal('The international-officer states “arrival”.');
    expect(example.at(-1)).to.match(/^But “agreement-signatures” counts as signed/);
  });

  it('never throws, whatever the procedure', () => {
    let states = 0;
    for (let seed = 1; seed <= 40; seed += 1)
      states += explore(smallWorld(randomProcedure(dice(seed))), { states: 150 }).states;
    expect(states).to.be.greaterThan(1000);
  });
});
