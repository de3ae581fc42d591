import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stack traces of failures travel as payloads, so that the codec encrypts them like everything else. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
