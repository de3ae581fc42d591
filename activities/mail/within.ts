/** No answer came in time. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
  readonly code = 'ETIMEDOUT';
}

/**
 * Waits for something, so many milliseconds at most. It may go on unseen after that.
 * @throws TookTooLong
 */
export function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new TookTooLong('No answer in time.'));
  }, milliseconds);
  return Promise.race([promise, late]).finally(() => {
    clearTimeout(timer);
  });
}
