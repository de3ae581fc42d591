import type { AgreementFacts } from '../../domain/agreement/content.ts';
import type { GradingTable } from '../../domain/grades/table.ts';
import { newestRevision } from '../../domain/mobility/agreement.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import {
  accepted,
  answerEffects,
  birthOf,
  coordinator,
  officer,
  partner,
  registry,
  start,
  student,
  system,
  type Driven,
} from './mobility.ts';

export const courses: AgreementFacts = {
  units: ['sciences', 'languages'],
  courses: [
    { code: 'INF1', title: 'Databases', ects: 600, unit: 'sciences', terms: ['S1'], language: 'fr' },
    { code: 'INF2', title: 'Networks', ects: 1200, unit: 'sciences', terms: ['S1', 'S2'], language: 'en' },
    { code: 'LAN1', title: 'French', ects: 1200, unit: 'languages', terms: ['S1'], language: 'fr' },
  ],
};

export const scale = (id: string, labels: readonly string[]): GradingTable => ({
  id,
  title: { en: id },
  version: '1',
  scale: { order: 'best-first', grades: labels.map((label) => ({ label, value: label, passing: true })) },
  counts: Object.fromEntries(labels.map((label) => [label, 10])),
});

export const born = (procedure: Procedure, now?: string): Driven => {
  const driven = start(procedure, now);
  accepted(driven, system, {
    type: 'create',
    reference: 'CAEN-2026-000001',
    institution: 'caen',
    birth: birthOf(procedure),
  });
  return driven;
};

export const stateOf = (driven: Driven): Mobility => {
  if (driven.state === null) throw new Error('not born');
  return driven.state;
};
export const versionOf = (driven: Driven, task: string): number => stateOf(driven).tasks[task]?.version ?? 0;

const contact = { name: 'Rui Costa', email: 'rui@porto.example' };
export const fillDetails = (driven: Driven): unknown =>
  accepted(driven, student, {
    type: 'submit-form',
    task: 'details',
    version: versionOf(driven, 'details'),
    answers: { birthDate: '2004-05-06', citizenship: 'PT', cycle: 'bachelor', homeCoordinator: contact },
  });

export function givePapers(driven: Driven): void {
  for (const document of ['passport', 'transcript']) {
    const file = `file-${document}`;
    accepted(
      driven,
      student,
      { type: 'add-document', task: 'papers', document, file },
      { file: { document: file, sha256: 'a'.repeat(64), size: 10, name: 'x' } },
    );
    answerEffects(driven);
    accepted(driven, officer, { type: 'review-document', task: 'papers', document, file, decision: 'accept' });
  }
}

export const submitAgreement = (driven: Driven, chosen = ['INF1', 'INF2', 'LAN1']): unknown =>
  accepted(
    driven,
    student,
    {
      type: 'submit-agreement',
      task: 'learning-agreement',
      basedOn: newestRevision(stateOf(driven), 'learning-agreement')?.hash ?? null,
      content: {
        mainUnit: 'sciences',
        language: 'fr',
        languageLevel: 'B2',
        components: chosen.map((course) => ({ course, term: 'S1' })),
        recognised: [{ title: 'Elective', ects: 3000, automatic: true }],
        responsibleHome: contact,
      },
    },
    { agreement: courses },
  );

export function approve(driven: Driven): void {
  for (const [step, actor] of [
    ['faculty', coordinator],
    ['office', officer],
  ] as const)
    accepted(driven, actor, { ...decision(driven, step), decision: 'approve' });
}

export const decision = (driven: Driven, step: string) => ({
  type: 'decide-step' as const,
  task: 'admission',
  step,
  round: stateOf(driven).tasks['admission']?.round ?? 0,
  subject: newestRevision(stateOf(driven), 'learning-agreement')?.hash ?? '',
});

export function signAll(driven: Driven): void {
  answerEffects(driven);
  for (const [signer, actor] of [
    ['student', student],
    ['home', partner],
    ['host', coordinator],
  ] as const) {
    const task = stateOf(driven).tasks['agreement-signatures'];
    if (task?.kind !== 'signatures') throw new Error('no signatures');
    accepted(driven, actor, {
      type: 'sign',
      task: task.task,
      signer,
      revision: task.data.revision,
      shown: task.data.shown?.sha256 ?? '',
    });
  }
  answerEffects(driven);
}

export function stayAndLeave(driven: Driven): void {
  accepted(driven, officer, {
    type: 'attest',
    task: 'arrival',
    version: versionOf(driven, 'arrival'),
    date: '2026-09-01',
  });
  accepted(driven, officer, {
    type: 'attest',
    task: 'departure',
    version: versionOf(driven, 'departure'),
    date: '2027-06-30',
  });
  answerEffects(driven);
}

export function gradeAndIssue(driven: Driven): void {
  const task = stateOf(driven).tasks['grades'];
  if (task?.kind !== 'grades') throw new Error('no grades');
  const results = task.data.components.map(({ code, term }) => ({
    code,
    term,
    status: 'passed' as const,
    grade: '12',
  }));
  accepted(
    driven,
    registry,
    { type: 'enter-results', task: 'grades', version: task.version, results },
    { grading: { host: scale('fr', ['16', '14', '12', '10']), home: scale('pt', ['20', '15', '10']) } },
  );
  const entered = stateOf(driven).tasks['grades'];
  const hash = entered?.kind === 'grades' ? (entered.data.results?.hash ?? '') : '';
  accepted(driven, coordinator, { type: 'approve-results', task: 'grades', results: hash, decision: 'approve' });
  accepted(driven, registry, { type: 'issue-transcript', task: 'transcript', results: hash });
  answerEffects(driven);
}

/** From birth to transcript, without a detour. */
export function wholeMobility(procedure: Procedure): Driven {
  const driven = born(procedure);
  fillDetails(driven);
  givePapers(driven);
  submitAgreement(driven);
  approve(driven);
  signAll(driven);
  driven.now = '2027-07-01T10:00:00.000Z';
  stayAndLeave(driven);
  gradeAndIssue(driven);
  return driven;
}
