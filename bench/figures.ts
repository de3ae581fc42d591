import type { Figure } from './figure.ts';
import { actionLatency } from './figures/action-latency.ts';
import { actionRate } from './figures/action-rate.ts';
import { core } from './figures/core.ts';
import { mobilityRate } from './figures/mobility-rate.ts';

/** In the order in which they are measured. */
export const figures: readonly Figure[] = [actionRate, actionLatency, mobilityRate, core];

/**
 * The figures that were named, each by its name or by the first part of it (`growth` is none: `queue`, `board`,
 * `counts`, `action`, `mobility` are); all when nothing was named.
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
