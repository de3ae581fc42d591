import type { Act, Facts } from '../../domain/mobility/commands.ts';
import type { TaskOf } from '../../domain/tasks/index.ts';
import type { Scene } from './scenes.ts';

/** An agreement that keeps the rules: one course of the scene's faculty, of as many credits as must be. */
export function agreementFor(task: TaskOf<'agreement'>, { unit }: Scene): { readonly act: Act; readonly facts: Facts } {
  const { rules, revisions } = task.data;
  const ects = Math.max(rules.ects?.min ?? 0, 300);
  return {
    act: {
      type: 'submit-agreement',
      task: task.task,
      basedOn: revisions.at(-1)?.hash ?? null,
      content: {
        mainUnit: unit,
        language: 'en',
        languageLevel: 'B2',
        components: [{ course: 'C1', term: 'S1' }],
        recognised: [],
        responsibleHome: { name: 'Rui Costa', email: 'rui@home.example' },
      },
    },
    facts: {
      agreement: {
        units: [unit],
        courses: [{ code: 'C1', title: 'Course', ects, unit, terms: ['S1'], language: 'en' }],
      },
    },
  };
}
