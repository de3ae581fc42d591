import type { Log } from '../../config/log.ts';
import type { Settings } from '../../config/settings.ts';
import type { Db } from '../../db/connect.ts';
import type { Keys } from '../../db/keys.ts';
import type { InstitutionId, PersonId } from '../../domain/ids.ts';

/** A mail with a link to log in by, for somebody who has no provider. */
export interface LoginLinkMail {
  readonly institution: InstitutionId;
  readonly person: PersonId;
  readonly email: string;
  readonly language: string;
  readonly url: string;
  readonly expiresAt: Date;
}

/** What knowing who somebody is needs of the outside. */
export interface IdentityDeps {
  readonly db: Db;
  /** Those of the mobilities that links are for. */
  readonly keys: Keys;
  readonly settings: Pick<Settings, 'url' | 'oidcProviders' | 'dev'>;
  readonly log: Log;
  /** Called after the answer has gone out, so that its time tells nobody whether the address is known. */
  readonly sendLoginLink: (mail: LoginLinkMail) => Promise<void>;
  /** Whether mails can be sent now; asked before an address is looked up, so that the answer tells nothing of it. */
  readonly mailAnswers: () => Promise<boolean>;
  /** For tests. */
  readonly now?: () => Date;
}

export const nowOf = (deps: Pick<IdentityDeps, 'now'>): Date => deps.now?.() ?? new Date();
