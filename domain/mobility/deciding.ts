import type { Actor, ActorName } from '../authority/actor.ts';
import type { EffectId } from '../ids.ts';
import type { Procedure } from '../process/procedure.ts';
import type { Instant } from '../time/civil.ts';
import type { Facts } from './commands.ts';
import { channelOf, type EffectRequest } from './effects.ts';
import { EVENT_VERSION } from './upcast.ts';
import type { MobilityEvent, Recorded } from './events.ts';
import { evolving } from './evolve.ts';
import type { MailRequest } from './mail.ts';
import type { Mobility } from './state.ts';

/** An effect with the id it gets in the outbox. */
export interface AskedEffect {
  readonly effect: EffectId;
  readonly request: EffectRequest;
}

/** A decision on its way: what is recorded is applied at once, so that later rules see it. */
export interface Deciding {
  readonly procedure: Procedure;
  readonly actor: Actor;
  /** The actor as the history names them, with the grant that is used. */
  readonly by: ActorName;
  readonly facts: Facts;
  readonly at: Instant;
  /** The state with everything recorded so far. */
  state(): Mobility;
  record(event: MobilityEvent): void;
  ask(request: Exclude<EffectRequest, { kind: 'mail' }>): void;
  mail(request: Omit<MailRequest, 'asked'>): void;
  /** What was decided: nothing of it is true before it is committed. */
  outcome(): { readonly events: readonly Recorded[]; readonly effects: readonly AskedEffect[] };
}

/** Starts a decision. `state` may be null only when the first thing recorded is the birth. */
export function deciding(given: {
  procedure: Procedure;
  state: Mobility | null;
  actor: Actor;
  by: ActorName;
  facts: Facts;
  at: Instant;
}): Deciding {
  const events: Recorded[] = [];
  const effects: AskedEffect[] = [];
  let current = given.state;
  const next = evolving(given.state);
  const first = (given.state?.rev ?? 0) + 1;

  const state = (): Mobility => {
    if (current === null) throw new Error('A mobility is born before anything else is decided about it.');
    return current;
  };
  const record = (event: MobilityEvent): void => {
    const recorded = { seq: first + events.length, at: given.at, v: EVENT_VERSION, by: given.by, event };
    events.push(recorded);
    current = next(recorded);
  };
  const nextId = (): EffectId => `${state().reference}/${String(first)}/${String(effects.length + 1)}`;

  return {
    procedure: given.procedure,
    actor: given.actor,
    by: given.by,
    facts: given.facts,
    at: given.at,
    state,
    record,
    ask(request) {
      const effect = nextId();
      effects.push({ effect, request });
      const { kind, task } = request;
      const round = state().tasks[task]?.round ?? 1;
      record({ type: 'effect-requested', effect, channel: channelOf(kind), kind, task, round });
    },
    mail: (mail) => {
      effects.push({ effect: nextId(), request: { kind: 'mail', mail: { ...mail, asked: given.at } } });
    },
    outcome: () => ({ events, effects }),
  };
}
