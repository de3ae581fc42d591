import type { Settings } from '../../config/settings.ts';
import type { Store } from '../../activities/documents/store.ts';
import type { IdentityDeps } from '../identity/deps.ts';
import type { Keys } from '../../db/keys.ts';
import type { TitleBook } from '../../db/queries/procedures.ts';
import type { Command } from '../../domain/mobility/commands.ts';
import type { InstitutionId, Reference } from '../../domain/ids.ts';
import type { Sent } from '../../workflows/send.ts';
import type { Simulate } from '../simulation/simulations.ts';

/** Hands a command to the running mobility. @throws an error with code `temporal-unreachable` or `too-much-under-way` */
export type Send = (
  where: { readonly institution: InstitutionId; readonly reference: Reference },
  command: Command,
) => Promise<Sent>;

/** What the routes work with; each process makes one. */
export interface ApiDeps extends IdentityDeps {
  readonly settings: Settings;
  readonly keys: Keys;
  readonly store: Store;
  readonly titles: TitleBook;
  readonly send: Send;
  /** Whether Temporal answers. */
  readonly temporalAnswers: () => Promise<boolean>;
  readonly now: () => Date;
  readonly simulate: Simulate;
  /** Where the mail catcher of the embedded default shows its mails. */
  readonly mailsUrl: string | null;
}
