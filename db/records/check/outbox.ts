import type { EffectId, Reference } from '../../../domain/ids.ts';
import type { Recorded } from '../../../domain/mobility/events.ts';
import type { OutboxColumns } from './rows.ts';
import { problem, type RecordsProblem } from './problem.ts';

/** What the events say about one row of the outbox. */
interface Expected {
  /** Undefined for mails, whose asking is no event. */
  readonly asked?: { readonly channel: string; readonly kind: string };
  /** The statuses it may have; the first is the one it gets when it is put right. */
  readonly status: readonly [string, ...string[]];
}

export interface OutboxFound {
  readonly problems: readonly RecordsProblem[];
  /** What rebuild writes. */
  readonly mends: readonly OutboxMend[];
}

export interface OutboxMend {
  readonly id: EffectId;
  readonly seq: number;
  readonly n: number;
  readonly channel: string;
  readonly kind: string;
  readonly status: string;
}

/** Of a mail that no event speaks of, only the mailer knows how far it is. */
const ANY: Expected['status'] = ['pending', 'sent', 'settled', 'undelivered', 'failed'];

/** Compares the outbox with what the events asked for and settled. A mail that was sent stays sent whatever they say. */
export function outboxFound(
  reference: Reference,
  rev: number,
  events: readonly Recorded[],
  rows: readonly OutboxColumns[],
): OutboxFound {
  const expected = expectedOf(events);
  const problems: RecordsProblem[] = [];
  const mends: OutboxMend[] = [];
  const said = (code: RecordsProblem['code'], message: string): void => {
    problems.push(problem(reference, code, 'outbox', message));
  };
  for (const row of rows) {
    const [, seq = '', n = ''] = row.id.split('/');
    const isMail = row.channel === 'mail';
    const wanted = expected.get(row.id) ?? (isMail && Number(seq) <= rev ? { status: ANY } : undefined);
    expected.delete(row.id);
    if (wanted === undefined) {
      said('outbox-extra', `No event asks for ${row.id}.`);
      continue;
    }
    const right: OutboxMend = {
      id: row.id,
      seq: Number(seq),
      n: Number(n),
      channel: wanted.asked?.channel ?? 'mail',
      kind: wanted.asked?.kind ?? 'mail',
      status: wanted.status.includes(row.status) || (isMail && row.status === 'sent') ? row.status : wanted.status[0],
    };
    const wrong = (['seq', 'n', 'channel', 'kind', 'status'] as const).filter((name) => row[name] !== right[name]);
    if (wrong.length === 0) continue;
    said('outbox-wrong', `${row.id} is not as the events left it: ${wrong.join(', ')}.`);
    mends.push(right);
  }
  for (const id of expected.keys()) said('outbox-missing', `${id} was asked for and is not there.`);
  return { problems, mends };
}

function expectedOf(events: readonly Recorded[]): Map<EffectId, Expected> {
  const expected = new Map<EffectId, Expected>();
  const settle = (effect: EffectId, mail: Expected['status'], other: Expected['status']): void => {
    const asked = expected.get(effect)?.asked;
    expected.set(effect, asked === undefined ? { status: mail } : { asked, status: other });
  };
  for (const { event } of events)
    switch (event.type) {
      case 'effect-requested':
        expected.set(event.effect, { asked: { channel: event.channel, kind: event.kind }, status: ['pending'] });
        break;
      case 'effect-done':
      case 'effect-skipped':
        settle(event.effect, ['settled'], ['settled']);
        break;
      case 'effect-retried':
        settle(event.effect, ['pending', 'sent', 'settled', 'undelivered'], ['pending']);
        break;
      case 'mail-undelivered':
        settle(event.effect, ['failed', 'undelivered'], ['pending']);
        break;
      default:
    }
  return expected;
}
