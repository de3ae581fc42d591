import { expect } from 'chai';
import { stateOf } from '../../support/journey.ts';
import { accepted, answerEffects, officer, registry, student, system, type Driven } from '../../support/mobility.ts';
import { mails, opened, refused, taskIn, types } from '../../support/small.ts';

const title = { en: 'Document' };
const reviewed = (...documents: readonly { document: string; required?: boolean }[]): Driven =>
  opened(
    [
      {
        task: 'papers',
        kind: 'documents',
        documents: documents.map((d) => ({ ...d, title })),
        review: { by: 'international-officer', at: 'institution' },
      },
    ],
    [{ task: 'next', kind: 'attestation', by: 'registry', fact: 'arrived' }],
  );
const unreviewed = (...documents: readonly { document: string; required?: boolean }[]): Driven =>
  opened(
    [{ task: 'papers', kind: 'documents', documents: documents.map((d) => ({ ...d, title })) }],
    [{ task: 'next', kind: 'attestation', by: 'registry', fact: 'arrived' }],
  );

const addAct = (document: string, file: string) => ({ type: 'add-document' as const, task: 'papers', document, file });
const factsOf = (document: string, name = 'x.jpg') => ({ file: { document, sha256: 'a'.repeat(64), size: 10, name } });
const add = (driven: Driven, document: string, file: string): unknown =>
  accepted(driven, student, addAct(document, file), factsOf(file));
const review = (document: string, file: string, decision: 'accept' | 'again', reason?: string) => ({
  type: 'review-document' as const,
  task: 'papers',
  document,
  file,
  decision,
  ...(reason === undefined ? {} : { reason }),
});
const statuses = (driven: Driven, document: string): readonly string[] =>
  taskIn(driven, 'papers', 'documents').data.items[document]?.files.map((f) => f.status) ?? [];
const inspected = (driven: Driven, file: string, ok: boolean): unknown => {
  const asked = driven.effects.find((e) => e.request.kind === 'inspect-document' && e.request.file === file);
  if (asked?.request.kind !== 'inspect-document') throw new Error('not asked');
  const { document } = asked.request;
  const about = { kind: 'inspect-document' as const, document, file };
  return accepted(driven, system, {
    type: 'effect-succeeded',
    effect: asked.effect,
    result: ok
      ? { ...about, ok, mime: 'image/jpeg', pages: 1, sha256: 'b'.repeat(64), size: 9, scanned: true }
      : { ...about, ok, code: 'encrypted', reason: { en: 'It is encrypted.' } },
  });
};

