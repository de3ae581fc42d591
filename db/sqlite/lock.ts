/** A lock for one holder at a time, in the order of asking. */
export interface Lock {
  /**
   * Waits for its turn.
   * @returns the function that gives the lock back; a second call does nothing
   * @throws LockTimeout after `limitMs`
   */
  acquire(limitMs: number): Promise<() => void>;
}

/** Somebody held the lock for too long, or waits for what only this caller could give. */
export class LockTimeout extends Error {
  override readonly name = 'LockTimeout';
}

export function makeLock(): Lock {
  const waiting: (() => void)[] = [];
  let held = false;

  const give = (): (() => void) => {
    held = true;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      held = false;
      waiting.shift()?.();
    };
  };

  return {
    acquire(limitMs) {
      if (!held) return Promise.resolve(give());
      return new Promise((resolve, reject) => {
        const turn = (): void => {
          clearTimeout(timer);
          resolve(give());
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(turn), 1);
          reject(new LockTimeout(`The write lock was not free within ${limitMs} ms.`));
        }, limitMs);
        waiting.push(turn);
      });
    },
  };
}
