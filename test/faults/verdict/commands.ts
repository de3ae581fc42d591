import { readAnswer } from '../../../db/records/answers.ts';
import { readHistory } from '../../../db/records/read.ts';
import { select } from '../../../db/sql.ts';
import { canonical } from '../../../domain/hash.ts';
import { commandIdOf } from '../people.ts';
import type { Evidence, Fault } from '../verdict.ts';

/**
 * Each acknowledged command stands in the history exactly once, with the answer that was given; each other once or
 * never; and nobody did anything that was not sent.
 */
export async function judgeCommands({ db, keys, book }: Evidence, reference: string): Promise<Fault[]> {
  const faults: Fault[] = [];
  const sent = new Map(book.commands.filter((c) => c.reference === reference).map((c) => [commandIdOf(c), c]));
  const history = await readHistory(db, keys, reference, { limit: 10_000 });
  const done = new Map<number, string>();
  const rows = await select<{ command_id: string }>(db, 'SELECT command_id FROM answers WHERE reference = ?', [
    reference,
  ]);
  for (const { command_id: id } of rows) {
    const command = sent.get(id);
    const kept = await readAnswer(db, keys, id);
    const name = `${command?.act.type ?? 'a command'} ${id.slice(0, 8)} on ${reference}`;
    if (command === undefined) faults.push({ kind: 'doubled', what: `${name} was recorded and never sent` });
    if (kept === undefined || !('answer' in kept.outcome)) continue;
    const { answer } = kept.outcome;
    if (command?.refused !== undefined)
      faults.push({ kind: 'contradicted', what: `${name} was refused (${command.refused}) and recorded` });
    for (const [n, type] of answer.recorded.entries()) {
      const seq = answer.rev - answer.recorded.length + n + 1;
      const event = history[seq - 1];
      if (event?.event.type !== type || event.by.kind === 'system')
        faults.push({ kind: 'lost', what: `${name}: its event ${String(seq)}, ${type}, is not in the history` });
      const other = done.get(seq);
      if (other !== undefined)
        faults.push({ kind: 'contradicted', what: `${name} and ${other} claim event ${String(seq)}` });
      done.set(seq, name);
    }
  }
  for (const [id, { answer, act }] of sent) {
    if (answer === undefined) continue;
    const kept = await readAnswer(db, keys, id);
    if (kept === undefined)
      faults.push({ kind: 'lost', what: `${act.type} on ${reference} was acknowledged and is not there` });
    else if (canonical(kept.outcome) !== canonical({ answer }))
      faults.push({ kind: 'contradicted', what: `${act.type} on ${reference} was answered otherwise than it is kept` });
  }
  for (const { seq, by, event } of history)
    if (by.kind !== 'system' && !done.has(seq))
      faults.push({
        kind: 'doubled',
        what: `event ${String(seq)} of ${reference}, ${event.type}, belongs to no command`,
      });
  return faults;
}
