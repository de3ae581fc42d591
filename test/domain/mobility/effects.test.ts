import { expect } from 'chai';
import type { Act } from '../../../domain/mobility/commands.ts';
import { due } from '../../../domain/mobility/due.ts';
import { interrupted } from '../../../domain/mobility/effects.ts';
import type { PendingEffect } from '../../../domain/mobility/state.ts';
import { secondsBetween } from '../../support/seconds.ts';
import { madeUp } from '../../support/effects.ts';
import { stateOf } from '../../support/journey.ts';
import { accepted, officer, registry, staff, student, system, type Driven } from '../../support/mobility.ts';
import { mails, opened, refused, tried, types } from '../../support/small.ts';

const title = { en: 'Document' };
const papers = (): Driven =>
  opened(
    [{ task: 'papers', kind: 'documents', documents: ['a', 'b', 'c'].map((document) => ({ document, title })) }],
    [{ task: 'arrival', kind: 'attestation', by: 'registry', fact: 'arrived', certificate: true }],
    [{ task: 'departure', kind: 'attestation', by: 'registry', fact: 'departed' }],
  );
const add = (driven: Driven, document: string, file = `file-${document}`): unknown =>
  accepted(
    driven,
    student,
    { type: 'add-document', task: 'papers', document, file },
    { file: { document: file, sha256: 'a'.repeat(64), size: 1, name: 'x' } },
  );
const effects = (driven: Driven): readonly PendingEffect[] => Object.values(stateOf(driven).effects);
const only = (driven: Driven): PendingEffect => {
  const [effect] = effects(driven);
  if (effect === undefined) throw new Error('no effect');
  return effect;
};
const fail = (effect: string, code = 'down'): Act => ({
  type: 'effect-failed',
  effect,
  code,
  message: 'The store is down.',
});
const succeed = (driven: Driven, effect: string): Act => ({
  type: 'effect-succeeded',
  effect,
  result: madeUp(driven.effects.find((e) => e.effect === effect)?.request),
});
const tick = (driven: Driven): void => {
  driven.now = due(stateOf(driven))?.at ?? driven.now;
  accepted(driven, system, { type: 'tick' });
};
/** Fails every try until it is an incident; gives the waits between them, in seconds. */
function failForGood(driven: Driven, effect = only(driven).effect, code = 'down'): readonly number[] {
  const waits: number[] = [];
  for (;;) {
    accepted(driven, system, fail(effect, code));
    const now = stateOf(driven).effects[effect];
    if (now?.retryAt === undefined) return waits;
    waits.push(secondsBetween(driven.now, now.retryAt));
    tick(driven);
  }
}

