import type { Instant } from '../../time/civil.ts';
import type { File } from '../file.ts';

/** One file that stands for its state, with what is left to happen to it. */
export interface Node {
  readonly file: File;
  readonly now: Instant;
  /** Whether the one thing that nobody asked for has happened: other dates, beginning anew, opening again. */
  readonly spent: boolean;
}

/** What can happen next. */
export interface Next {
  readonly says: string;
  readonly node: Node;
  /** Who withdraws does not show that the procedure comes to an end. */
  readonly withdraws?: true;
}
