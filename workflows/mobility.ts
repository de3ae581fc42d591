import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  log,
  patched,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { RecordsActivities } from '../activities/records.ts';
import type { Command } from '../domain/mobility/commands.ts';
import { decide } from '../domain/mobility/decide.ts';
import { due, type DueItem } from '../domain/mobility/due.ts';
import { replay } from '../domain/mobility/evolve.ts';
import { versionAsked } from '../domain/mobility/migrate.ts';
import type { Mobility } from '../domain/mobility/state.ts';
import { systemCommand } from '../domain/mobility/system-command.ts';
import { upcastState } from '../domain/mobility/upcast.ts';
import type { ProcedurePin } from '../domain/process/procedure.ts';
import { isRefusal, refuse } from '../domain/refusal.ts';
import { statusAttribute } from './attributes.ts';
import {
  ACT_UPDATE,
  NOT_RECORDABLE,
  VIEW_QUERY,
  type ActArguments,
  type ActResult,
  type MobilityInput,
  type View,
} from './contract.ts';
import { failureOf, refusalOf } from './failure.ts';
import { effects, isNotRecordable, records } from './neighbours.ts';
import { fromSystem, type Item } from './queue.ts';
import { keptTimer } from './timer.ts';

type Commit = Parameters<RecordsActivities['commit']>[0];
type Committed = Awaited<ReturnType<RecordsActivities['commit']>>;
type Decision = ReturnType<typeof decide>;

const act = defineUpdate<ActResult, ActArguments>(ACT_UPDATE);
const view = defineQuery<View>(VIEW_QUERY);

const FAR_MS = 365 * 86_400_000;
const STUCK_MS = 3_600_000;
/** More than this many due items in a row without a person is a fault of ours, not a procedure. */
const MOST_DUE_IN_A_ROW = 50;
/** Of a state that was loaded before forms were told apart. */
const FIRST_FORM = 1;

/**
 * One mobility, for as long as it lives. The state is what was read from or written to SQL, nothing else: commands,
 * due items and results of effects pass one queue; each is decided, committed, and only what the commit gave back is
 * applied. So replay never depends on the rules: a command accepted here is always exactly one commit (more only when
 * the records were ahead, which the commit's own answer says), and the loop holds exactly one timer.
 */
