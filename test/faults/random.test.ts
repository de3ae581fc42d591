import { expect } from 'chai';
import { isFull } from '../support/full.ts';
import { strike, strokesOf } from './kills.ts';
import { VICTIMS } from './tally.ts';
import { isThere, travelling, withGround } from './with-ground.ts';

const asked = process.env['FAULT_KILLS'];
const kills = { mariadb: Number(asked ?? (isFull ? 200 : 10)), sqlite: Number(asked ?? (isFull ? 50 : 0)) };
const seed = Number(process.env['FAULT_SEED'] ?? 1);
const AT_ONCE = 5;

describe('kills at random moments', function () {
  this.timeout(60 * 60_000);

  for (const kind of ['mariadb', 'sqlite'] as const) {
    (kills[kind] > 0 ? it : it.skip)(`lose, repeat and contradict nothing, on ${kind}`, async function () {
      if (!isThere(kind)) this.skip();
      const victims = kind === 'mariadb' ? VICTIMS : (['api', 'worker', 'temporal'] as const);
      await withGround(`kills at random, seed ${String(seed)}`, kind, async (scene) => {
        const { ground, tally } = scene;
        await travelling(scene, AT_ONCE, seed, () => strike(ground, tally, strokesOf(seed, kills[kind], victims)));
        expect(tally.total()).to.equal(kills[kind]);
      });
    });
  }
});
