import type { Audience } from '../../../domain/authority/task-sight.ts';
import type { Task, TaskDefinition } from '../../../domain/tasks/index.ts';
import { conditionView, mayTell } from './condition-view.ts';
import type { OpenFile } from './file.ts';
import { fieldsOf } from './form-view.ts';
import { ruleOf } from './rule-words.ts';

/** Who reads what a task keeps; `item` is what a partner's link is bound to. */
export interface DetailsReader {
  readonly audience: Audience;
  readonly item?: string;
  /** The task is kept among staff, and is there for the reader only because something in it waits for them. */
  readonly narrow: boolean;
}

/** What a kind of task keeps, as far as the reader may see it. */
export function detailsOf(
  definition: TaskDefinition,
  task: Task | undefined,
  file: OpenFile,
  reader: DetailsReader,
): Record<string, unknown> {
  return { ...asked(definition, task, file, reader), ...(task === undefined ? {} : kept(task, reader)) };
}

/** What the procedure asks for, and how its rules read. */
function asked(
  definition: TaskDefinition,
  task: Task | undefined,
  file: OpenFile,
  reader: DetailsReader,
): Record<string, unknown> {
  const { audience } = reader;
  switch (definition.kind) {
    case 'form':
      return fieldsOf(definition, task, file, audience);
    case 'documents':
      return {
        documents: definition.documents.map(({ when, ...document }) => ({
          ...document,
          ...(when === undefined || !mayTell(when, file.procedure, audience) ? {} : { when }),
        })),
      };
    case 'agreement':
      return { rules: definition.rules };
    case 'approval':
      return {
        chain: definition.chain
          .filter((step) => showsStep(step.step, task, reader))
          .map((step) => {
            const condition = conditionView(step.when, file.procedure, audience);
            return {
              step: step.step,
              ...('by' in step ? { by: step.by } : {}),
              ...(step.title === undefined ? {} : { title: step.title }),
              rule: ruleOf(
                step,
                task?.kind === 'approval' ? task.data.steps.find((s) => s.step === step.step) : undefined,
              ),
              ...(condition === undefined ? {} : { condition }),
            };
          }),
      };
    case 'message':
      return { text: definition.text, answer: definition.answer };
    case 'attestation':
      return { fact: definition.fact };
    default:
      return {};
  }
}

/** A partner sees the step of their link; who was asked something in a chain of staff, the step that asks. */
function showsStep(step: string, task: Task | undefined, { audience, item, narrow }: DetailsReader): boolean {
  if (audience === 'partner') return step === item;
  if (!narrow) return true;
  const found = task?.kind === 'approval' ? task.data.steps.find((s) => s.step === step) : undefined;
  return found?.questions.some((q) => q.answer === undefined) === true;
}

function kept(task: Task, reader: DetailsReader): Record<string, unknown> {
  const { audience } = reader;
  switch (task.kind) {
    case 'form':
      return { answers: task.data.answers ?? null };
    case 'documents':
      return { items: task.data.items };
    case 'agreement':
      return { revisions: task.data.revisions };
    case 'approval':
      return {
        subject: task.data.subject ?? null,
        steps: task.data.steps
          .filter(({ step }) => showsStep(step, task, reader))
          .map((step) => ({
            ...step,
            holders: audience === 'staff' ? step.holders : step.holders.filter((h) => h.by === 'role'),
            ...talk(step, reader),
          })),
      };
    case 'signatures':
      return {
        revision: task.data.revision,
        shown: task.data.shown ?? null,
        order: task.data.order,
        signers: task.data.signers.map((s) => signer(s, audience)),
      };
    case 'attestation':
      return { date: task.data.date ?? null, note: task.data.note ?? null };
    case 'grades':
      return { components: task.data.components, ...results(task, audience) };
    case 'transcript':
      return { results: task.data.results, requested: task.data.requested };
    case 'message':
      return { words: task.data.words ?? null };
  }
}

type Step = Extract<Task, { kind: 'approval' }>['data']['steps'][number];

/** What was decided and asked: between the office and the person, so that a partner learns neither. */
function talk(
  { decisions, questions }: Step,
  { audience, narrow }: DetailsReader,
): Pick<Record<string, unknown>, string> {
  if (audience === 'partner') return { decisions: [], questions: [] };
  if (narrow) return { decisions: [], questions: questions.filter((q) => q.answer === undefined) };
  return { decisions: decisions.map((d) => decision(d, audience)) };
}

type Approval = Step['decisions'][number];
type Signer = Extract<Task, { kind: 'signatures' }>['data']['signers'][number];

/** The person learns what was decided and why; who of the office it was is for staff. */
const decision = ({ person, partner, ...said }: Approval, audience: Audience): Record<string, unknown> =>
  audience === 'staff' ? { ...said, person, ...(partner === undefined ? {} : { partner }) } : said;

/** Addresses of partners are for staff. */
const signer = ({ holder, ...said }: Signer, audience: Audience): Record<string, unknown> => ({
  ...said,
  holder: holder.by === 'partner' && audience !== 'staff' ? { by: holder.by, name: holder.name } : holder,
});

/** Results are official once somebody approved them; until then they are staff's work. */
const results = (task: Extract<Task, { kind: 'grades' }>, audience: Audience): Record<string, unknown> =>
  audience === 'staff' || task.status === 'done'
    ? { results: task.data.results ?? null, returned: task.data.returned ?? null, approved: task.data.approved }
    : {};
