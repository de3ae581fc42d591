/** Where in a file's data: names and positions, from the outside in. */
export type Path = readonly (string | number)[];

/** Something wrong in a file that an administrator wrote, at its place. */
export interface Problem {
  /** With an error nothing is published; a warning may be meant. */
  readonly severity: 'error' | 'warning';
  /** Stable, for programs: `docs/procedure-checks.md`. */
  readonly code: string;
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
  readonly column: number;
  /** `stages/0/tasks/2/due`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

/** What is wrong, apart from the place. */
export interface Fault {
  readonly severity?: 'warning';
  readonly code: string;
  readonly path: Path;
  /** The key itself is at fault, not what stands behind it. */
  readonly key?: string;
  /** Characters into the text that stands there. */
  readonly offset?: number;
  readonly message: string;
  readonly hint: string;
}

/** Whether nothing stands against publishing. */
export const allowed = (problems: readonly Problem[]): boolean =>
  problems.every(({ severity }) => severity === 'warning');
