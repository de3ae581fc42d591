import type { ActiveGrant, Actor, Permission } from '../../domain/authority/actor.ts';
import { hashOf } from '../../domain/hash.ts';
import type { Act, Birth, Command, Facts } from '../../domain/mobility/commands.ts';
import { decide, type Decision } from '../../domain/mobility/decide.ts';
import type { AskedEffect } from '../../domain/mobility/deciding.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import { replay } from '../../domain/mobility/evolve.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Procedure } from '../../domain/process/procedure.ts';
import { isRefusal, type Refusal } from '../../domain/refusal.ts';
import { laterBy } from '../../domain/time/instants.ts';
import { madeUp } from './effects.ts';

/** A whole mobility driven through the core alone, as the tests and the bench do it. */
export const student: Actor = {
  kind: 'person',
  institution: 'caen',
  person: 'student-1',
  name: 'Ana Silva',
  identified: 'demo',
  grants: [],
};
export const system: Actor = { kind: 'system', institution: 'caen' };

const staffPermissions: readonly Permission[] = [
  'see-files',
  'repair',
  'reopen',
  'withdraw',
  'change-stay',
  'manage-signers',
];
export const staff = (
  person: string,
  role: string,
  units: readonly string[],
  more: Partial<ActiveGrant> = {},
): Actor => ({
  kind: 'person',
  institution: 'caen',
  person,
  name: person,
  identified: 'demo',
  grants: [{ role, permissions: staffPermissions, units, ...more }],
});

export const officer = staff('ines', 'international-officer', ['university', 'sciences', 'languages']);
export const coordinator = staff('claire', 'programme-coordinator', ['sciences']);
export const registry = staff('sophie', 'registry', ['university', 'sciences', 'languages']);
export const partner: Actor = {
  kind: 'partner',
  institution: 'caen',
  name: 'Rui Costa',
  email: 'rui@porto.example',
  identified: 'one-time-link',
  bound: { reference: 'CAEN-2026-000001', task: 'agreement-signatures', item: 'home' },
};

export const calendar = {
  version: '1',
  zone: 'Europe/Paris',
  offsets: [
    { from: '2025-10-26T01:00:00.000Z', minutes: 60 },
    { from: '2026-03-29T01:00:00.000Z', minutes: 120 },
    { from: '2026-10-25T01:00:00.000Z', minutes: 60 },
    { from: '2027-03-28T01:00:00.000Z', minutes: 120 },
    { from: '2027-10-31T01:00:00.000Z', minutes: 60 },
  ],
  holidays: [],
  closures: [],
  quiet: { from: '21:00', until: '07:00' },
};

/** Hashed once: published procedures never change. */
const hashes = new WeakMap<Procedure, string>();
function procedureHash(procedure: Procedure): string {
  const hash = hashes.get(procedure) ?? hashOf(procedure);
  hashes.set(procedure, hash);
  return hash;
}

export const birthOf = (procedure: Procedure, stay = { start: '2026-09-01', end: '2027-06-30' }): Birth => ({
  procedure: { id: procedure.procedure, version: 1, hash: procedureHash(procedure) },
  calendar,
  root: 'university',
  unit: 'university',
  person: { id: 'student-1', given: 'Ana', family: 'Silva', email: 'ana@porto.example', language: 'en' },
  home: {
    name: 'Universidade do Porto',
    country: 'PT',
    erasmusCode: 'P  PORTO02',
    coordinatorEmail: 'rui@porto.example',
  },
  stay,
});

export interface Driven {
  readonly procedure: Procedure;
  state: Mobility | null;
  now: string;
  readonly events: Recorded[];
  readonly effects: AskedEffect[];
  /** What was sent, and when: decided again, it gives the same. */
  readonly sent: { readonly command: Command; readonly now: string }[];
}

export const start = (procedure: Procedure, now = '2026-03-02T10:00:00.000Z'): Driven => ({
  procedure,
  state: null,
  now,
  events: [],
  effects: [],
  sent: [],
});

let sent = 0;
const commandId = (): string => hashOf(`command ${String((sent += 1))}`);
/** A command as the API sends it. */
export const command = (actor: Actor, act: Act, now: string, facts: Facts = {}): Command => ({
  ...unnamed(actor, act, now, facts),
  id: commandId(),
  bodyHash: hashOf(act),
});
/** For the core alone, which looks at neither id nor hash. */
const unnamed = (actor: Actor, act: Act, now: string, facts: Facts): Command => ({
  id: null,
  bodyHash: '',
  actor,
  act,
  facts,
  notAfter: laterBy(now, 65),
});

/** Sends a command; applies what is decided; gives the refusal if it was refused. */
export function send(driven: Driven, actor: Actor, act: Act, facts: Facts = {}): Refusal | Decision {
  const wanted = unnamed(actor, act, driven.now, facts);
  driven.sent.push({ command: wanted, now: driven.now });
  const decision = decide(driven.procedure, driven.state, wanted, driven.now);
  if (isRefusal(decision)) return decision;
  driven.state = replay(decision.events, driven.state);
  driven.events.push(...decision.events);
  driven.effects.push(...decision.effects);
  return decision;
}

/** Sends a command that must be accepted. */
export function accepted(driven: Driven, actor: Actor, act: Act, facts: Facts = {}): Decision {
  const decision = send(driven, actor, act, facts);
  if (isRefusal(decision)) throw new Error(`${act.type} was refused: ${decision.code} ${JSON.stringify(decision)}`);
  return decision;
}

/** What the outside would answer to everything that runs. */
export function answerEffects(driven: Driven): void {
  for (let round = 0; round < 20; round += 1) {
    const running = Object.values(driven.state?.effects ?? {}).filter((e) => e.status === 'running');
    if (running.length === 0) return;
    for (const { effect } of running) {
      const request = driven.effects.find((e) => e.effect === effect)?.request;
      if (request !== undefined && request.kind !== 'mail')
        accepted(driven, system, { type: 'effect-succeeded', effect, result: madeUp(request) });
    }
  }
}
