import type { Log } from '../config/log.ts';
import type { Db } from '../db/connect.ts';
import { renewCalendar } from '../db/institutions/renew.ts';
import { select } from '../db/sql.ts';
import type { InstitutionId } from '../domain/ids.ts';
import { repeat, type Repeating } from './repeat.ts';

const EVERY_MS = 86_400_000;

export interface RenewDeps {
  readonly db: Db;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly now: () => Date;
}

/** Makes the institutions' calendars anew, at once and every day, until it is stopped. */
export const startRenewing = (deps: RenewDeps): Repeating =>
  repeat(() => renewCalendars(deps), {
    everyMs: EVERY_MS,
    failed: (error) => {
      deps.log.warn({ err: error }, 'Calendars cannot be made anew; it is tried again in a day');
    },
  });

/** One round. */
export async function renewCalendars({ db, log, now }: RenewDeps): Promise<void> {
  for (const { id } of await select<{ id: InstitutionId }>(db, 'SELECT id FROM institutions ORDER BY id'))
    try {
      if (await renewCalendar(db, id, now().toISOString())) log.info({ institution: id }, 'A calendar is made anew');
    } catch (error) {
      // One that cannot be made must not hold up the others.
      log.warn({ err: error, institution: id }, 'A calendar cannot be made anew; it is tried again in a day');
    }
}
