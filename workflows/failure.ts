import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { sentenceOf, type Refusal } from '../domain/refusal.ts';

/** A refusal as the one kind of error that an Update may end with; a plain Error would wedge the workflow. */
export const failureOf = (refusal: Refusal): ApplicationFailure =>
  ApplicationFailure.nonRetryable(sentenceOf(refusal)['en'], refusal.code, refusal);

/** Why an effect failed, for people and for programs. */
export function refusalOf(error: unknown): { readonly code: string; readonly message: string } {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return { code: cause.type ?? 'failed', message: cause.message };
  if (cause instanceof TimeoutFailure)
    return { code: 'timed-out', message: 'It took too long, or the process that did it ended.' };
  return { code: 'failed', message: cause instanceof Error ? cause.message : 'It failed without a reason.' };
}
