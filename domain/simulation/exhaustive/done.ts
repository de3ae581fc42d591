import type { Actor } from '../../authority/actor.ts';
import type { Act, Facts } from '../../mobility/commands.ts';
import { isRefusal } from '../../refusal.ts';
import type { Instant } from '../../time/civil.ts';
import { after, decided } from '../file.ts';
import type { World } from '../world.ts';
import type { Next, Node } from './node.ts';

/** The file after an act that the core takes; nothing when it refuses. */
export function done(
  world: World,
  node: Node,
  says: string,
  { actor, act, facts = {}, now = node.now, spends = false }: Doing,
): readonly Next[] {
  const decision = decided(world, node.file.state, actor, act, now, facts);
  if (isRefusal(decision) || decision.events.length === 0) return [];
  const next = { file: after(node.file, decision), now, spent: node.spent || spends };
  return [{ says, node: next, ...(act.type === 'withdraw' ? { withdraws: true } : {}) }];
}

export interface Doing {
  readonly actor: Actor;
  readonly act: Act;
  readonly facts?: Facts;
  readonly now?: Instant;
  readonly spends?: boolean;
}
