import type { Task, TaskDefinition } from '../../../domain/tasks/index.ts';
import type { Audience } from './file.ts';

/** What a kind of task keeps, as far as the reader may see it. */
export function detailsOf(
  definition: TaskDefinition,
  task: Task | undefined,
  audience: Audience,
): Record<string, unknown> {
  return { ...asked(definition), ...(task === undefined ? {} : kept(task, audience)) };
}

/** What the procedure asks for: the same for every file. */
function asked(definition: TaskDefinition): Record<string, unknown> {
  switch (definition.kind) {
    case 'form':
      return { fields: definition.fields };
    case 'documents':
      return { documents: definition.documents };
    case 'agreement':
      return { rules: definition.rules };
    case 'approval':
      return {
        chain: definition.chain.map(({ step, title, ...rest }) => ({
          step,
          ...('by' in rest ? { by: rest.by } : {}),
          ...(title === undefined ? {} : { title }),
        })),
      };
    case 'message':
      return { text: definition.text, answer: definition.answer };
    case 'attestation':
      return { fact: definition.fact };
    default:
      return {};
  }
}

function kept(task: Task, audience: Audience): Record<string, unknown> {
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
        steps: task.data.steps.map((step) => ({
          ...step,
          holders: audience === 'staff' ? step.holders : step.holders.filter((h) => h.by === 'role'),
          decisions: step.decisions.map((d) => decision(d, audience)),
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

type Approval = Extract<Task, { kind: 'approval' }>['data']['steps'][number]['decisions'][number];
type Signer = Extract<Task, { kind: 'signatures' }>['data']['signers'][number];

/** The person learns what was decided and why; who of the office it was is for staff. */
const decision = ({ person, ...said }: Approval, audience: Audience): Record<string, unknown> =>
  audience === 'staff' ? { ...said, person } : said;

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