describe('effects', () => {
  it('of one line run one after the other, in the order in which they were asked for', () => {
    const driven = papers();
    for (const document of ['a', 'b', 'c']) add(driven, document);
    expect(effects(driven).map((e) => e.status)).to.deep.equal(['running', 'waiting', 'waiting']);
    const [a, b, c] = effects(driven).map((e) => e.effect);
    accepted(driven, system, succeed(driven, a ?? ''));
    expect(effects(driven).map((e) => [e.effect, e.status])).to.deep.equal([
      [b, 'running'],
      [c, 'waiting'],
    ]);
    accepted(driven, system, fail(b ?? ''));
    expect(
      effects(driven).map((e) => e.status),
      'a line waits for a retry',
    ).to.deep.equal(['retrying', 'waiting']);
  });

  it('are tried six times, further and further apart, and then are an incident that holds up nobody else', () => {
    const driven = papers();
    add(driven, 'a');
    add(driven, 'b');
    expect(failForGood(driven)).to.deep.equal([2, 10, 60, 300, 900]);
    expect(effects(driven).map(({ status, attempts, lastError }) => ({ status, attempts, lastError }))).to.deep.equal([
      { status: 'incident', attempts: 6, lastError: 'The store is down.' },
      { status: 'running', attempts: 1, lastError: undefined },
    ]);
    expect(due(stateOf(driven))).to.equal(null);
  });

  it('that were cut short are tried again soon, oftener, and not for ever', () => {
    const driven = papers();
    add(driven, 'a');
    const waits = failForGood(driven, only(driven).effect, 'timed-out');
    expect(waits).to.deep.equal(Array.from({ length: 19 }, () => 5));
    expect(only(driven).status).to.equal('incident');
  });

  it('that are incidents are retried by staff with a reason, with all their tries again', () => {
    const driven = papers();
    add(driven, 'a');
    const { effect } = only(driven);
    const retry: Act = { type: 'retry-effect', effect, reason: 'The store is back.' };
    expect(refused(driven, officer, retry)).to.equal('item-not-open effect');
    failForGood(driven);
    expect(refused(driven, officer, { ...retry, reason: ' ' })).to.equal('reason-missing reason');
    expect(refused(driven, student, retry)).to.equal('own-file');
    expect(refused(driven, staff('x', 'registry', ['university'], { permissions: ['see-files'] }), retry)).to.equal(
      'forbidden',
    );
    accepted(driven, officer, retry);
    expect(only(driven)).to.include({ status: 'running', attempts: 1 });
    expect(failForGood(driven)).to.have.length(5);
  });

  it('that the file needs are not skipped; others are', () => {
    const driven = papers();
    for (const document of ['a', 'b', 'c']) add(driven, document);
    const [first] = effects(driven);
    failForGood(driven, first?.effect);
    expect(refused(driven, officer, { type: 'skip-effect', effect: first?.effect ?? '', reason: 'x' })).to.equal(
      'not-ready effect',
    );
    accepted(driven, officer, { type: 'retry-effect', effect: first?.effect ?? '', reason: 'x' });
    while (effects(driven).length > 0)
      accepted(driven, system, succeed(driven, effects(driven).find((e) => e.status === 'running')?.effect ?? ''));
    driven.now = '2026-09-10T10:00:00.000Z';
    accepted(driven, registry, {
      type: 'attest',
      task: 'arrival',
      version: stateOf(driven).tasks['arrival']?.version ?? 0,
      date: '2026-09-01',
    });
    const { effect } = only(driven);
    failForGood(driven, effect);
    expect(refused(driven, officer, { type: 'skip-effect', effect, reason: '' })).to.equal('reason-missing reason');
    accepted(driven, officer, { type: 'skip-effect', effect, reason: 'It is on paper.' });
    expect(effects(driven)).to.deep.equal([]);
    expect(refused(driven, system, succeed(driven, effect))).to.equal('effect-settled');
  });

  it('take the first result, whatever comes after', () => {
    const driven = papers();
    add(driven, 'a');
    const { effect } = only(driven);
    const result = succeed(driven, effect);
    accepted(driven, system, result);
    const { rev } = stateOf(driven);
    for (const act of [
      result,
      fail(effect),
      { type: 'retry-effect', effect, reason: 'x' },
      { type: 'skip-effect', effect, reason: 'x' },
    ] as const)
      expect(refused(driven, act === result || act.type === 'effect-failed' ? system : officer, act)).to.equal(
        'effect-settled',
      );
    expect(stateOf(driven).rev).to.equal(rev);
  });

  it('take a success also after a failure, and no second failure of one try', () => {
    const driven = papers();
    add(driven, 'a');
    const { effect } = only(driven);
    accepted(driven, system, fail(effect));
    expect(refused(driven, system, fail(effect))).to.equal('effect-settled');
    expect(only(driven)).to.include({ status: 'retrying', attempts: 1 });
    accepted(driven, system, succeed(driven, effect));
    expect(due(stateOf(driven))).to.equal(null);
  });

  it('go on after the end, and are told to a run that lost its memory', () => {
    const driven = papers();
    add(driven, 'a');
    const { effect } = only(driven);
    expect(interrupted(stateOf(driven))).to.deep.equal([effect]);
    accepted(driven, student, { type: 'withdraw', reason: 'x' });
    accepted(driven, system, fail(effect));
    expect(due(stateOf(driven))).to.deep.include({ kind: 'retry', effect });
    tick(driven);
    accepted(driven, system, succeed(driven, effect));
    expect(types(driven).at(-1)).to.equal('document-inspected');
  });

  it('keep what people and systems wrote only as far as it is text', () => {
    const driven = papers();
    add(driven, 'a');
    const effect = only(driven).effect;
    for (const act of [
      { type: 'effect-failed', effect, code: 'x', message: 'cut \ud83d' },
      { type: 'mail-undelivered', effect: 'mail', code: 'x', message: 'cut \ud83d' },
      { type: 'raise-incident', incident: 'x', code: 'x', text: 'cut \ud83d' },
    ] as const) {
      const decision = tried(driven, system, act);
      expect(JSON.stringify(decision)).to.include('cut \ufffd').and.not.include('ud83d');
    }
  });

  it('of nobody’s asking, and of names that every object has, are not there', () => {
    const driven = papers();
    for (const name of ['nothing', 'constructor', '__proto__', 'toString']) {
      expect(refused(driven, system, fail(name))).to.equal('effect-settled');
      expect(refused(driven, officer, { type: 'retry-effect', effect: name, reason: 'x' })).to.equal('effect-settled');
      expect(refused(driven, officer, { type: 'resolve-incident', incident: name, reason: 'x' })).to.equal(
        'effect-settled',
      );
    }
  });

  it('are reported by the system alone', () => {
    const driven = papers();
    add(driven, 'a');
    for (const actor of [officer, student])
      expect(refused(driven, actor, fail(only(driven).effect))).to.equal('forbidden');
  });
});

