import type { Figure } from './figure.ts';
import { actionLatency } from './figures/action-latency.ts';
import { actionRate } from './figures/action-rate.ts';
import { core } from './figures/core.ts';
import { boardGrowth, countsGrowth, queueGrowth } from './figures/growth.ts';
import { mobilityDocuments } from './figures/mobility-documents.ts';
import { mobilityRate } from './figures/mobility-rate.ts';
import { memory } from './figures/memory.ts';
import { proceduresCheck, proceduresDecide, proceduresTasks } from './figures/procedures.ts';
import { replay } from './figures/replay.ts';

/** In the order in which they are measured. */
export const figures: readonly Figure[] = [
  actionRate,
  actionLatency,
  mobilityRate,
  mobilityDocuments,
  core,
  proceduresCheck,
  proceduresDecide,
  proceduresTasks,
  queueGrowth,
  boardGrowth,
  countsGrowth,
  replay,
  memory,
];

/**
 * The figures that were named, each by its name or by a part of it (`action`, `growth`); all when nothing was named.
 * @throws RangeError with a sentence when a name fits nothing
 */
export function named(names: readonly string[]): readonly Figure[] {
  for (const name of names)
    if (!figures.some((one) => fits(one, name)))
      throw new RangeError(
        `There is no figure “${name}”: take ${figures.map(({ figure }) => figure).join(', ')}, or a part of such a name.`,
      );
  return names.length === 0 ? figures : figures.filter((one) => names.some((name) => fits(one, name)));
}

const fits = ({ figure }: Figure, name: string): boolean => figure === name || figure.split('-').includes(name);
