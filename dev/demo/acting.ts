import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicAct } from '../../domain/mobility/acts.schema.ts';
import type { View } from '../../api/routes/mobility/view.schema.ts';
import { Refused, type Browser } from './browser.ts';

/** Everything that was acknowledged, for the count at the end. */
export interface Acknowledged {
  readonly key: string;
  readonly type: string;
  readonly by: string;
  readonly rev: number;
}

export interface Acting {
  readonly acknowledged: Acknowledged[];
  /** Sends an act and insists, with the same key, until it has an answer; a refusal is thrown. */
  act(who: Browser, act: PublicAct): Promise<Acknowledged>;
  view(who: Browser): Promise<View>;
  /** The act that this person may send now, with what it must name. */
  can(
    who: Browser,
    type: PublicAct['type'],
    item?: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>>>;
}

const PATIENCE_MS = 60_000;

export function acting(reference: string): Acting {
  const acknowledged: Acknowledged[] = [];
  const file = `/api/mobilities/${reference}`;
  return {
    acknowledged,
    async act(who, act) {
      const key = randomUUID();
      const answer = await insisting(async () => {
        const answered = await who.post<{ rev?: number }>(`${file}/acts`, act, { 'Idempotency-Key': key });
        return answered.status === 202 ? undefined : answered.body;
      });
      const kept = { key, type: act.type, by: who.name, rev: answer.rev ?? 0 };
      acknowledged.push(kept);
      return kept;
    },
    // A file that was just nominated is born within a second or two.
    view: (who) => insisting(() => who.get<View>(file).catch(unlessMissing)),
    async can(who, type, item = {}) {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        const view = await this.view(who);
        const found = view.can.find((c) => c['type'] === type && Object.entries(item).every(([k, v]) => c[k] === v));
        if (found !== undefined) return found;
        if (Date.now() > until)
          throw new Error(`${who.name} may not ${type} ${JSON.stringify(item)}; may: ${JSON.stringify(view.can)}`);
        await sleep(150);
      }
    },
  };
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Refused && error.status === 404) return undefined;
  throw error;
}

/** Asks again while the other side is down, or has no answer yet: what was sent counts once, by its key. */
export async function insisting<T>(work: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const result = await work();
      if (result !== undefined) return result;
    } catch (error) {
      const passing =
        error instanceof Refused
          ? error.status === 503 || error.status === 502
          : error instanceof TypeError || error instanceof SyntaxError;
      if (!passing || Date.now() > until) throw error;
    }
    if (Date.now() > until) throw new Error('There was no answer within a minute.');
    await sleep(200);
  }
}