describe('mails', () => {
  it('have ids of their own within their decision', () => {
    const driven = papers();
    expect(mails(driven).map((m) => m.template)).to.deep.equal(['invitation', 'tasks-opened']);
    expect(driven.effects.map((e) => e.effect)).to.deep.equal(['CAEN-2026-000001/1/1', 'CAEN-2026-000001/1/2']);
  });

  it('that cannot be delivered are an incident, to be sent again or given up', () => {
    const driven = papers();
    const effect = driven.effects[0]?.effect ?? '';
    const undelivered: Act = { type: 'mail-undelivered', effect, code: 'refused', message: 'No such mailbox.' };
    accepted(driven, system, undelivered);
    expect(refused(driven, system, undelivered)).to.equal('effect-settled');
    expect(only(driven)).to.include({ kind: 'mail', status: 'incident', lastError: 'No such mailbox.' });
    accepted(driven, officer, { type: 'retry-effect', effect, reason: 'The address was corrected.' });
    expect(effects(driven)).to.deep.equal([]);
    accepted(driven, system, undelivered);
    accepted(driven, officer, { type: 'skip-effect', effect, reason: 'By telephone.' });
    expect(effects(driven)).to.deep.equal([]);
  });
});

describe('incidents', () => {
  it('are raised once by the system and resolved by staff with a reason', () => {
    const driven = papers();
    const raise: Act = { type: 'raise-incident', incident: 'due-stuck', code: 'due-stuck', text: 'It does not move.' };
    expect(refused(driven, officer, raise)).to.equal('forbidden');
    accepted(driven, system, raise);
    expect(refused(driven, system, raise)).to.equal('effect-settled');
    const resolve: Act = { type: 'resolve-incident', incident: 'due-stuck', reason: 'Seen.' };
    expect(refused(driven, officer, { ...resolve, reason: ' ' })).to.equal('reason-missing reason');
    accepted(driven, officer, resolve);
    expect(stateOf(driven).incidents).to.deep.equal({});
    expect(refused(driven, officer, resolve)).to.equal('effect-settled');
  });
});
