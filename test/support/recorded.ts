import type { Db } from '../../db/connect.ts';
import type { Keys } from '../../db/keys.ts';
import { commit } from '../../db/records/commit.ts';
import { readRequest } from '../../db/records/outbox.ts';
import { readMobility } from '../../db/records/read.ts';
import { hashOf } from '../../domain/hash.ts';
import type { Command } from '../../domain/mobility/commands.ts';
import { decide } from '../../domain/mobility/decide.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { madeUp } from './effects.ts';
import { freshId, inDays } from './live-file.ts';
import { birthOf, system } from './mobility.ts';
import { exampleProcedure } from './procedures.ts';
import { FOREVER, freshReference, unborn } from './records.ts';
import type { Travelled } from './travel.ts';

const procedure = exampleProcedure('caen', 'erasmus-study');

export interface RecordedFile extends Travelled {
  /** Commits one command; the outside answers at once unless told otherwise. */
  command(command: Command, answered?: boolean): Promise<void>;
}

/** A file that is nominated, without Temporal: commands are decided and committed here, one after the other. */
export async function nominatedFile(db: Db, keys: Keys): Promise<RecordedFile & { readonly birth: Command }> {
  const reference = freshReference();
  const birth = await unborn(
    db,
    keys,
    reference,
    procedure,
    birthOf(procedure, { start: inDays(-120), end: inDays(0) }),
  );
  const current = async (): Promise<Mobility> => {
    const found = await readMobility(db, keys, reference);
    if (found?.state == null) throw new Error(`${reference} is not born yet.`);
    return found.state;
  };
  const settle = async (command: Command): Promise<void> => {
    for (;;) {
      const found = await readMobility(db, keys, reference);
      if (found === undefined) throw new Error('There is no such file.');
      const at = new Date().toISOString();
      const decided = decide(procedure, found.state, command, at);
      if (isRefusal(decided)) throw new Error(`${command.act.type} was refused: ${decided.code}`);
      const { id, bodyHash } = command;
      const done = await commit(db, keys, { reference, expected: found.head, command: { id, bodyHash }, at, decided });
      if (done.status === 'committed') return;
      if (done.status !== 'ahead') throw new Error(done.status);
    }
  };
  const answer = async (): Promise<void> => {
    for (;;) {
      const running = Object.values((await current()).effects).find((e) => e.status === 'running');
      if (running === undefined) return;
      const { effect } = running;
      const result = madeUp((await readRequest(db, keys, effect))?.request);
      await settle(sent({ type: 'effect-succeeded', effect, result }, system, {}));
    }
  };
  const sent = (act: Command['act'], actor: Command['actor'], facts: Command['facts']): Command => ({
    id: freshId(),
    bodyHash: hashOf(act),
    actor,
    act,
    facts,
    notAfter: FOREVER,
  });
  return {
    reference,
    birth,
    async command(command, answered = true) {
      await settle(command);
      if (answered) await answer();
    },
    async accepted(actor, act, facts = {}) {
      await settle(sent(act, actor, facts));
      await answer();
    },
    state: current,
    async until(wanted, what) {
      const state = await current();
      if (!wanted(state)) throw new Error(`${reference} did not come to: ${what}`);
      return state;
    },
  };
}

/** A file that was born. */
export async function bornFile(db: Db, keys: Keys): Promise<RecordedFile> {
  const file = await nominatedFile(db, keys);
  await file.command(file.birth);
  return file;
}
