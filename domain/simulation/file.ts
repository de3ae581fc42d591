import type { Actor } from '../authority/actor.ts';
import type { Act, Facts } from '../mobility/commands.ts';
import type { Decision } from '../mobility/decide.ts';
import { replay } from '../mobility/evolve.ts';
import type { Mobility, PendingEffect } from '../mobility/state.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import type { Instant } from '../time/civil.ts';
import type { Asked } from './outside.ts';
import type { World } from './world.ts';

/** A made-up file: where it stands, and what it asked of the outside. */
export interface File {
  readonly state: Mobility;
  readonly requests: ReadonlyMap<string, Asked>;
}

/** A command that nobody gives up on. */
const NEVER_LATE = '9999-12-31T23:59:59.999Z';

/** What the core makes of an act, now. */
export const decided = (
  { decide, procedure }: World,
  state: Mobility | null,
  actor: Actor,
  act: Act,
  now: Instant,
  facts: Facts = {},
): Decision | Refusal =>
  decide(procedure, state, { id: null, bodyHash: '', actor, act, facts, notAfter: NEVER_LATE }, now);

/** The file after a decision. @throws Error when the core decides a birth and there is no file after it */
export function after(file: File | null, { events, effects }: Decision): File {
  const state = replay(events, file?.state ?? null);
  if (state === null) throw new Error('A decision about nothing.');
  let requests = file?.requests ?? new Map<string, Asked>();
  for (const { effect, request } of effects)
    if (request.kind !== 'mail') requests = new Map([...requests, [effect, request]]);
  // What is settled is not asked any more.
  for (const id of requests.keys())
    if (!Object.hasOwn(state.effects, id)) requests = new Map([...requests].filter(([one]) => one !== id));
  return { state, requests };
}

/** A file is born. @throws Error when the core refuses */
export function born(
  world: World,
  { birth, at }: { birth: (Act & { type: 'create' })['birth']; at: Instant },
): {
  readonly file: File;
  readonly decision: Decision;
} {
  const { institution } = world;
  const act: Act = { type: 'create', reference: 'SIM-2026-000001', institution, birth };
  const decision = decided(world, null, { kind: 'system', institution }, act, at);
  if (isRefusal(decision)) throw new Error(`Nobody can be nominated: ${decision.code}.`);
  return { file: after(null, decision), decision };
}

/** The first effect that is on its way. */
export const running = ({ state }: File): PendingEffect | undefined =>
  Object.values(state.effects).find((e) => e.status === 'running' && e.channel !== 'mail');
