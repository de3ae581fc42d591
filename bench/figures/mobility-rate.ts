import type { Figure } from '../figure.ts';
import { wholeMobilities } from '../mobility/whole-rounds.ts';
import { PLAIN_ACTS, plainMobility } from '../mobility/plain.ts';

/** Whole mobilities whose acts ask for no document, beside as many bare Updates as there are acts in them. */
export const mobilityRate: Figure = {
  figure: 'mobility-rate',
  unit: 'acts a second',
  what: `Whole mobilities without documents, from nomination to end, 12 at once: their ${String(PLAIN_ACTS)} acts a second; beside as many bare Updates, 12 at once`,
  goal: { atLeast: 0.35 },
  measure: (bench) =>
    wholeMobilities(bench, { procedure: 'plain-study', acts: PLAIN_ACTS, perRound: 24, travel: plainMobility }),
};
