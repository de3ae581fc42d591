import { holdersOf } from '../../../db/identity/holders.ts';
import { readMobility } from '../../../db/records/read.ts';
import type { Holder, Mobility } from '../../../domain/mobility/state.ts';
import { waitsOf } from '../../../domain/mobility/waits.ts';
import type { Evidence, Fault } from '../verdict.ts';

/** Each mobility is closed, or waits for somebody who is there; nothing of it is an incident. */
export async function judgeWaits(on: Evidence, reference: string): Promise<Fault[]> {
  const state = (await readMobility(on.db, on.keys, reference))?.state;
  if (state == null) return [];
  const faults: Fault[] = [
    ...Object.values(state.effects).map((e) => `${e.kind} is ${e.status} (${e.lastError ?? ''})`),
    ...Object.values(state.incidents).map(({ code }) => `there is an incident ${code}`),
  ].map((what) => ({ kind: 'contradicted', what: `${reference}: ${what}` }));
  if (state.status === 'closed') return faults;
  const waits = waitsOf(state);
  if (waits.length === 0) faults.push({ kind: 'lost', what: `${reference} is open and waits for nobody` });
  for (const { task, holders } of waits) {
    const held = await Promise.all(holders.map((holder) => isThere(on, state, holder)));
    if (!held.includes(true)) faults.push({ kind: 'lost', what: `${task} of ${reference} waits for nobody` });
  }
  return faults;
}

const isThere = async ({ db }: Evidence, state: Mobility, holder: Holder): Promise<boolean> =>
  holder.by !== 'role' || ((await holdersOf(db, state, [holder], new Date()))[0] ?? []).length > 0;
