/** What is wrong with an expression, and where in it. */
export interface ConditionFault {
  readonly severity?: 'warning';
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Characters from its beginning. */
  readonly offset: number;
}

/** An error of the library, with its place. */
export interface CelError extends Error {
  readonly code: string;
  readonly summary: string;
  readonly range?: { readonly start: number };
}

export const isCelError = (error: unknown): error is CelError =>
  error instanceof Error &&
  'summary' in error &&
  typeof error.summary === 'string' &&
  'code' in error &&
  typeof error.code === 'string';
