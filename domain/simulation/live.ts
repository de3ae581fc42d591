import type { Actor } from '../authority/actor.ts';
import type { Act, Facts } from '../mobility/commands.ts';
import { due } from '../mobility/due.ts';
import type { Recorded } from '../mobility/events.ts';
import type { Holder } from '../mobility/state.ts';
import { waitsOf } from '../mobility/waits.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import type { Wait } from '../tasks/kind.ts';
import { addWorkingDays, instantOf, localDateOf } from '../time/calendar.ts';
import { addDays, type Instant, type LocalDate } from '../time/civil.ts';
import { laterBy, millisOf } from '../time/instants.ts';
import { habitsOf, type Behaviour } from './behaviour.ts';
import { chosen } from './choose.ts';
import { drawDays } from './delay.ts';
import type { Dice } from './dice.ts';
import { after, born, decided, running, type File } from './file.ts';
import { movesOn } from './moves.ts';
import { answerOf, refusedDocument } from './outside.ts';
import { holderName, isDone, membersFor, moverOf, systemOf } from './people.ts';
import { nominated } from './population.ts';
import { count } from './spread.ts';
import { add, begunAt, histogramOf, observe, waited, wholeDays, type Begun, type Tally } from './tally.ts';
import { ideasOf, type Idea } from './ideas.ts';
import { whyNever } from './why-never.ts';
import type { World } from './world.ts';

/** What somebody will do on what waits for them, and when; null when they will not by themselves. */
interface Plan {
  readonly wait: Wait;
  readonly holder: Holder;
  readonly at: Instant | null;
  readonly tries: number;
  /** Milliseconds: before, nothing can be done, so that nobody lets it wait. */
  readonly from: number;
}

interface Life {
  readonly world: World;
  readonly behaviour: Behaviour;
  readonly dice: Dice;
  readonly tally: Tally;
  readonly begun: Begun;
  file: File;
  now: Instant;
  plans: Map<string, Plan>;
  ideas: readonly Idea[];
}

/** Who is not done after so long never ends. */
const LONGEST_DAYS = 5 * 366;
const MOST_ACTS = 5000;
const MOST_TRIES = 3;
const WORK_TIME = '14:00';

/** One file from nomination to its end, or until nothing comes any more. */
export function live(world: World, behaviour: Behaviour, dice: Dice, tally: Tally): void {
  const { birth, on } = nominated(world, dice);
  const at = instantOf(world.calendar, on, '10:00');
  const begun = begunAt(millisOf(at));
  const { file, decision } = born(world, { birth, at });
  observe(tally, begun, null, decision.events, begun.born);
  const ideas = ideasOf(world, behaviour, dice, file.state, on);
  const life: Life = { world, behaviour, dice, tally, begun, file, now: at, plans: new Map(), ideas };
  settle(life);
  const last = laterBy(at, LONGEST_DAYS * 86_400);
  for (let acts = 0; acts < MOST_ACTS; acts += 1) {
    if (life.file.state.status === 'closed') return;
    if (!next(life, last)) break;
  }
  if (life.file.state.status === 'closed') return;
  const lived = wholeDays(begun.born, millisOf(life.now));
  for (const why of whyNever(world.procedure, life.file.state)) count(histogramOf(tally.never, why), lived);
  count(histogramOf(tally.ends, 'never-ending'), lived);
}

/** The next thing that happens, by itself or by somebody; false when nothing does. */
function next(life: Life, last: Instant): boolean {
  const { file, plans, ideas } = life;
  const coming = due(file.state)?.at;
  let plan: [string, Plan & { readonly at: Instant }] | undefined;
  for (const [key, { at, ...rest }] of plans)
    if (at !== null && (plan === undefined || at < plan[1].at)) plan = [key, { ...rest, at }];
  const [idea] = ideas;
  const soonest = [coming, plan?.[1].at, idea?.at].reduce((a, b) =>
    a === undefined || (b !== undefined && b < a) ? b : a,
  );
  if (soonest === undefined || soonest > last) return false;
  passTime(life, soonest);
  if (coming === soonest) tick(life);
  else if (plan?.[1].at === soonest) act(life, ...plan);
  else if (idea !== undefined) {
    life.ideas = ideas.slice(1);
    if (!isRefusal(send(life, idea.actor, idea.act))) settle(life);
  }
  return true;
}

/** Whoever has something waiting lets it wait. */
function passTime(life: Life, until: Instant): void {
  const end = millisOf(until);
  const start = millisOf(life.now);
  if (end <= start) return;
  for (const { wait, holder, from } of life.plans.values()) {
    const place = wait.item === undefined ? wait.task : `${wait.task}/${wait.item}`;
    waited(life.tally, place, holderName(holder), end - Math.min(end, Math.max(start, from)), wait.holders.length);
  }
  life.now = until;
}

function tick(life: Life): void {
  const events = send(life, systemOf(life.world), { type: 'tick' });
  if (isRefusal(events)) throw new Error(`What is due was refused: ${events.code}.`);
  wake(life, events);
  settle(life);
}

