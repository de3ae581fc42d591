import { refuse, type Refusal } from '../refusal.ts';
import type { AgreementContent, AgreementDraft, AgreementFacts, Component, ComponentChoice } from './content.ts';

/** Turns what a person chose into the content of a revision: catalogue courses get the catalogue's own values. */
export function compose(draft: AgreementDraft, facts: AgreementFacts): AgreementContent | Refusal {
  if (!facts.units.includes(draft.mainUnit))
    return refuse('wrong-answer', { field: 'mainUnit', why: 'no such faculty' }, 'content/mainUnit');
  const components: Component[] = [];
  for (const [n, choice] of draft.components.entries()) {
    const component = componentOf(choice, facts, `content/components/${String(n)}`);
    if ('refused' in component) return component;
    if (components.some((c) => c.code === component.code && c.term === component.term))
      return refuse('wrong-answer', { field: component.code, why: 'chosen twice' }, `content/components/${String(n)}`);
    components.push(component);
  }
  return { ...draft, components };
}

function componentOf(choice: ComponentChoice, facts: AgreementFacts, field: string): Component | Refusal {
  if (!('course' in choice)) return choice;
  const course = facts.courses.find((c) => c.code === choice.course);
  if (course === undefined) return refuse('unknown-course', { course: choice.course }, field);
  if (!course.terms.includes(choice.term))
    return refuse('wrong-answer', { field: course.code, why: `not taught in ${choice.term}` }, `${field}/term`);
  return {
    code: course.code,
    title: course.title,
    term: choice.term,
    ects: course.ects,
    course: course.code,
    ...(course.unit === undefined ? {} : { unit: course.unit }),
    ...(course.language === undefined ? {} : { language: course.language }),
  };
}
