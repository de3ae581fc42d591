import { setTimeout as sleep } from 'node:timers/promises';
import { Refused } from '../../dev/demo/browser.ts';
import type { Book } from './book.ts';

const ONE_TRY_MS = 45_000;
const PATIENCE_MS = 300_000;
const PAUSE_MS = 150;

/** The answers of a system that is down and says so; those of the network are no answers at all. */
const DOWN: ReadonlySet<number> = new Set([429, 502, 503]);

/**
 * Asks again until there is an answer, through any outage. What the API refuses is thrown; what it should never say
 * goes into the book, and is asked again.
 */
export async function insist<T>(book: Book, what: string, work: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  let last: unknown = 'not yet';
  while (Date.now() < until && !book.isClosed) {
    try {
      book.requests += 1;
      const result = await within(ONE_TRY_MS, work());
      if (result !== undefined) return result;
    } catch (error) {
      last = error;
      if (error instanceof Refused && error.status >= 500 && !DOWN.has(error.status))
        book.surprises.push(`${what}: ${error.message}`);
      else if (error instanceof Refused && !DOWN.has(error.status)) throw error;
      // A connection that was cut, in the middle of an answer too; anything else is a fault of the test.
      else if (!(
        error instanceof Refused ||
        error instanceof TypeError ||
        error instanceof SyntaxError ||
        isLate(error)
      ))
        throw error;
    }
    await sleep(PAUSE_MS);
  }
  throw new Error(`There was no answer within ${String(PATIENCE_MS / 1000)} s to: ${what}`, { cause: last });
}

const isLate = (error: unknown): boolean => error instanceof Error && error.name === 'LateError';

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Object.assign(new Error(`No answer within ${String(ms)} ms.`), { name: 'LateError' });
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late);
    }, ms);
  });
  try {
    return await Promise.race([work, alarm]);
  } finally {
    clearTimeout(timer);
  }
}
