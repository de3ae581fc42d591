import { own } from '../mobility/own.ts';
import type { Mobility } from '../mobility/state.ts';
import { waitsOf } from '../mobility/waits.ts';
import type { InstitutionId, PersonId, Reference, RoleId, UnitId } from '../ids.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Signer } from '../tasks/signatures.ts';
import type { Actor } from './actor.ts';
import { grantsOn, unitsOf } from './may.ts';

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
  readonly waiting: readonly { readonly role: RoleId; readonly unit: UnitId }[];
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
    return waitsOf(file).flatMap(({ holders }) => holders.filter((holder) => holder.by === 'role'));
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
        sight.waiting.some(({ role, unit }) => grants.some((g) => g.role === role && g.units.includes(unit)))
      );
    }
  }
}

/** Refuses a file that may not be seen as if there were none. */
export const maySee = (actor: Actor, file: Mobility): Refusal | undefined =>
  sees(actor, sightOf(file)) && (actor.kind !== 'partner' || isSigner(actor, file)) ? undefined : refuse('not-found');

type Asked = Pick<Actor & { kind: 'partner' }, 'bound' | 'email'>;

/**
 * Whether a link to sign may still be opened: who was asked has neither signed nor declined, and nobody took their
 * place. The file says so, whatever became of the link's own row: what it is for is done once.
 */
export const mayOpenToSign = (asked: Asked, file: Mobility): boolean =>
  own(file.tasks, asked.bound.task)?.status === 'open' && signerFor(asked, file)?.status === 'invited';

/** Whether a partner is still the one who was asked to sign: somebody else may have taken their place. */
const isSigner = (asked: Asked, file: Mobility): boolean => signerFor(asked, file) !== undefined;

function signerFor({ bound, email }: Asked, file: Mobility): Signer | undefined {
  const task = own(file.tasks, bound.task);
  if (task?.kind !== 'signatures' || bound.reference !== file.reference) return undefined;
  return task.data.signers.find(
    ({ signer, holder }) => signer === bound.item && holder.by === 'partner' && holder.email === email,
  );
}
