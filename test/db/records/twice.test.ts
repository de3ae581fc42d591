import { expect } from 'chai';
import fc from 'fast-check';
import { randomKey } from '../../../db/crypto.ts';
import { makeKeys } from '../../../db/keys.ts';
import { commit, type Committed } from '../../../db/records/commit.ts';
import { LIST_TABLES } from '../../../db/records/project.ts';
import { readHistory, readMobility } from '../../../db/records/read.ts';
import { select } from '../../../db/sql.ts';
import type { Command } from '../../../domain/mobility/commands.ts';
import { decide } from '../../../domain/mobility/decide.ts';
import { replay } from '../../../domain/mobility/evolve.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { forEachDatabase } from '../../support/database.ts';
import { dice } from '../../support/dice.ts';
import { isFull } from '../../support/full.ts';
import { birthOf, command, start, type Driven } from '../../support/mobility.ts';
import { randomProcedure } from '../../support/random.ts';
import { randomTry } from '../../support/random-acts.ts';
import { freshReference, unborn } from '../../support/records.ts';

const runs = isFull ? 300 : 12;
const TABLES = ['events', 'outbox', ...LIST_TABLES, 'heads', 'answers', 'counters'];

describe('any sequence of commands committed to the records', function () {
  this.timeout(isFull ? 3_600_000 : 120_000);

  forEachDatabase((_kind, database) => {
    const keys = makeKeys(randomKey());
    const everything = async (): Promise<string> =>
      JSON.stringify(await Promise.all(TABLES.map((table) => select(database.db(), `SELECT * FROM ${table}`))));

    /** Commits as the workflow does: decided upon what the records hold. */
    async function send(driven: Driven, reference: string, sent: Command): Promise<Committed> {
      const found = await readMobility(database.db(), keys, reference);
      if (found === undefined) throw new Error('There is no such mobility.');
      const decided = decide(driven.procedure, found.state, sent, driven.now);
      const done = await commit(database.db(), keys, {
        reference,
        expected: found.head,
        command: { id: sent.id, bodyHash: sent.bodyHash },
        at: driven.now,
        decided: isRefusal(decided) ? { refusal: decided } : decided,
      });
      if (done.status === 'committed') {
        driven.state = replay(done.events, found.state);
        driven.events.push(...done.events);
        if (!isRefusal(decided)) driven.effects.push(...decided.effects);
      }
      return done;
    }

    it('does each once, whatever is sent again, and changes nothing when it refuses', async () => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.integer(), async (seed) => {
          const chance = dice(seed);
          const driven = start(randomProcedure(chance));
          const reference = freshReference();
          await send(
            driven,
            reference,
            await unborn(database.db(), keys, reference, driven.procedure, birthOf(driven.procedure)),
          );
          for (let step = 0; step < 25; step += 1) {
            if (driven.state === null) throw new Error('It was not born.');
            const { actor, act, facts } = randomTry(chance, driven, driven.state);
            const sent = { ...command(actor, { type: 'tick' }, driven.now, facts), act };
            // What the system sends has no id: it settles by what it is about.
            const first = await send(driven, reference, actor.kind === 'system' ? { ...sent, id: null } : sent);
            seen.add(first.status);
            if (actor.kind === 'system') continue;
            const then = await everything();
            const again = await send(driven, reference, sent);
            if (first.status === 'committed') expect(again).to.deep.equal({ status: 'repeated', answer: first.answer });
            else expect(again).to.deep.equal(first);
            expect(await send(driven, reference, { ...sent, bodyHash: 'f'.repeat(64) })).to.have.nested.property(
              'refusal.code',
              'key-reused',
            );
            expect(await everything()).to.equal(then);
          }
          const kept = await readHistory(database.db(), keys, reference, { limit: 10_000 });
          expect(kept).to.deep.equal(driven.events);
          expect((await readMobility(database.db(), keys, reference))?.state).to.deep.equal(driven.state);
        }),
        { numRuns: runs, ...(isFull ? {} : { seed: 20_261_124 }) },
      );
      expect([...seen]).to.include.members(['committed', 'refused']);
    });
  });
});
