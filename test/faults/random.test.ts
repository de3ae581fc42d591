import { expect } from 'chai';
import { dice } from '../support/dice.ts';
import type { DatabaseKind } from '../support/database.ts';
import { mariadbdPath } from '../support/mariadb.ts';
import { note } from '../support/note.ts';
import { openBook } from './book.ts';
import { startGround } from './instance.ts';
import { staffOf, startJourney } from './journey.ts';
import { strike, strokesOf } from './kills.ts';
import { counted, openTally, VICTIMS } from './tally.ts';
import { judge } from './verdict.ts';

const full = process.env['TEST_FULL'] !== undefined;
const asked = process.env['FAULT_KILLS'];
const kills = { mariadb: Number(asked ?? (full ? 240 : 12)), sqlite: Number(asked ?? (full ? 60 : 0)) };
const seed = Number(process.env['FAULT_SEED'] ?? 1);
const AT_ONCE = 5;

describe('kills at random moments', function () {
  this.timeout(60 * 60_000);

  for (const kind of ['mariadb', 'sqlite'] as const) {
    if (kills[kind] > 0) it(`lose, repeat and contradict nothing, on ${kind}`, () => run(kind, kills[kind]));
  }
});

async function run(kind: DatabaseKind, wanted: number): Promise<void> {
  if (kind === 'mariadb' && mariadbdPath() === null) return;
  const ground = await startGround(kind);
  const book = openBook();
  let isWell = false;
  try {
    const tally = openTally();
    const staff = await staffOf(ground, book);
    let striking = true;
    const strokes = strokesOf(seed, wanted, kind === 'mariadb' ? VICTIMS : ['api', 'worker', 'temporal']);
    let number = 0;
    const lane = async (): Promise<void> => {
      do {
        number += 1;
        const traveller = await startJourney({ ground, book, staff, number, dice: dice(seed + number) });
        await traveller.travel();
      } while (striking);
    };
    await Promise.all([
      strike(ground, tally, strokes).finally(() => {
        striking = false;
      }),
      ...Array.from({ length: AT_ONCE }, lane),
    ]);
    const verdict = await judge(ground, book);
    note(`seed ${String(seed)} on ${kind}: ${counted(tally, verdict)}, ${String(number)} mobilities`);
    expect(verdict.faults).to.deep.equal([]);
    expect(tally.total()).to.equal(wanted);
    isWell = true;
  } finally {
    book.isClosed = true;
    if (!isWell) note(`What was recorded and logged until then is in ${ground.data}.`);
    await ground.remove(!isWell);
  }
}
