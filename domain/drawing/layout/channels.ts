/** A line across the room between two rows: it comes from some places above and goes to some below. */
export interface Bus {
  /** Where it comes from above; nothing when it comes from the side. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export const TRACK = 10;
const NEAR = 5;

/**
 * A height for each line in the room between two rows, so that none lies on another: where one comes down at the place at
 * which another goes down, the first is above.
 * @returns the track of each, from the top
 */
export function tracksOf(buses: readonly Bus[]): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const above = (n: number): number[] => {
    const { to } = buses[n] ?? { to: [] };
    return buses.flatMap(({ from }, m) =>
      m !== n && from.some((x) => to.some((t) => Math.abs(t - x) < NEAR)) ? [m] : [],
    );
  };
  const visit = (n: number): void => {
    if (seen.has(n)) return;
    seen.add(n);
    for (const m of above(n)) visit(m);
    order.push(n);
  };
  buses.forEach((_, n) => {
    visit(n);
  });
  const tracks: number[] = [];
  order.forEach((n, at) => (tracks[n] = at));
  return tracks;
}

/** A track at the side for each stretch between two rows, the same one for stretches that do not meet; -1 where there is none left. */
export function sideTracks(stretches: readonly (readonly [from: number, to: number])[], most: number): number[] {
  const taken: (readonly [number, number])[][] = [];
  return stretches.map(([a, b]) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    for (let track = 0; track < most; track += 1) {
      const there = (taken[track] ??= []);
      if (there.some(([f, t]) => from <= t && f <= to)) continue;
      there.push([from, to]);
      return track;
    }
    return -1;
  });
}
