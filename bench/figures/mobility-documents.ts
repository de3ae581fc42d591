import type { Figure } from '../figure.ts';
import { FULL_ACTS, fullMobility, papers } from '../mobility/full.ts';
import { wholeMobilities } from '../mobility/whole-rounds.ts';

/** Whole mobilities of the example with all their documents, beside as many bare Updates as there are acts in them. */
export const mobilityDocuments: Figure = {
  figure: 'mobility-documents',
  unit: 'acts a second',
  what: `Whole mobilities with uploads, PDFs, seal, from nomination to end, 12 at once: their ${String(FULL_ACTS)} acts a second; beside as many bare Updates, 12 at once`,
  goal: { atLeast: 0.2 },
  async measure(bench) {
    const files = await papers();
    return wholeMobilities(bench, {
      procedure: 'erasmus-study',
      acts: FULL_ACTS,
      perRound: 12,
      travel: (ours, staff, nominee) => fullMobility(ours, staff, nominee, files),
    });
  },
};
