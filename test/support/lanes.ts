/** Does the work for each item, so many at a time, in their order. */
export async function inLanes<T>(
  items: Iterable<T>,
  lanes: number,
  work: (item: T, lane: number) => Promise<void>,
): Promise<void> {
  const queue = Iterator.from(items);
  const lane = async (_: unknown, n: number): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await work(next.value, n);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
