import { expect } from 'chai';
import { select } from '../../../db/sql.ts';
import { until } from '../../dev/local.ts';
import type { Answer } from './client.ts';
import type { Installation } from './installation.ts';

/** The machine may be busy with other tests: what is promised as five seconds may look like some more. */
export const SLACK_MS = 4_000;

/** 503 with a time to come back, in words, and soon enough. */
export function expectAway(answer: Answer, code: string, withinMs: number): void {
  expect(answer.status, answer.text).to.equal(503);
  expect(answer.text).to.include(code);
  expect(Number(answer.headers.get('retry-after')), 'Retry-After').to.be.greaterThan(0);
  expect(answer.ms, 'milliseconds').to.be.lessThan(withinMs + SLACK_MS);
}

/** 202 with a place to look, in time. */
export function expectPending(answer: Answer): string {
  expect(answer.status, answer.text).to.equal(202);
  expect(answer.ms, 'milliseconds').to.be.within(4_500, 5_000 + SLACK_MS);
  const location = answer.headers.get('location') ?? '';
  expect(location).to.match(/^\/api\/commands\/[0-9a-f]{64}\?/);
  return location;
}

/** How many events of a type a file has. */
export async function events({ db }: Installation, reference: string, type: string): Promise<number> {
  const rows = await select<{ n: number }>(db, 'SELECT COUNT(*) AS n FROM events WHERE reference = ? AND type = ?', [
    reference,
    type,
  ]);
  return Number(rows[0]?.n);
}

/** Asks again until the answer has this status. */
export const untilStatus = (status: number, ask: () => Promise<Answer>, withinMs = 40_000): Promise<Answer> =>
  until(
    `status ${status}`,
    async () => {
      const answer = await ask();
      return answer.status === status ? answer : undefined;
    },
    withinMs,
  );
