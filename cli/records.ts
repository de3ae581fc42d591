import type { RecordsProblem } from '../db/records/check/problem.ts';
import { many } from './print.ts';

const MOST_KEPT = 10_000;

/** Problems as they are found: all are counted, so many are kept. */
export class Found {
  readonly kept: RecordsProblem[] = [];
  count = 0;

  readonly add = (found: RecordsProblem): void => {
    this.count += 1;
    if (this.kept.length < MOST_KEPT) this.kept.push(found);
  };

  /** For JSON: how many are left out, where any are. */
  get more(): { more?: number } {
    return this.count > this.kept.length ? { more: this.count - this.kept.length } : {};
  }

  lines(): string[] {
    const shown = this.kept.map(
      ({ reference, code, table, message, hint }) => `${reference ?? table}: ${message} ${hint} [${code}]`,
    );
    return this.count > this.kept.length
      ? [...shown, `… and ${many(this.count - this.kept.length, 'more problem')}`]
      : shown;
  }
}
