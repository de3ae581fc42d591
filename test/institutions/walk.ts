import { due } from '../../domain/mobility/due.ts';
import { isOver } from '../../domain/mobility/openable.ts';
import { waitsOf } from '../../domain/mobility/waits.ts';
import { tasksOf, type Procedure } from '../../domain/process/procedure.ts';
import type { Wait } from '../../domain/tasks/kind.ts';
import { stateOf } from '../support/journey.ts';
import { accepted, answerEffects, birthOf, start, student, system, type Driven } from '../support/mobility.ts';
import { answerTo, decisionsIn, holderOf, type Refusing } from './acts.ts';
import type { Scene } from './scenes.ts';

/** Within the yearly window of the example that has one, and long before every stay of the scenes. */
export const BORN_ON = '2026-12-10T10:00:00.000Z';
const MOST_TURNS = 500;

/** The file of somebody who was nominated, as a scene has it. */
export function nominated(procedure: Procedure, { unit, stay, country }: Scene): Driven {
  const driven = start(procedure, BORN_ON);
  const { home, ...birth } = birthOf(procedure, stay);
  const { country: _, ...known } = home;
  accepted(driven, system, {
    type: 'create',
    reference: 'CAEN-2026-000001',
    institution: 'caen',
    birth: { ...birth, unit, home: { ...known, ...(country === undefined ? {} : { country }) } },
  });
  return driven;
}

export interface Ways {
  readonly refusing?: Refusing;
  /** Stops before it answers this. */
  readonly until?: (wait: Wait, driven: Driven) => boolean;
  /** Asks once for everything that may be asked for or done anew. */
  readonly anew?: boolean;
}

/** Everybody does what waits for them, and what must wait for a day waits for it, until the file is closed. */
export function walk(driven: Driven, scene: Scene, { refusing = () => false, until, anew = false }: Ways = {}): void {
  const asked = new Set<string>();
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    answerEffects(driven);
    if (stateOf(driven).status === 'closed') return;
    if (anew && askAnew(driven, asked)) continue;
    const waits = waitsOf(stateOf(driven));
    const wait = waits.find(({ what }) => what !== 'attest') ?? waits[0];
    if (wait === undefined) {
      happenNext(driven);
      continue;
    }
    if (until?.(wait, driven) === true) return;
    if (wait.what === 'attest') passTo(driven, `${dayOf(driven, wait)}T18:00:00.000Z`);
    const { act, facts } = answerTo(driven, scene, wait, refusing);
    accepted(driven, holderOf(driven, wait, decisionsIn(driven, wait)), act, facts ?? {});
  }
  throw new Error(`It does not come to an end: ${JSON.stringify(waitsOf(stateOf(driven)))}`);
}

/** Nobody does anything: what happens by itself happens, until nothing does any more. */
export function wait(driven: Driven): void {
  for (let turn = 0; turn < MOST_TURNS && stateOf(driven).status === 'open'; turn += 1) {
    answerEffects(driven);
    if (due(stateOf(driven)) === null) return;
    happenNext(driven);
  }
}

/** Lets time pass; what is due by then happens. */
export function passTo(driven: Driven, at: string): void {
  for (let next = due(stateOf(driven)); next !== null && next.at <= at; next = due(stateOf(driven))) happenNext(driven);
  if (at > driven.now) driven.now = at;
}

function happenNext(driven: Driven): void {
  const next = due(stateOf(driven));
  if (next === null) throw new Error('An open file has neither somebody who must act nor a day.');
  driven.now = next.at > driven.now ? next.at : driven.now;
  accepted(driven, system, { type: 'tick' });
}

/** The day that is attested. */
function dayOf(driven: Driven, { task }: Wait): string {
  const { tasks, stay } = stateOf(driven);
  const found = tasks[task];
  return found?.kind === 'attestation' && found.data.fact === 'departed' ? stay.end : stay.start;
}

/** Asks for one thing that can be asked for now, each once; the person asks for all of them. */
function askAnew(driven: Driven, asked: Set<string>): boolean {
  const state = stateOf(driven);
  const arrived = state.stay.arrived !== undefined;
  const next = tasksOf(driven.procedure).find(
    ({ task, repeat, after = [] }) =>
      arrived &&
      repeat?.by.includes('person') === true &&
      !asked.has(task) &&
      (repeat.onRequest === true ? after.every((one) => isOver(state, one)) : isOver(state, task)),
  );
  if (next === undefined) return false;
  asked.add(next.task);
  accepted(driven, student, { type: 'begin-again', task: next.task, reason: 'Something changed.' });
  return true;
}
