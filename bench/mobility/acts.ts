import { newestRevision } from '../../domain/mobility/agreement.ts';
import type { PublicAct } from '../../domain/mobility/acts.schema.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Task } from '../../domain/tasks/index.ts';
import { COURSES } from '../system/institution.ts';

/** What the people of a mobility send, filled with what they saw in its state. */

export const COORDINATOR = { name: 'Rui Costa', email: 'rui.costa@up.example' };

type Answers = Extract<PublicAct, { type: 'submit-form' }>['answers'];

export const details = (state: Mobility, more: Answers = {}): PublicAct => ({
  type: 'submit-form',
  task: 'details',
  version: taskIn(state, 'details').version,
  answers: { birthDate: '2004-05-06', citizenship: 'PT', phone: '+351 220 408 000', ...more },
});

export const agreement = (): PublicAct => ({
  type: 'submit-agreement',
  task: 'learning-agreement',
  basedOn: null,
  content: {
    mainUnit: 'sciences',
    language: 'fr',
    languageLevel: 'B2',
    field: '0613',
    components: COURSES.map((course) => ({ course, term: 'S1' as const })),
    recognised: [{ title: 'Mobility semester in computer science', ects: 3000, automatic: true }],
    responsibleHome: { ...COORDINATOR, position: 'Departmental coordinator' },
  },
});

export const decision = (state: Mobility, step: 'faculty' | 'office'): PublicAct => ({
  type: 'decide-step',
  task: 'admission',
  step,
  round: taskIn(state, 'admission').round,
  subject: newestRevision(state, 'learning-agreement')?.hash ?? '',
  decision: 'approve',
});

export const attestation = (state: Mobility, task: 'arrival' | 'departure'): PublicAct => ({
  type: 'attest',
  task,
  version: taskIn(state, task).version,
  date: task === 'arrival' ? state.stay.start : state.stay.end,
});

export function results(state: Mobility): PublicAct {
  const { version, ...task } = taskIn(state, 'grades');
  const components = task.kind === 'grades' ? task.data.components : [];
  return {
    type: 'enter-results',
    task: 'grades',
    version,
    results: components.map(({ code, term }) => ({ code, term, status: 'passed', grade: '12' })),
  };
}

export const resultsHash = (state: Mobility): string => {
  const task = taskIn(state, 'grades');
  return task.kind === 'grades' ? (task.data.results?.hash ?? '') : '';
};

export function taskIn(state: Mobility, id: string): Task {
  const task = state.tasks[id];
  if (task === undefined) throw new Error(`${state.reference} has no task ${id} yet.`);
  return task;
}
