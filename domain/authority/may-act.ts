import { holdersNow } from '../mobility/handed.ts';
import { waitsOfTask } from '../mobility/waits.ts';
import type { Holder, Mobility } from '../mobility/state.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { ANSWER } from '../tasks/message.ts';
import type { Task, TaskAct } from '../tasks/index.ts';
import type { ActiveGrant, Actor } from './actor.ts';
import { heldBy, holds, may, permitting } from './may.ts';

const managing: ReadonlySet<TaskAct['type']> = new Set(['invite-again', 'redirect-signer', 'reopen-agreement']);

/** A link is for one decision: what sends the file back, or asks the person something, is for staff. */
const PARTNER_DECIDES: ReadonlySet<string> = new Set(['approve', 'refuse']);

/** Whether the actor may do this act on this open task, and by which grant. */
export function mayAct(
  actor: Actor,
  file: Mobility,
  task: Task,
  act: TaskAct,
): { readonly grant?: ActiveGrant } | Refusal {
  const item = itemOf(act);
  if (managing.has(act.type)) return mayManage(actor, file, task, item);
  if (act.type === 'take-back') return mayTakeBack(actor, file, task, item);
  const holders: readonly Holder[] =
    act.type === 'add-document'
      ? [{ by: 'person' }]
      : waitsOfTask(task)
          .filter((w) => w.acts.includes(act.type) && (w.item === undefined || w.item === item))
          .flatMap((w) => w.holders);
  if (actor.kind === 'partner' && act.type === 'decide-step' && !PARTNER_DECIDES.has(act.decision))
    return refuse('forbidden');
  if (holders.length === 0) return refuse('item-not-open', { item: item ?? task.task });
  const bound = { task: task.task, ...(item === undefined ? {} : { item }) };
  return holds(actor, holders, file, bound) ?? granted(actor, holders, file);
}

/** Who manages signers may, and who holds a declined signature: it waits for the office, whatever its permissions are. */
function mayManage(
  actor: Actor,
  file: Mobility,
  task: Task,
  item: string | undefined,
): { readonly grant?: ActiveGrant } | Refusal {
  const refused = may(actor, 'manage-signers', file);
  if (refused === undefined) return byGrant(permitting(actor, 'manage-signers', file));
  const holders = waitsOfTask(task)
    .filter((w) => w.what === 'settle-signature' && (item === undefined || w.item === item))
    .flatMap((w) => w.holders);
  return holds(actor, holders, file, { task: task.task }) === undefined ? granted(actor, holders, file) : refused;
}

/** Whoever decided may take it back, also when the step waits for nobody any more. */
export function mayTakeBack(
  actor: Actor,
  file: Mobility,
  task: Task,
  item: string | undefined,
): { readonly grant?: ActiveGrant } | Refusal {
  const step = task.kind === 'approval' ? task.data.steps.find((s) => s.step === item) : undefined;
  const decided = actor.kind === 'person' && step?.decisions.some((d) => d.person === actor.person) === true;
  return decided ? granted(actor, holdersNow(task, item, step.holders, step.fixed), file) : refuse('not-yours');
}

/** What inside the task an act is about. */
export function itemOf(act: TaskAct): string | undefined {
  if ('signer' in act) return act.signer;
  if ('step' in act) return act.step;
  if (act.type === 'answer-message') return ANSWER;
  return 'document' in act ? act.document : undefined;
}

/** What the history needs of the grant that an act rests on. */
export const byGrant = (grant: ActiveGrant | undefined): { readonly grant?: ActiveGrant } =>
  grant === undefined ? {} : { grant };

/**
 * The grant by which somebody acts who holds what waits. Their own file they act on as its person, whatever roles they
 * have beside.
 */
export function granted(actor: Actor, holders: readonly Holder[], file: Mobility): { readonly grant?: ActiveGrant } {
  if (actor.kind === 'person' && actor.person === file.person.id) return {};
  return byGrant(holders.map((holder) => heldBy(actor, holder, file)).find((grant) => grant !== undefined));
}
