import { checkProcedure, type Surroundings } from '../../../domain/process/check.ts';
import type { Problem } from '../../../domain/process/problem.ts';

const title = 'title: { en: T }';

/** Procedures of a few tasks, one line each, and what is wrong with them. */
export const stages = (...all: readonly (readonly string[])[]): string =>
  [
    'procedure: p',
    title,
    'for: student',
    'office: office',
    'stages:',
    ...all.flatMap((tasks, n) => [
      `  - stage: stage-${String(n)}`,
      `    ${title}`,
      '    tasks:',
      ...tasks.map((task) => `      - { ${title}, ${task} }`),
    ]),
  ].join('\n');

const fields =
  'fields: [{ field: level, type: choice, required: true, label: { en: L }, choices: [{ value: master, label: { en: M } }] }, { field: age, type: number, label: { en: A } }, { field: who, type: contact, required: true, label: { en: W } }, { field: home, type: contact, label: { en: H } }]';
const more = (rest: string): string => (rest === '' ? '' : `, ${rest}`);

export const form = (task: string, rest = ''): string =>
  `task: ${task}, kind: form, by: person, ${fields}${more(rest)}`;
export const agreement = (task: string, rest = ''): string => `task: ${task}, kind: agreement, rules: {}${more(rest)}`;
export const attest = (task: string, fact: string, rest = ''): string =>
  `task: ${task}, kind: attestation, by: office, fact: ${fact}${more(rest)}`;
export const message = (task: string, rest = ''): string =>
  `task: ${task}, kind: message, to: person, text: { en: Hello }${more(rest)}`;
export const papers = (task: string, document = '', rest = ''): string =>
  `task: ${task}, kind: documents, documents: [{ document: a, title: { en: A }${more(document)} }]${more(rest)}`;
/** @param step what its one step says */
export const approval = (task: string, step = 'by: office', rest = ''): string =>
  `task: ${task}, kind: approval, chain: [{ step: one, ${step} }]${more(rest)}`;

export const problemsOf = (text: string, around?: Surroundings, today?: string): readonly Problem[] =>
  checkProcedure(text, 'p.yaml', around, today).problems;
/** `error after-cycle stages/0/tasks/1/after/0` */
export const told = (text: string, around?: Surroundings, today?: string): string[] =>
  problemsOf(text, around, today).map(({ severity, code, path }) => `${severity} ${code} ${path}`);
