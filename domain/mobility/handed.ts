import type { ItemId } from '../ids.ts';
import type { Handed } from '../tasks/index.ts';
import type { Holder } from './state.ts';

/**
 * Who holds something in a task now: who had it when it opened, changed by everything that was handed over since.
 * @param fixed each of the holders counts, so that nobody takes the place of them all: they may only be joined
 */
export function holdersNow(
  { handed = [] }: { readonly handed?: readonly Handed[] },
  item: ItemId | undefined,
  holders: readonly Holder[],
  fixed = false,
): readonly Holder[] {
  return handed
    .filter((one) => one.item === undefined || one.item === item)
    .reduce((now, { to, how }) => (how === 'instead' && !fixed ? [to] : [...now, to]), holders);
}
