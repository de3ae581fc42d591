import { partnerHasDecided } from '../approvals/has-decided.ts';
import { holdersNow } from '../mobility/handed.ts';
import { own } from '../mobility/own.ts';
import type { Holder, Mobility } from '../mobility/state.ts';
import { waitsOf, waitsOfTask } from '../mobility/waits.ts';
import type { InstitutionId, PersonId, Reference, UnitId } from '../ids.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Task } from '../tasks/index.ts';
import { ANSWER } from '../tasks/message.ts';
import type { Actor } from './actor.ts';
import { grantsOn, unitsOf } from './may.ts';
import { isHeldBy, pairOf, type Pair } from './pairs.ts';

/**
 * What of a file decides who may see it. It comes from the file's state, or from the rows that lists read, which are
 * derived from it: so a file that one may not see need not be opened to find that out.
 */
export interface Sight {
  readonly reference: Reference;
  readonly institution: InstitutionId;
  readonly person: PersonId;
  /** Those that `unitsOf` gives. */
  readonly units: readonly UnitId[];
  /** Who holds what waits now. */
  readonly waiting: readonly Pair[];
}

/** Read only as far as it is asked: every command asks, and most are the person's own. */
export const sightOf = (file: Mobility): Sight => ({
  reference: file.reference,
  institution: file.institution,
  person: file.person.id,
  get units() {
    return unitsOf(file);
  },
  get waiting() {
    return waitsOf(file).flatMap(({ holders }) => holders.flatMap((holder) => pairOf(holder) ?? []));
  },
});

/**
 * Whether a file is there for somebody: for its own person, for staff who may see files at one of its units or for whom
 * something in it waits; for a partner only the file of their link, as far as can be told without opening it.
 */
export function sees(actor: Actor, sight: Sight): boolean {
  if (actor.institution !== sight.institution) return false;
  switch (actor.kind) {
    case 'system':
      return true;
    case 'partner':
      return actor.bound.reference === sight.reference;
    case 'person': {
      if (actor.person === sight.person) return true;
      const grants = grantsOn(actor, sight.person);
      const { units } = sight;
      return (
        grants.some((g) => g.permissions.includes('see-files') && units.some((unit) => g.units.includes(unit))) ||
        sight.waiting.some((pair) => isHeldBy(actor.person, grants, pair))
      );
    }
  }
}

/** Refuses a file that may not be seen as if there were none. */
export const maySee = (actor: Actor, file: Mobility): Refusal | undefined =>
  sees(actor, sightOf(file)) && (actor.kind !== 'partner' || wasAsked(actor, file)) ? undefined : refuse('not-found');

type Asked = Pick<Actor & { kind: 'partner' }, 'bound' | 'email'>;

/**
 * Whether a link may still be opened: who was asked has not answered, and nobody took their place. The file says so,
 * whatever became of the link's own row: what it is for is done once.
 */
export function mayOpenToSign(asked: Asked, file: Mobility): boolean {
  const task = own(file.tasks, asked.bound.task);
  if (file.status === 'closed' || task?.status !== 'open' || hasDone(asked, task)) return false;
  return waitsOfTask(task).some((wait) => isOf(wait.item, asked) && isHolder(wait.holders, asked));
}

/** Whether a partner is still the one who was asked: somebody else may have taken their place. */
function wasAsked(asked: Asked, file: Mobility): boolean {
  const task = own(file.tasks, asked.bound.task);
  if (task === undefined || asked.bound.reference !== file.reference) return false;
  switch (task.kind) {
    case 'signatures':
      return task.data.signers.some(({ signer, holder }) => isOf(signer, asked) && isHolder([holder], asked));
    case 'approval':
      return task.data.steps.some(
        ({ step, holders, fixed }) => isOf(step, asked) && isHolder(holdersNow(task, step, holders, fixed), asked),
      );
    case 'message':
      return isOf(ANSWER, asked) && isHolder(holdersNow(task, ANSWER, [task.data.holder]), asked);
    default:
      return false;
  }
}

/** In a step that several decide it waits for the others, and not for who has decided. */
const hasDone = ({ bound, email }: Asked, task: Task): boolean =>
  task.kind === 'approval' &&
  task.data.steps.some((step) => step.step === bound.item && partnerHasDecided(step, email));

const isOf = (item: string | undefined, { bound }: Asked): boolean => item === bound.item;

const isHolder = (holders: readonly Holder[], { email }: Asked): boolean =>
  holders.some((holder) => holder.by === 'partner' && holder.email === email);
