import type { Reference } from '../../domain/ids.ts';
import type { Act } from '../../domain/mobility/commands.ts';
import { decide } from '../../domain/mobility/decide.ts';
import type { Recorded } from '../../domain/mobility/events.ts';
import { systemCommand } from '../../domain/mobility/system-command.ts';
import { isRefusal } from '../../domain/refusal.ts';
import type { Db } from '../connect.ts';
import type { Keys } from '../keys.ts';
import { commit } from './commit.ts';
import { load, readHistory } from './read.ts';

/** What was acknowledged, and is not in the records since they were put back to an older state. */
export interface Lost {
  /** The last event that is still there. */
  readonly after: number;
  /** The last one that there was. */
  readonly upTo: number;
  /** Those that are known, oldest first. */
  readonly events: readonly Recorded[];
}

const MOST_NAMED = 40;

/**
 * Says on the file itself what it lost, as an incident that staff see. Committed to the records straight away, as any
 * process may: a run that goes by the same records finds them ahead and takes the event over, one that does not is told
 * that it is not theirs. A file that was put back to before its birth is born first.
 * @param source where the lost events were found, so that the same loss is told once
 * @returns whether it was told now
 */
export async function raiseBehind(
  db: Db,
  keys: Keys,
  reference: Reference,
  lost: Lost,
  source: string,
): Promise<boolean> {
  const incident = `records-behind-${source}`;
  for (;;) {
    const file = await load(db, keys, reference);
    if (file === undefined || (await wasRaised(db, keys, reference, incident))) return false;
    const { head, state, procedure, birth, institution } = file;
    const at = new Date().toISOString();
    const act: Act = { type: 'raise-incident', incident, code: 'records-behind', text: textOf(lost) };
    const command = birth ?? systemCommand(institution, act);
    const decided = decide(procedure, state, command, at);
    // It cannot be born, which its run will say.
    if (isRefusal(decided)) return false;
    const { bodyHash } = command;
    const done = await commit(db, keys, { reference, expected: head, command: { id: null, bodyHash }, at, decided });
    if (done.status === 'refused') return false;
    if (done.status === 'committed' && birth === null) return true;
  }
}

/** Also when staff have settled it since. */
async function wasRaised(db: Db, keys: Keys, reference: Reference, incident: string): Promise<boolean> {
  const history = await readHistory(db, keys, reference, { limit: 10_000 });
  return history.some(({ event }) => event.type === 'incident-raised' && event.incident === incident);
}

function textOf({ after, upTo, events }: Lost): string {
  const numbers = upTo === after + 1 ? String(upTo) : `${String(after + 1)} – ${String(upTo)}`;
  const named = events.slice(0, MOST_NAMED).map(nameOf).join('; ');
  const more = events.length > MOST_NAMED ? ` … (+${String(events.length - MOST_NAMED)})` : '';
  const list = named === '' ? '' : `: ${named}${more}`;
  return [
    `The records of this file were put back to event ${String(after)}. What came after had been acknowledged and is no ` +
      `longer there (events ${numbers})${list}. Do it again with those concerned.`,
    `Le dossier a été remis à l'événement ${String(after)}. La suite avait été confirmée et n'y est plus ` +
      `(événements ${numbers})${list}. À refaire avec les personnes concernées.`,
  ].join('\n');
}

function nameOf({ seq, at, by, event }: Recorded): string {
  const task = 'task' in event ? ` (${event.task ?? ''})` : '';
  const who = by.name === '' ? '' : `, ${by.name}`;
  return `${String(seq)} ${event.type.replaceAll('-', ' ')}${task}${who}, ${at.slice(0, 16).replace('T', ' ')} UTC`;
}
