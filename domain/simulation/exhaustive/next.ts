import type { Act } from '../../mobility/commands.ts';
import { due, type DueItem } from '../../mobility/due.ts';
import { waitsOf } from '../../mobility/waits.ts';
import type { Move, Wait } from '../../tasks/kind.ts';
import { instantOf, localDateOf } from '../../time/calendar.ts';
import type { Instant } from '../../time/civil.ts';
import type { Holder } from '../../mobility/state.ts';
import { running } from '../file.ts';
import { movesOn } from '../moves.ts';
import { answerOf, refusedDocument } from '../outside.ts';
import { holderName, isDone, membersFor, moverOf, staffOf, systemOf } from '../people.ts';
import { roleWith, type World } from '../world.ts';
import { done } from './done.ts';
import type { Next, Node } from './node.ts';
import { sayDue, sayMove } from './say.ts';
import { unasked } from './unasked.ts';

/** More reminders than these come before no deadline. */
const MOST_TICKS = 100;

/** Everything that can happen to a file next. */
export function nextOf(world: World, node: Node, abstract: (node: Node) => string): readonly Next[] {
  const { state } = node.file;
  if (state.status === 'closed') return unasked(world, node);
  const outside = answers(world, node);
  if (outside.length > 0) return outside;
  const repairs = repaired(world, node);
  if (repairs.length > 0) return repairs;
  return [...moves(world, node, abstract), ...time(world, node, abstract), ...unasked(world, node)];
}

/** What is on its way comes back before anybody acts: done, refused, or failed for good. */
function answers(world: World, node: Node): readonly Next[] {
  const effect = running(node.file);
  const request = effect === undefined ? undefined : node.file.requests.get(effect.effect);
  if (effect === undefined || request === undefined) return [];
  const { kind, task } = request;
  const results = [
    answerOf(request, membersFor, standIn),
    ...(kind === 'inspect-document' ? [refusedDocument(request)] : []),
  ];
  const actor = systemOf(world);
  const failed: Act = { type: 'effect-failed', effect: effect.effect, code: 'bad-input', message: 'It failed.' };
  return [
    ...results.flatMap((result, n) =>
      done(world, node, `The system ${n === 0 ? 'is done with' : 'refuses'} ${kind} of “${task}”.`, {
        actor,
        act: { type: 'effect-succeeded', effect: effect.effect, result },
      }),
    ),
    ...done(world, node, `The system fails at ${kind} of “${task}”, for good.`, { actor, act: failed }),
  ];
}
const standIn = (): string => '0'.repeat(64);

/** What failed is tried again, or skipped where the file does not need it, before anybody acts. */
function repaired(world: World, node: Node): readonly Next[] {
  const broken = Object.values(node.file.state.effects).find((e) => e.status === 'incident');
  const role = roleWith(world, 'repair');
  if (broken === undefined || role === undefined) return [];
  const { effect, kind, task = '' } = broken;
  const by = { actor: staffOf(world, role) };
  const reason = 'It is repaired.';
  return [
    ...done(world, node, `The ${role} has ${kind} of “${task}” tried again.`, {
      ...by,
      act: { type: 'retry-effect', effect, reason },
    }),
    ...done(world, node, `The ${role} skips ${kind} of “${task}”.`, {
      ...by,
      act: { type: 'skip-effect', effect, reason },
    }),
  ];
}

/** Every move of everybody for whom something waits; of several who hold the same in the same way, of one. */
function moves(world: World, node: Node, abstract: (node: Node) => string): readonly Next[] {
  const today = localDateOf(world.calendar, node.now);
  return waitsOf(node.file.state).flatMap((wait) =>
    holdersOnce(world, node, wait).flatMap((holder) =>
      movesOn(world, node.file.state, wait, today).flatMap((move) => {
        if (move.from === undefined || move.from <= today) return made(world, node, wait, holder, move);
        const { from, does, chose } = move;
        const then = quietUntil(world, node, instantOf(world.calendar, from, '12:00'), abstract);
        // What makes a difference before comes before.
        if (then === undefined) return [];
        const moved = movesOn(world, then.file.state, wait, from).find((m) => m.does === does && m.chose === chose);
        return moved === undefined ? [] : made(world, then, wait, holder, moved);
      }),
    ),
  );
}

function made(world: World, node: Node, wait: Wait, holder: Holder, move: Move): readonly Next[] {
  const actor = moverOf(world, node.file.state, wait, holder, move);
  const { act, facts = {} } = move;
  return done(world, node, sayMove(wait, holder, move), { actor, act, facts });
}

/** The file at that instant, where nothing that happens by itself until then makes a difference. */
function quietUntil(world: World, node: Node, until: Instant, abstract: (node: Node) => string): Node | undefined {
  const before = abstract(node);
  let at = node;
  for (let item = due(at.file.state); item !== null && item.at <= until; item = due(at.file.state)) {
    const next = ticked(world, at, item);
    if (next === undefined || abstract(next.node) !== before) return undefined;
    at = next.node;
  }
  return { ...at, now: until };
}

function ticked(world: World, node: Node, item: DueItem): Next | undefined {
  const now = item.at > node.now ? item.at : node.now;
  return done(world, node, sayDue(item), { actor: systemOf(world), act: { type: 'tick' }, now })[0];
}

function holdersOnce(world: World, { file: { state } }: Node, wait: Wait): readonly Holder[] {
  const left = wait.holders.filter((holder) => !isDone(world, state, wait, holder));
  return [...new Map(left.map((holder) => [holderName(holder), holder])).values()];
}

/** Time passes until something by itself makes a difference. */
function time(world: World, node: Node, abstract: (node: Node) => string): readonly Next[] {
  const before = abstract(node);
  let at = node;
  for (let ticks = 0; ticks < MOST_TICKS; ticks += 1) {
    const item = due(at.file.state);
    if (item === null) return [];
    const next = ticked(world, at, item);
    if (next === undefined) return [];
    if (abstract(next.node) !== before) return [next];
    at = next.node;
  }
  return [];
}
