import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../config/log.ts';
import type { EffectId, InstitutionId, Reference } from '../../domain/ids.ts';
import { instantAt, laterBy } from '../../domain/time/instants.ts';
import type { Instant } from '../../domain/time/civil.ts';
import { deliver, type Delivery, type Outcome } from './deliver.ts';
import { sendDigest } from './digest/send.ts';
import { waitAfter, type Failure } from './failure.ts';
import { claim, failureIn, putOff, settle, type Claimed, type Settlement } from './outbox.ts';
import { LANES, type Transport } from './transport.ts';
import { within } from './within.ts';

export interface MailerDeps extends Omit<Delivery, 'transport'> {
  /** Null, as `settings.smtpUrl`: nothing is sent, and the outbox keeps it. */
  readonly transport: Transport | null;
  /**
   * Tells the file that a mail was given up. It is called again until it succeeds, so the same mail may be told
   * twice: that the file knows already is a success.
   */
  readonly onUndelivered: (
    reference: Reference,
    institution: InstitutionId,
    effect: EffectId,
    failure: Failure,
  ) => Promise<void>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

export interface Mailer {
  /** Takes no more mails, and waits for those on their way. */
  stop(): Promise<void>;
  /**
   * Works until nothing is due. @returns how many mails were sent meanwhile
   * @throws DatabaseError when the database cannot be reached
   */
  drain(): Promise<number>;
}

const POLL_MS = 250;
const REPORT_MS = 45_000;
const REPORT_AGAIN_SECONDS = 30;

/**
 * Sends what the outbox holds for the channel `mail`, until it is stopped. Several may run at once, in one process or
 * many: a row belongs to one of them while its lease lasts.
 */
export function startMailer(deps: MailerDeps): Mailer {
  const { settings, transport, log } = deps;
  if (settings.smtpUrl === null || transport === null) {
    log.warn({}, 'SMTP_URL is not set: mails are kept in the outbox, and go out once it is.');
    return { stop: () => Promise.resolve(), drain: () => Promise.resolve(0) };
  }
  return running({ ...deps, transport });
}

function running(deps: MailerDeps & Delivery): Mailer {
  const { db, log } = deps;
  const stopping = new AbortController();
  const flying = new Map<Claimed, Promise<void>>();
  let sent = 0;
  let filling: Promise<number> | undefined;

  const now = (): Instant => instantAt(deps.now().getTime());

  async function takeUp(): Promise<number> {
    const most = LANES - flying.size;
    if (most === 0 || stopping.signal.aborted) return 0;
    const rows = [...flying.keys()];
    const taken = await claim(db, now(), {
      most,
      busy: rows.map((row) => row.reference),
      // A file that cannot be told must not hold the others' mails up: reports take one lane.
      report: rows.every((row) => row.status !== 'undelivered'),
    });
    for (const row of taken) {
      const done = handle(row)
        .catch((error: unknown) => {
          // The lease ends by itself, and the row is taken up again.
          log.error({ err: error, effect: row.id }, 'A mail could not be settled; it is tried again in a minute.');
        })
        .finally(() => flying.delete(row));
      flying.set(row, done);
    }
    return taken.length;
  }

  /** Takes up what is due for the free lanes; one look at a time, so that each sees what the others took. */
  const fill = (): Promise<number> =>
    (filling ??= takeUp().finally(() => {
      filling = undefined;
    }));

  async function handle(row: Claimed): Promise<void> {
    if (row.status === 'undelivered') return report(row);
    if (row.gathered === 1) return handleDigest(row);
    const outcome = await deliver(deps, row);
    const settlement = settlementOf(row, outcome, now());
    if (outcome.kind === 'shared' || outcome.kind === 'gathered') return;
    const { id: effect } = row;
    if (settlement === undefined || !(await settle(db, row, settlement))) {
      log.warn({ effect, outcome: outcome.kind }, 'A mail was settled by somebody else meanwhile.');
      return;
    }
    if (outcome.kind === 'sent') sent += 1;
    if (outcome.kind === 'failed')
      log.warn({ effect, code: outcome.code, status: settlement.status }, 'A mail was not sent.');
    else log.info({ effect, status: settlement.status }, SAID[outcome.kind]);
  }

  async function handleDigest(row: Claimed): Promise<void> {
    const outcome = await sendDigest(deps, row);
    const { id: effect } = row;
    if (outcome.kind === 'sent') {
      sent += 1;
      log.info({ effect, rows: outcome.rows }, 'A mail of what was gathered was sent.');
    }
    if (outcome.kind === 'failed')
      log.warn({ effect, rows: outcome.rows, code: outcome.code }, 'A mail of what was gathered was not sent.');
  }

  async function report(row: Claimed): Promise<void> {
    const { reference, institution, id: effect } = row;
    try {
      await within(REPORT_MS, deps.onUndelivered(reference, institution, effect, failureIn(row)));
    } catch (error) {
      log.warn({ err: error, effect }, 'A file could not be told that its mail was not delivered; it is told again.');
      await putOff(db, row, laterBy(now(), REPORT_AGAIN_SECONDS));
      return;
    }
    await settle(db, row, { status: 'failed' });
  }

  async function loop(): Promise<void> {
    let troubled = false;
    while (!stopping.signal.aborted) {
      try {
        await fill();
        troubled = false;
      } catch (error) {
        if (!troubled) log.error({ err: error }, 'The outbox cannot be read; it is tried again.');
        troubled = true;
      }
      await rest();
    }
    await filling?.catch(() => 0);
    await Promise.all(flying.values());
  }

  /** Until it is time to look again, or half of those on their way are done: so several are taken up together. */
  async function rest(): Promise<void> {
    const woken = new AbortController();
    const signal = AbortSignal.any([woken.signal, stopping.signal]);
    const time = sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    await (flying.size === 0 ? time : Promise.race([time, half([...flying.values()])]));
    woken.abort();
  }

  const ended = loop();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
    async drain() {
      const before = sent;
      for (;;) {
        // A look that began earlier may have missed what is due now; so may any while something is on its way.
        while (filling !== undefined) await filling.catch(() => 0);
        const idle = flying.size === 0;
        const taken = await fill();
        if (stopping.signal.aborted || (idle && taken === 0)) break;
        if (flying.size > 0) await Promise.race(flying.values());
      }
      return sent - before;
    },
  };
}

/** When half of them are done. */
const half = (all: readonly Promise<void>[]): Promise<void> =>
  new Promise((resolve) => {
    let left = Math.ceil(all.length / 2);
    for (const one of all)
      void one.then(() => {
        left -= 1;
        if (left === 0) resolve();
      });
  });

const SAID = {
  sent: 'A mail was sent.',
  outdated: 'A mail was not needed any more.',
  later: 'A mail waits for the end of the night.',
  lost: 'A mail was settled by somebody else.',
} as const;

function settlementOf(row: Claimed, outcome: Outcome, now: Instant): Settlement | undefined {
  switch (outcome.kind) {
    case 'sent':
      return { status: 'sent', at: now };
    case 'shared':
    case 'gathered':
    case 'lost':
      return undefined;
    case 'later':
      return { status: 'later', dueAt: outcome.dueAt };
    case 'outdated':
      return { status: 'settled' };
    case 'failed': {
      const { code, message, permanent } = outcome;
      const tries = row.tries + 1;
      const wait = permanent ? undefined : waitAfter(tries);
      const failure = { code, message };
      if (wait === undefined) return { status: 'undelivered', tries, dueAt: now, failure };
      return { status: 'pending', tries, dueAt: laterBy(now, wait), failure };
    }
  }
}
