import type { Behaviour } from './behaviour.ts';
import type { Spread } from './spread.ts';
import type { Late } from './tally.ts';

/** What became of a year of made-up files. The same seed gives the same report, on any machine. */
export interface SimulationReport {
  readonly procedure: string;
  readonly mobilities: number;
  readonly seed: number;
  /** What was assumed of people. */
  readonly behaviour: Behaviour;
  readonly ends: readonly End[];
  /** Why files never end. */
  readonly neverEnding: readonly NeverEnding[];
  readonly days: {
    readonly stages: readonly Named<Spread>[];
    readonly tasks: readonly Named<Spread>[];
    readonly steps: readonly Named<Spread>[];
  };
  readonly late: readonly Named<Late>[];
  /** Who lets files wait, the longest first. */
  readonly waiting: {
    readonly total: number;
    readonly roles: readonly Named<Share>[];
    readonly places: readonly Named<Share & { readonly who: string }>[];
  };
  /** The longest of them, of those who are not the person in mobility. */
  readonly bottleneck: { readonly who: string; readonly at: string; readonly percent: number } | null;
  /** Tasks that were passed over, since their condition did not hold. */
  readonly passedOver: readonly Named<{ readonly count: number }>[];
  /** Acts that the core did not take, by reason and task. */
  readonly refused: readonly Named<{ readonly count: number }>[];
  /** Decisions of the core, ticks and effects included. */
  readonly acts: number;
}

export type Named<T> = { readonly name: string } & T;

/** `never-ending` beside the outcomes of a file; days from the nomination on. */
export interface End extends Spread {
  readonly end: string;
  readonly percent: number;
}

export interface NeverEnding {
  readonly why: string;
  readonly count: number;
  /** Days after the nomination at which nothing came any more. */
  readonly after: Spread;
}

export interface Share {
  readonly days: number;
  readonly percent: number;
}