/** Some of those who would not have done it do, when they are reminded. */
function wake(life: Life, events: readonly Recorded[]): void {
  for (const { event } of events) {
    if (event.type !== 'reminded' && event.type !== 'deadline-missed' && event.type !== 'consequence-came') continue;
    for (const [key, plan] of life.plans) {
      const place = plan.wait.item === undefined ? plan.wait.task : `${plan.wait.task}/${plan.wait.item}`;
      if (plan.at !== null || (event.clock !== plan.wait.task && event.clock !== place)) continue;
      const { wakes } = habitsAt(life, plan.wait, plan.holder);
      if (percent(life.dice, wakes)) life.plans.set(key, { ...plan, at: whenDone(life, plan.wait, plan.holder) });
    }
  }
}

/** Somebody does what they planned. */
function act(life: Life, key: string, plan: Plan): void {
  const { world, file, dice, now } = life;
  const { wait, holder } = plan;
  const today = localDateOf(world.calendar, now);
  const habits = habitsAt(life, wait, holder);
  const move = chosen(dice, habits, movesOn(world, file.state, wait, today));
  if (move === undefined) {
    life.plans.set(key, { ...plan, at: null });
    return;
  }
  const done = send(life, moverOf(world, file.state, wait, holder, move), move.act, move.facts);
  if (isRefusal(done)) {
    add(life.tally.refused, `${done.code} ${wait.task}`);
    const again = done.code !== 'window-closed' && plan.tries < MOST_TRIES;
    life.plans.set(key, { ...plan, tries: plan.tries + 1, at: again ? laterBy(now, 7 * 86_400) : null });
    return;
  }
  life.plans.delete(key);
  settle(life);
}

function send(life: Life, actor: Actor, act: Act, facts: Facts = {}): readonly Recorded[] | Refusal {
  const { world, file, now } = life;
  const decision = decided(world, file.state, actor, act, now, facts);
  if (isRefusal(decision)) return decision;
  observe(life.tally, life.begun, file.state, decision.events, millisOf(now));
  life.file = after(file, decision);
  return decision.events;
}

/** The outside answers at once; then everybody for whom something waits makes up their mind. */
function settle(life: Life): void {
  for (let effect = running(life.file); effect !== undefined; effect = running(life.file)) {
    const request = life.file.requests.get(effect.effect);
    if (request === undefined) break;
    const bad = request.kind === 'inspect-document' && percent(life.dice, life.behaviour.badFiles);
    const result = bad ? refusedDocument(request) : answerOf(request, membersFor, standIn);
    const done = send(life, systemOf(life.world), { type: 'effect-succeeded', effect: effect.effect, result });
    if (isRefusal(done)) break;
  }
  const plans = new Map<string, Plan>();
  for (const wait of waitsOf(life.file.state))
    for (const holder of wait.holders) {
      const who = holder.by === 'member' ? holder.person : holderName(holder);
      const key = `${wait.task} ${wait.item ?? ''} ${wait.what} ${wait.since} ${who}`;
      const known = life.plans.get(key);
      plans.set(key, known === undefined ? planned(life, wait, holder) : { ...known, wait });
    }
  life.plans = plans;
}

/** A hash of nothing: files of the simulation are only told apart. */
const standIn = (): string => '0'.repeat(64);

function planned(life: Life, wait: Wait, holder: Holder): Plan {
  const never =
    isDone(life.world, life.file.state, wait, holder) || percent(life.dice, habitsAt(life, wait, holder).never);
  const { calendar } = life.world;
  const first = firstDay(life, wait, localDateOf(calendar, life.now));
  const from = first === undefined ? 0 : millisOf(instantOf(calendar, first, '00:00'));
  return { wait, holder, tries: 0, at: never ? null : whenDone(life, wait, holder, first), from };
}

const habitsAt = ({ behaviour }: Life, { task, item }: Wait, holder: Holder): ReturnType<typeof habitsOf> =>
  habitsOf(behaviour, holderName(holder), task, item);

function whenDone(life: Life, wait: Wait, holder: Holder, known?: LocalDate): Instant {
  const { now, dice } = life;
  const { calendar } = life.world;
  const today = localDateOf(calendar, now);
  const first = known ?? firstDay(life, wait, today) ?? today;
  const days = drawDays(dice, habitsAt(life, wait, holder));
  const counts = holder.by === 'person' || holder.by === 'partner';
  const at = instantOf(calendar, counts ? addDays(first, days) : addWorkingDays(calendar, first, days), WORK_TIME);
  return at > now ? at : laterBy(now, 3600);
}

/** The day before which nothing can be done about it, where that is still to come. */
function firstDay({ world, file }: Life, wait: Wait, today: LocalDate): LocalDate | undefined {
  const from = movesOn(world, file.state, wait, today)[0]?.from;
  return from !== undefined && from > today ? from : undefined;
}

const percent = (dice: Dice, share: number): boolean => dice.int(10_000) < share * 100;
