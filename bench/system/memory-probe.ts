import { isMainThread } from 'node:worker_threads';
import type { Collect, MemoryAnswer } from './memory-answer.ts';

// Loaded before a worker's own code (--import), in its main thread and in each of its others: workflows have a thread,
// and a heap, of their own. All collect their garbage when asked; then the process tells how much memory it holds.
const SETTLE_MS = 1_500;
const COLLECT: Collect = 'collect';
const channel = new BroadcastChannel('memory-probe');

function collect(): void {
  for (let n = 0; n < 3; n += 1) globalThis.gc?.();
}

if (isMainThread) {
  process.on('message', (message) => {
    if (message !== COLLECT) return;
    channel.postMessage(COLLECT);
    // The other threads are idle by now: nobody acts meanwhile.
    setTimeout(() => {
      collect();
      process.send?.({ rss: process.memoryUsage().rss } satisfies MemoryAnswer);
    }, SETTLE_MS);
  });
  process.channel?.unref();
} else channel.onmessage = collect;
channel.unref();
