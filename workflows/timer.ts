import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';

/** The one timer of a run: it goes on while what it is set for stays the same, whatever else happens meanwhile. */
export interface KeptTimer {
  /**
   * Waits until something is there (true), or the time has come (false).
   * @param key what the timer is for: with the same one as before it is not set anew
   * @param ms how long from now, where it is set anew
   */
  orUntil(something: () => boolean, key: string, ms: number): Promise<boolean>;
}

export function keptTimer(): KeptTimer {
  let current: { readonly key: string; readonly scope: CancellationScope; fired: boolean } | undefined;

  function start(key: string, ms: number): void {
    current?.scope.cancel();
    const scope = new CancellationScope();
    const mine = { key, scope, fired: false };
    current = mine;
    scope
      .run(() => sleep(ms))
      .then(
        () => {
          mine.fired = true;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }

  return {
    async orUntil(something, key, ms) {
      if (current?.key !== key) start(key, ms);
      await condition(() => something() || current?.fired === true);
      if (something()) return true;
      current = undefined;
      return false;
    },
  };
}
