/** What is done in so much time by so many lanes that each do one thing after the other; gives how many a second. */
export async function rate(
  lanes: number,
  milliseconds: number,
  work: (lane: number) => Promise<void>,
): Promise<{ perSecond: number; done: number }> {
  const start = performance.now();
  let done = 0;
  const lane = async (_: unknown, n: number): Promise<void> => {
    while (performance.now() - start < milliseconds) {
      await work(n);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { perSecond: (done * 1000) / (performance.now() - start), done };
}