describe('supporting documents', () => {
  it('are received, inspected, reviewed, and then the task is done', () => {
    const driven = reviewed({ document: 'passport' });
    add(driven, 'passport', 'f1');
    expect(statuses(driven, 'passport')).to.deep.equal(['inspecting']);
    expect(refused(driven, officer, review('passport', 'f1', 'accept'))).to.equal('item-not-open');
    answerEffects(driven);
    expect(statuses(driven, 'passport')).to.deep.equal(['to-review']);
    expect(refused(driven, registry, review('passport', 'f1', 'accept'))).to.equal('not-yours');
    accepted(driven, officer, review('passport', 'f1', 'accept'));
    expect(taskIn(driven, 'papers', 'documents').status).to.equal('done');
  });

  it('need no review where the procedure names nobody', () => {
    const driven = unreviewed({ document: 'passport' });
    add(driven, 'passport', 'f1');
    answerEffects(driven);
    expect(taskIn(driven, 'papers', 'documents').status).to.equal('done');
  });

  it('wait for all that are required, and not for those that are not', () => {
    const driven = unreviewed(
      { document: 'passport' },
      { document: 'insurance', required: false },
      { document: 'transcript' },
    );
    add(driven, 'passport', 'f1');
    answerEffects(driven);
    expect(taskIn(driven, 'papers', 'documents').status).to.equal('open');
    add(driven, 'transcript', 'f2');
    answerEffects(driven);
    expect(taskIn(driven, 'papers', 'documents').status).to.equal('done');
  });

  it('do not end while an optional one is being looked at', () => {
    const driven = unreviewed({ document: 'passport' }, { document: 'insurance', required: false });
    add(driven, 'insurance', 'f1');
    add(driven, 'passport', 'f2');
    inspected(driven, 'f1', false);
    inspected(driven, 'f2', true);
    expect(taskIn(driven, 'papers', 'documents').status).to.equal('open');
    add(driven, 'insurance', 'f3');
    answerEffects(driven);
    expect(taskIn(driven, 'papers', 'documents').status).to.equal('done');
  });

  it('are asked for again with a reason, and a newer file replaces the older, which stays', () => {
    const driven = reviewed({ document: 'passport' });
    add(driven, 'passport', 'f1');
    answerEffects(driven);
    for (const reason of [undefined, '', ' '])
      expect(refused(driven, officer, review('passport', 'f1', 'again', reason))).to.equal('reason-missing reason');
    accepted(driven, officer, review('passport', 'f1', 'again', 'It is blurred.'));
    expect(mails(driven, 'document-again').map((m) => m.words)).to.deep.equal(['It is blurred.']);
    add(driven, 'passport', 'f2');
    answerEffects(driven);
    expect(statuses(driven, 'passport')).to.deep.equal(['again', 'to-review']);
    expect(refused(driven, officer, review('passport', 'f1', 'accept'))).to.equal('stale-version file');
    accepted(driven, officer, review('passport', 'f2', 'accept'));
    expect(taskIn(driven, 'papers', 'documents').status).to.equal('done');
  });

  it('may be replaced while the older waits for its review', () => {
    const driven = reviewed({ document: 'passport' });
    add(driven, 'passport', 'f1');
    answerEffects(driven);
    add(driven, 'passport', 'f2');
    expect(refused(driven, officer, review('passport', 'f1', 'accept'))).to.equal('item-not-open');
    answerEffects(driven);
    expect(statuses(driven, 'passport')).to.deep.equal(['to-review', 'to-review']);
    expect(refused(driven, officer, review('passport', 'f1', 'accept'))).to.equal('stale-version file');
  });

  it('that the inspection refuses are asked for again, with its reason', () => {
    const driven = reviewed({ document: 'passport' });
    add(driven, 'passport', 'f1');
    inspected(driven, 'f1', false);
    expect(statuses(driven, 'passport')).to.deep.equal(['refused']);
    expect(mails(driven, 'document-again').map((m) => m.tasks)).to.deep.equal([[{ en: 'It is encrypted.' }]]);
  });

  it('a late refusal of an older file troubles nobody', () => {
    const driven = reviewed({ document: 'passport' });
    add(driven, 'passport', 'f1');
    add(driven, 'passport', 'f2');
    inspected(driven, 'f1', false);
    inspected(driven, 'f2', true);
    expect(statuses(driven, 'passport')).to.deep.equal(['refused', 'to-review']);
    expect(mails(driven, 'document-again')).to.deep.equal([]);
  });

  it('nor does a refusal after the end', () => {
    const driven = reviewed({ document: 'passport' });
    add(driven, 'passport', 'f1');
    accepted(driven, student, { type: 'withdraw', reason: 'No more.' });
    inspected(driven, 'f1', false);
    expect(mails(driven, 'document-again')).to.deep.equal([]);
  });

  it('refuses one upload given twice', () => {
    const driven = reviewed({ document: 'passport' }, { document: 'transcript' });
    add(driven, 'passport', 'f1');
    for (const document of ['passport', 'transcript'])
      expect(refused(driven, student, addAct(document, 'f1'), factsOf('f1'))).to.equal('wrong-answer file');
  });

  it('refuses what was not uploaded, is not asked for, or is somebody else’s', () => {
    const driven = reviewed({ document: 'passport' });
    expect(refused(driven, student, addAct('passport', 'f1'))).to.equal('not-found file');
    expect(refused(driven, student, addAct('passport', 'f1'), factsOf('f2'))).to.equal('not-found file');
    for (const document of ['visa', 'constructor', 'toString'])
      expect(refused(driven, student, addAct(document, 'f1'), factsOf('f1'))).to.equal('unknown-item document');
    expect(refused(driven, officer, addAct('passport', 'f1'), factsOf('f1'))).to.equal('not-yours');
  });

  it('keeps a file’s name only as far as it is text', () => {
    const driven = reviewed({ document: 'passport' });
    accepted(driven, student, addAct('passport', 'f1'), factsOf('f1', 'x\ud83d'));
    expect(taskIn(driven, 'papers', 'documents').data.items['passport']?.files[0]?.name).to.equal('x\ufffd');
  });

  it('that are all optional hold nothing up, the first time and the next', () => {
    const driven = unreviewed({ document: 'insurance', required: false });
    expect(taskIn(driven, 'papers', 'documents').status).to.equal('done');
    accepted(driven, student, { type: 'withdraw', reason: 'x' });
    accepted(driven, officer, { type: 'reopen', reason: 'x', to: 'papers' });
    expect(taskIn(driven, 'papers', 'documents')).to.include({ status: 'done', round: 2 });
    expect(stateOf(driven).tasks['next']?.status).to.equal('open');
  });

  it('that were accepted are looked at again after a send-back, or asked for again where nobody reviews; staff are told once', () => {
    for (const [make, status] of [
      [reviewed, 'to-review'],
      [unreviewed, 'again'],
    ] as const) {
      const driven = make({ document: 'passport' }, { document: 'transcript' });
      for (const document of ['passport', 'transcript']) {
        add(driven, document, document);
        answerEffects(driven);
        if (make === reviewed) accepted(driven, officer, review(document, document, 'accept'));
      }
      const told = mails(driven, 'waits-for-you').length;
      accepted(driven, student, { type: 'withdraw', reason: 'x' });
      accepted(driven, officer, { type: 'reopen', reason: 'x', to: 'papers' });
      expect(statuses(driven, 'passport')).to.deep.equal([status]);
      expect(mails(driven, 'waits-for-you').length - told).to.equal(status === 'to-review' ? 1 : 0);
      expect(types(driven).filter((t) => t === 'document-received')).to.have.length(2);
    }
  });
});
