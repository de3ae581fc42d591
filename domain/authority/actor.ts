import type { InstitutionId, ItemId, PersonId, Reference, RoleId, TaskId, UnitId } from '../ids.ts';

/** What a role may do beside the tasks it holds. Declared for each role in the institution's configuration. */
export const permissions = [
  'see-files',
  'nominate',
  'message',
  'withdraw',
  'change-stay',
  'reopen',
  'reassign',
  'move-deadlines',
  'repair',
  'manage-signers',
  'see-mails',
  'import',
  'administer',
] as const;
export type Permission = (typeof permissions)[number];

/** A grant valid now, as the API found it in SQL; a grant at a unit covers the units below it. */
export interface ActiveGrant {
  readonly role: RoleId;
  readonly permissions: readonly Permission[];
  /** Every unit covered: the unit of the grant and all below it. */
  readonly units: readonly UnitId[];
  /** Set when the grant is used by delegation. */
  readonly onBehalfOf?: { readonly person: PersonId; readonly name: string };
}

export type Identification = 'federated-login' | 'one-time-link' | 'demo';

/** Who sends a command. Filled by the API from SQL, never taken from the client. */
export type Actor =
  | {
      readonly kind: 'person';
      readonly institution: InstitutionId;
      readonly person: PersonId;
      readonly name: string;
      readonly identified: Identification;
      readonly grants: readonly ActiveGrant[];
    }
  | {
      /** Somebody without an account, bound by a one-time link to a single act. */
      readonly kind: 'partner';
      readonly institution: InstitutionId;
      readonly name: string;
      readonly email: string;
      readonly identified: 'one-time-link';
      readonly bound: { readonly reference: Reference; readonly task: TaskId; readonly item: ItemId };
      /** The link has done its one act: it still shows what was done, and does nothing more. */
      readonly used?: true;
    }
  | { readonly kind: 'system'; readonly institution: InstitutionId };

/** How an actor is named in the history. */
export interface ActorName {
  readonly kind: Actor['kind'];
  readonly person?: PersonId;
  readonly name: string;
  readonly role?: RoleId;
  readonly onBehalfOf?: string;
  /** Who lent the grant: their power is used up as if they had acted. */
  readonly lentBy?: PersonId;
  readonly identified?: Identification;
}
