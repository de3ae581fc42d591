import { readFileSync } from 'node:fs';
import { checkInstitution, surroundingsOf } from '../../domain/institution/check.ts';
import { decide } from '../../domain/mobility/decide.ts';
import { replay } from '../../domain/mobility/evolve.ts';
import type { Command } from '../../domain/mobility/commands.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { checkProcedure } from '../../domain/process/check.ts';
import { tasksOf, type Procedure } from '../../domain/process/procedure.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { born, stateOf, wholeMobility } from '../../test/support/journey.ts';
import { accepted, command, officer, student } from '../../test/support/mobility.ts';
import { exampleProcedure } from '../../test/support/procedures.ts';
import { small } from '../../test/support/small.ts';
import type { Figure } from '../figure.ts';
import { measured, PAIRS } from '../measure/pairs.ts';
import { examples } from '../procedures/examples.ts';

const WARM = 3;

/** Processor time of this process, its compiler's and collector's threads included: what one core does. */
function milliseconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const CHECK_MS = 200;

/** Checking the largest example with its institution. */
export const proceduresCheck: Figure = {
  figure: 'procedures-check',
  unit: 'ms',
  what: 'Check of the largest example procedure with its institution, in the process; beside the constant 200 ms',
  goal: { atMost: 1 },
  measure() {
    const [largest] = examples().toSorted((a, b) => b.text.length - a.text.length);
    if (largest === undefined) throw new Error('There is no example.');
    const { declaration } = checkInstitution(readFileSync(largest.institution, 'utf8'), largest.institution);
    const around = declaration === undefined ? undefined : surroundingsOf(declaration);
    const check = (): void => {
      if (!checkProcedure(largest.text, largest.file, around).ok) throw new Error(`${largest.file} has errors.`);
    };
    // The first is what who runs the command waits for.
    const first = milliseconds(check);
    for (let n = 0; n < WARM; n += 1) check();
    const rounds = Array.from({ length: PAIRS }, () => ({ ours: milliseconds(check), floor: CHECK_MS }));
    return Promise.resolve(measured(rounds, [`${largest.name}; the first time ${first.toFixed(0)} ms`]));
  },
};

const DECIDE_MICROSECONDS = 40;
const EVENTS = 200;
const DECISIONS = 20_000;

/** One decision on a file with two hundred events behind it. */
export const proceduresDecide: Figure = {
  figure: 'procedures-decide',
  unit: 'µs',
  what: 'One decide on a file of the example erasmus-study with 200 events; beside the constant 40 µs',
  goal: { atMost: 1 },
  measure() {
    const procedure = exampleProcedure('caen', 'erasmus-study');
    const { state, next, now } = grown(procedure);
    const once = (): void => {
      if (isRefusal(decide(procedure, state, next, now))) throw new Error('It was refused.');
    };
    const round = (): number =>
      (milliseconds(() => {
        repeat(DECISIONS, once);
      }) *
        1000) /
      DECISIONS;
    for (let n = 0; n < WARM; n += 1) round();
    const rounds = Array.from({ length: PAIRS }, () => ({ ours: round(), floor: DECIDE_MICROSECONDS }));
    return Promise.resolve(measured(rounds, [`${String(state.rev)} events, the act is ${next.act.type}`]));
  },
};

/** An open file before its departure, with changes of the stay up to two hundred events. */
function grown(procedure: Procedure): { state: Mobility; next: Command; now: string } {
  const { sent, events } = wholeMobility(procedure);
  const arrived = events.find(({ event }) => event.type === 'attested')?.seq ?? 0;
  let state = replay(events.slice(0, arrived + 1));
  let now = state?.at ?? '';
  const change = (n: number): Command =>
    command(
      officer,
      { type: 'change-stay', start: '2026-09-01', end: n % 2 === 0 ? '2027-06-29' : '2027-06-30', reason: 'An exam.' },
      now,
    );
  while (state !== null && state.rev < EVENTS) {
    now = state.at;
    const decision = decide(procedure, state, change(state.rev), now);
    if (isRefusal(decision)) throw new Error(decision.code);
    state = replay(decision.events, state);
  }
  if (state === null || sent.length === 0) throw new Error('The example has no life.');
  return { state, next: change(state.rev), now: state.at };
}

const FEW = 150;
const MANY = 300;
const STAGE = 25;

/** A command of a file whose procedure has 300 tasks, beside one whose procedure has 150. */
export const proceduresTasks: Figure = {
  figure: 'procedures-tasks',
  unit: 'µs a command',
  what: 'A command of a whole mobility over a procedure of 300 tasks, decided and applied; beside one of 150 tasks',
  goal: { atMost: 2.2 },
  measure() {
    const [few, many] = [life(FEW), life(MANY)];
    const perCommand = ({ run, commands }: ReturnType<typeof life>): number =>
      (milliseconds(() => {
        repeat(10, run);
      }) *
        1000) /
      (10 * commands);
    for (let n = 0; n < WARM; n += 1) [few, many].forEach(perCommand);
    const rounds = Array.from({ length: PAIRS }, () => ({ ours: perCommand(many), floor: perCommand(few) }));
    const { ours, floor } = measured(rounds);
    return Promise.resolve(
      measured(rounds, [`the whole mobility, with twice the commands: ${((2 * ours) / floor).toFixed(2)} times`]),
    );
  },
};

/** A whole mobility over so many forms, each after the one before in its stage: its commands are made once, before. */
function life(tasks: number): { run: () => void; commands: number } {
  const label = { en: 'A' };
  const procedure = small(
    ...Array.from({ length: tasks / STAGE }, (_, stage) =>
      Array.from({ length: STAGE }, (_task, n) => ({
        task: `task-${String(stage)}-${String(n)}`,
        kind: 'form' as const,
        by: 'person',
        fields: [{ field: 'a', type: 'text', label }],
        ...(n === 0 ? {} : { after: [`task-${String(stage)}-${String(n - 1)}`] }),
      })),
    ),
  );
  const driven = born(procedure);
  for (const { task } of tasksOf(procedure)) {
    const version = stateOf(driven).tasks[task]?.version ?? 0;
    accepted(driven, student, { type: 'submit-form', task, version, answers: {} });
  }
  const { sent, events } = driven;
  const run = (): void => {
    let state: Mobility | null = null;
    for (const { command: one, now } of sent) {
      const decision = decide(procedure, state, one, now);
      if (isRefusal(decision)) throw new Error(decision.code);
      state = replay(decision.events, state);
    }
    if (state?.rev !== events.length) throw new Error('The same commands gave another mobility.');
  };
  return { run, commands: sent.length };
}

function repeat(times: number, work: () => void): void {
  for (let n = 0; n < times; n += 1) work();
}
