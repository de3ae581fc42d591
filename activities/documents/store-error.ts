import { DocumentError } from './error.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** Said by a client that hangs up, not by a disk. */
const OF_CLIENTS = new Set(['ECONNRESET', 'EPIPE']);

/** What the system says of a folder that is full, gone or not ours to write, as an error with words; others as they are. */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  const { code } = error;
  if (typeof code !== 'string' || OF_CLIENTS.has(code)) return error;
  return FULL.has(code)
    ? new DocumentError('store-full', "The documents' store is full. Make room, then retry.", { cause: error })
    : new DocumentError(
        'store-unavailable',
        `The documents' store cannot be used (${code}). See its folder and its rights, then retry.`,
        { cause: error },
      );
}
