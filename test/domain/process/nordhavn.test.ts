import { expect } from 'chai';
import { newestRevision } from '../../../domain/mobility/agreement.ts';
import { due } from '../../../domain/mobility/due.ts';
import type { Actor } from '../../../domain/authority/actor.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { born, courses, decision, stateOf, versionOf } from '../../support/journey.ts';
import { accepted, answerEffects, partner, send, staff, student, system, type Driven } from '../../support/mobility.ts';

const office = staff('tiago', 'faculty-office', ['sciences']);
const coordinator = staff('ines-c', 'faculty-coordinator', ['sciences']);
const board = ['lars', 'beatriz'].map((name) => staff(name, 'study-board', ['sciences']));
const dean = staff('vera', 'dean', ['sciences']);
const registrar = staff('rui-m', 'registrar', ['university']);
const home = { name: 'Rui Costa', email: 'rui@porto.example' };
const homeSigner: Actor =
  partner.kind === 'partner' ? { ...partner, bound: { ...partner.bound, task: 'signing', item: 'home' } } : partner;

/** The file of somebody who filled the form and submitted an agreement of 30 credits. */
function planned(): Driven {
  const driven = born(exampleProcedure('nordhavn', 'erasmus-study'));
  const answers = {
    birthDate: '2004-05-06',
    citizenship: 'PT',
    semester: 'year',
    motivation: 'x'.repeat(200),
    coordinator: home,
  };
  accepted(driven, student, {
    type: 'submit-form',
    task: 'profile',
    version: versionOf(driven, 'profile'),
    answers,
  });
  const components = ['INF1', 'INF2', 'LAN1'].map((course) => ({ course, term: 'S1' as const }));
  const content = {
    mainUnit: 'sciences',
    language: 'en',
    languageLevel: 'B2' as const,
    components,
    recognised: [],
    responsibleHome: home,
  };
  accepted(
    driven,
    student,
    { type: 'submit-agreement', task: 'learning-agreement', basedOn: null, content },
    { agreement: courses },
  );
  accepted(
    driven,
    student,
    { type: 'add-document', task: 'papers', document: 'identity', file: 'f1' },
    { file: { document: 'f1', sha256: 'a'.repeat(64), size: 10, name: 'x' } },
  );
  answerEffects(driven);
  accepted(driven, office, {
    type: 'review-document',
    task: 'papers',
    document: 'identity',
    file: 'f1',
    decision: 'accept',
  });
  return driven;
}

describe('the procedure of nordhavn', () => {
  it('ends the file of somebody who never answers', () => {
    const driven = born(exampleProcedure('nordhavn', 'erasmus-study'));
    for (let turn = 0; turn < 20 && stateOf(driven).status === 'open'; turn += 1) {
      driven.now = due(stateOf(driven))?.at ?? driven.now;
      accepted(driven, system, { type: 'tick' });
    }
    expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'lapsed' });
  });

  it('needs two different members of the board', () => {
    const driven = planned();
    accepted(driven, coordinator, { ...decision(driven, 'coordinator'), decision: 'approve' });
    accepted(driven, board[0]!, { ...decision(driven, 'board'), decision: 'approve' });
    expect(send(driven, board[0]!, { ...decision(driven, 'board'), decision: 'approve' })).to.include({
      refused: true,
    });
    expect(stateOf(driven).tasks['admission']?.status).to.equal('open');
    accepted(driven, board[1]!, { ...decision(driven, 'board'), decision: 'approve' });
    expect(stateOf(driven).tasks['signing']?.status).to.equal('open');
  });

  it('goes to the transcript, signed in any order', () => {
    const driven = planned();
    for (const [actor, step] of [[coordinator, 'coordinator'], ...board.map((one) => [one, 'board'] as const)] as const)
      accepted(driven, actor, { ...decision(driven, step), decision: 'approve' });
    answerEffects(driven);
    const signers: readonly (readonly [string, Actor])[] = [
      ['dean', dean],
      ['home', homeSigner],
      ['student', student],
      ['coordinator', coordinator],
    ];
    for (const [signer, actor] of signers) {
      const task = stateOf(driven).tasks['signing'];
      const shown = task?.kind === 'signatures' ? (task.data.shown?.sha256 ?? '') : '';
      const revision = newestRevision(stateOf(driven), 'learning-agreement')?.hash ?? '';
      accepted(driven, actor, { type: 'sign', task: 'signing', signer, revision, shown });
    }
    answerEffects(driven);
    accepted(driven, student, { type: 'answer-message', task: 'welcome', version: versionOf(driven, 'welcome') });
    driven.now = '2027-07-01T10:00:00.000Z';
    for (const [task, date] of [
      ['arrival', '2026-09-01'],
      ['departure', '2027-06-30'],
    ] as const)
      accepted(driven, office, { type: 'attest', task, version: versionOf(driven, task), date });
    answerEffects(driven);
    const results = ['INF1', 'INF2', 'LAN1'].map((code) => ({
      code,
      term: 'S1' as const,
      status: 'passed' as const,
      grade: '14',
    }));
    accepted(driven, office, { type: 'enter-results', task: 'grades', version: versionOf(driven, 'grades'), results });
    const grades = stateOf(driven).tasks['grades'];
    const hash = grades?.kind === 'grades' ? (grades.data.results?.hash ?? '') : '';
    accepted(driven, coordinator, { type: 'approve-results', task: 'grades', results: hash, decision: 'approve' });
    accepted(driven, registrar, { type: 'issue-transcript', task: 'transcript', results: hash });
    answerEffects(driven);
    expect(stateOf(driven)).to.include({ status: 'closed', outcome: 'completed' });
  });
});