export async function mobility(input: MobilityInput): Promise<void> {
  const queue: Item[] = [];
  const seen = new Set<string>();
  const running = new Set<string>();
  let state: Mobility | null = null;
  let next: DueItem | null = null;
  let ready = false;
  // What the validator found, for the turn that mostly follows in the same moment: a replay, which has no validator,
  // asks the rules then, with the same answer.
  let validated: { id: string; bodyHash: string; state: Mobility | null; at: string; decision: Decision } | undefined;

  // Registered before the first await: an update that came with the start is let through and decided in its turn.
  setHandler(act, (command) => new Promise((resolve, reject) => queue.push({ command, resolve, reject })), {
    validator: (command: Command) => {
      if (!ready || command.id === null || seen.has(command.id)) return;
      // After a crash the records may be ahead of this run; what their reader sees there must not be denied here.
      if ((command.seen ?? 0) > (state?.rev ?? 0)) return;
      // The version that it goes to is read in its turn.
      if (versionAsked(command, state) !== undefined) return;
      const at = new Date(Date.now()).toISOString();
      const decision = decided(command, at);
      if (isRefusal(decision)) throw failureOf(decision);
      validated = { id: command.id, bodyHash: command.bodyHash, state, at, decision };
    },
  });
  setHandler(view, () => ({ rev: state?.rev ?? 0, state, waiting: queue.length }));

  // A run of before 0.2.0 set its timer anew at each turn, and does so to its end.
  const keepsTimer = patched('kept-timer');
  const timer = keptTimer();

  const loaded = await records.load(input.reference);
  if (loaded === undefined) {
    // Never there, or erased: whoever asked together with the start is told before the run ends.
    for (const item of queue.splice(0)) item.reject(failureOf(refuse('not-found')));
    await condition(allHandlersFinished);
    throw ApplicationFailure.nonRetryable(`There is no mobility ${input.reference}.`, 'not-found');
  }
  let { procedure } = loaded;
  let followed = loaded.state?.procedure.hash;
  let { head } = loaded;
  state = loaded.state === null ? null : upcastState(loaded.form ?? FIRST_FORM, loaded.state);
  next = nextOf(loaded);
  for (const id of loaded.recent) seen.add(id);
  ready = true;
  if (loaded.birth !== null && state === null) queue.unshift(fromSystem(loaded.birth));
  for (const effect of loaded.interrupted) start(effect);

  let commits = 0;
  let inARow = 0;
  let stuck: string | undefined;
  for (;;) {
    const before = JSON.stringify(next);
    const wait = next === null ? FAR_MS : before === stuck ? STUCK_MS : Math.max(1, Date.parse(next.at) - Date.now());
    const something = (): boolean => queue.length > 0 || mayEnd();
    const woken = keepsTimer
      ? await timer.orUntil(something, before === stuck ? `stuck ${before}` : before, Math.min(wait, FAR_MS))
      : await condition(something, Math.min(wait, FAR_MS));
    const item = queue.shift();
    if (item !== undefined) {
      inARow = 0;
      await settle(item);
    } else if (woken) {
      if (finished()) return;
      await continueAsNew<typeof mobility>(input);
    } else {
      const wasDue = next !== null && Date.parse(next.at) <= Date.now();
      await settle(systemItem({ type: 'tick' }));
      inARow += 1;
      const after = JSON.stringify(next);
      const isStuck = (wasDue && after === before) || inARow > MOST_DUE_IN_A_ROW;
      if (isStuck && stuck === undefined) reportStuck(before);
      stuck = isStuck ? after : undefined;
    }
    commits += 1;
  }

  /** Decides and commits one item; when the records were ahead, catches up and decides again. */
  async function settle(item: Item): Promise<void> {
    const { id, bodyHash, notAfter } = item.command;
    for (;;) {
      const target = versionAsked(item.command, state);
      // Only acts that no run of before 0.3.0 knew read another version.
      const command = target === undefined ? item.command : await withTarget(item.command, target);
      const at = new Date(Date.now()).toISOString();
      const decision = decided(command, at);
      const result = await committed({
        reference: input.reference,
        expected: head,
        command: { id, bodyHash, notAfter },
        at,
        decided: isRefusal(decision) ? { refusal: decision } : decision,
      });
      if (result === undefined) {
        giveUp(item);
        return;
      }
      if (id !== null) seen.add(id);
      switch (result.status) {
        case 'ahead':
          apply(result);
          if (wentElsewhere()) await follow();
          continue;
        case 'committed':
          apply(result);
          if (wentElsewhere()) await follow();
          item.resolve(result.answer);
          return;
        case 'repeated':
          item.resolve(result.answer);
          return;
        case 'refused':
          item.reject(failureOf(result.refusal));
          return;
        case 'behind':
          log.error('The records are behind this run: nothing is done until an administrator repairs them.');
          item.reject(failureOf(refuse('records-behind')));
          return;
      }
    }
  }

  async function withTarget(command: Command, pin: ProcedurePin): Promise<Command> {
    const target = { pin, procedure: await records.procedure(pin.hash) };
    return { ...command, facts: { ...command.facts, target } };
  }

  /** Whether the file follows another version than this run; at its birth it follows the one that was loaded. */
  function wentElsewhere(): boolean {
    followed ??= state?.procedure.hash;
    return followed !== state?.procedure.hash;
  }

  async function follow(): Promise<void> {
    followed = state?.procedure.hash;
    if (followed !== undefined) procedure = await records.procedure(followed);
  }

  /** Undefined when it cannot be written, and would fail again. */
  async function committed(commit: Commit): Promise<Committed | undefined> {
    try {
      return await records.commit(commit);
    } catch (error) {
      if (!isNotRecordable(error)) throw error;
      return undefined;
    }
  }

  /** A fault of ours in one command must not hold up the file: those after it are decided. */
  function giveUp(item: Item): void {
    const { act } = item.command;
    log.error('What was decided cannot be written', { type: act.type });
    item.reject(failureOf(refuse('internal-error')));
    if (act.type !== 'effect-succeeded') return;
    const message = 'It was done, and what came of it could not be written.';
    queue.push(systemItem({ type: 'effect-failed', effect: act.effect, code: NOT_RECORDABLE, message }));
  }

  function decided(command: Command, at: string): Decision {
    const before = validated;
    validated = undefined;
    const { id, bodyHash } = command;
    // Not the same object: the arguments are read anew for the handler.
    if (before?.id === id && before.bodyHash === bodyHash && before.state === state && before.at === at)
      return before.decision;
    try {
      return decide(procedure, state, command, at);
    } catch (error) {
      // A fault in a rule must refuse one command, never wedge the file.
      log.error('A rule failed', { type: command.act.type, error: error instanceof Error ? error.message : 'unknown' });
      return refuse('internal-error');
    }
  }

  function apply(result: Extract<Committed, { readonly events: unknown }>): void {
    const before = state?.status;
    const { events } = result;
    ({ head } = result);
    state = replay(events, state);
    next = nextOf(result);
    for (const { event } of events) if (event.type === 'effect-started') start(event.effect);
    if (state !== null && before !== undefined && before !== state.status)
      upsertSearchAttributes([{ key: statusAttribute, value: state.status }]);
  }

  /** As it was recorded; only a run of 0.1.0 has to ask the rules. */
  function nextOf(recorded: { readonly next?: DueItem | null }): DueItem | null {
    if (recorded.next !== undefined) return recorded.next;
    return state === null ? null : due(state);
  }

  /** An effect runs beside the loop; its result comes back as a command. */
  function start(effect: string): void {
    if (running.has(effect)) return;
    running.add(effect);
    const report = (command: Item): void => {
      running.delete(effect);
      queue.push(command);
    };
    effects()
      .runEffect({ reference: input.reference, effect })
      .then(
        (result) => {
          report(systemItem({ type: 'effect-succeeded', effect, result }));
        },
        (error: unknown) => {
          report(systemItem({ type: 'effect-failed', effect, ...refusalOf(error) }));
        },
      );
  }

  function reportStuck(key: string): void {
    log.error('What is due does not move', { due: key });
    const text = 'What was due could not be done; it is tried again every hour.';
    queue.push(systemItem({ type: 'raise-incident', incident: 'due-stuck', code: 'due-stuck', text }));
  }

  function systemItem(wanted: Command['act']): Item {
    return fromSystem(systemCommand(input.institution, wanted));
  }

  /** Only with nothing in hand: a workflow that ends under an Update's handler fails that Update. */
  function mayEnd(): boolean {
    return (finished() || renewal()) && queue.length === 0 && running.size === 0 && allHandlersFinished();
  }
  function finished(): boolean {
    return state?.status === 'closed' && next === null;
  }
  function renewal(): boolean {
    return workflowInfo().continueAsNewSuggested || commits >= (input.continueAfter ?? Infinity);
  }
}
