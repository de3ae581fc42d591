import type { WorkflowHandle } from '@temporalio/client';
import type { mobility } from '../../workflows/mobility.ts';
import { readAnswer, type KeptAnswer } from '../../db/records/answers.ts';
import { readHistory, readMobility } from '../../db/records/read.ts';
import type { Actor } from '../../domain/authority/actor.ts';
import { hashOf } from '../../domain/hash.ts';
import type { Act, Birth, Command, Facts } from '../../domain/mobility/commands.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import { addDays } from '../../domain/time/civil.ts';
import { workflowId } from '../../workflows/contract.ts';
import { send, startRun, type Sent } from '../../workflows/send.ts';
import type { Ground } from './ground.ts';
import { birthOf } from './mobility.ts';
import { exampleProcedure } from './procedures.ts';
import { FOREVER, freshReference, unborn } from './records.ts';

export interface Sending extends Partial<Pick<Command, 'id' | 'bodyHash' | 'notAfter' | 'facts' | 'seen'>> {
  readonly timeoutMs?: number;
}

/** One mobility on a ground, as the API sees it. */
export interface LiveFile {
  readonly reference: string;
  readonly handle: WorkflowHandle<typeof mobility>;
  send(actor: Actor, act: Act, more?: Sending): Promise<Sent>;
  /** Sends what must be accepted. */
  accepted(actor: Actor, act: Act, facts?: Facts): Promise<void>;
  /** Starts a run where there is none, as the sweep does. */
  wake(): Promise<void>;
  state(): Promise<Mobility>;
  history(): Promise<readonly Recorded[]>;
  /** How many events of this type there are. */
  count(type: Recorded['event']['type']): Promise<number>;
  answer(id: string): Promise<KeptAnswer | undefined>;
  /** Waits until the state is as wanted. */
  until(wanted: (state: Mobility) => boolean, what: string): Promise<Mobility>;
}

export interface FileOptions {
  readonly reference?: string;
  readonly procedure?: Procedure;
  readonly birth?: Birth;
  readonly continueAfter?: number;
}

let ids = 0;
export const freshId = (): string => hashOf(`command ${String(process.pid)} ${String((ids += 1))}`);

const WITHIN_MS = 20_000;
const example = exampleProcedure('caen', 'erasmus-study');

/** A day so many days from today. */
export const inDays = (days: number): string => addDays(new Date().toISOString().slice(0, 10), days);

/** Nominates: the row is there, no run yet. The stay is in half a year unless the birth says otherwise. */
export async function nominated(ground: Ground, options: FileOptions = {}): Promise<LiveFile> {
  const { db, keys, client, queue } = ground;
  const { reference = freshReference(), procedure = example, continueAfter } = options;
  const birth = options.birth ?? birthOf(procedure, { start: inDays(180), end: inDays(480) });
  await unborn(db, keys, reference, procedure, birth);
  const where = { institution: 'caen', reference, ...(continueAfter === undefined ? {} : { continueAfter }) };
  const handle = client.workflow.getHandle<typeof mobility>(workflowId(where));
  const file: LiveFile = {
    reference,
    handle,
    send(actor, act, more = {}) {
      const { id = freshId(), bodyHash = hashOf(act), notAfter = FOREVER, facts = {}, timeoutMs = WITHIN_MS } = more;
      const seen = more.seen === undefined ? {} : { seen: more.seen };
      return send(
        client,
        where,
        { id, bodyHash, actor, act, facts, notAfter, ...seen },
        { taskQueue: queue, timeoutMs },
      );
    },
    async accepted(actor, act, facts = {}) {
      const sent = await file.send(actor, act, { facts });
      if (sent.kind !== 'done') throw new Error(`${act.type}: ${JSON.stringify(sent)}`);
    },
    wake: () => startRun(client, where, { taskQueue: queue }),
    async state() {
      const found = await readMobility(db, keys, reference);
      if (found?.state == null) throw new Error(`${reference} is not born yet.`);
      return found.state;
    },
    history: () => readHistory(db, keys, reference, { limit: 10_000 }),
    async count(type) {
      return (await file.history()).filter(({ event }) => event.type === type).length;
    },
    answer: (id) => readAnswer(db, keys, id),
    async until(wanted, what) {
      const end = Date.now() + WITHIN_MS;
      for (;;) {
        const found = await readMobility(db, keys, reference);
        if (found?.state != null && wanted(found.state)) return found.state;
        if (Date.now() > end) throw new Error(`${reference} did not come to: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
  return file;
}

/** Sends so many at once and waits for all of them, also when one fails, so that none is under way after the test. */
export async function atOnce<T>(sending: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(sending);
  return Promise.all(sending);
}

/** A mobility that was born: its first tasks are open. */
export async function opened(ground: Ground, options: FileOptions = {}): Promise<LiveFile> {
  const file = await nominated(ground, options);
  await file.wake();
  await file.until((state) => Object.values(state.tasks).some((task) => task.status === 'open'), 'its birth');
  return file;
}
