import { Worker } from 'node:worker_threads';
import type { PdfFacts } from './pdf-facts.ts';

const heapMegabytes = 256;
const memoryBytes = 384 * 1024 * 1024;
const watchEveryMs = 50;
/** A thread that holds more than this after its work is not used again: its rest would count against the next file. */
const keptBytes = 128 * 1024 * 1024;
const mostFiles = 100;
const idleMs = 30_000;

interface Reader {
  readonly worker: Worker;
  files: number;
  idle: NodeJS.Timeout | undefined;
}

/** Threads without work. To start one takes as long as to read many a PDF: its code is loaded for half a second. */
const idle: Reader[] = [];

/**
 * Reads a PDF in a thread of its own, with a limit of time and memory: a hostile file may loop, or unfold a thousandfold.
 * The thread reads another file afterwards, unless this one was too much for it.
 */
export async function readInThread(bytes: Uint8Array, timeoutMs: number): Promise<PdfFacts | 'too-costly'> {
  const reader = idle.pop() ?? start();
  clearTimeout(reader.idle);
  reader.worker.ref();
  reader.files += 1;
  try {
    const facts = await read(reader.worker, bytes, timeoutMs);
    if (facts !== 'too-costly' && (await mayGoOn(reader))) rest(reader);
    else void reader.worker.terminate();
    return facts;
  } catch (error) {
    void reader.worker.terminate();
    throw error;
  }
}

function start(): Reader {
  const worker = new Worker(new URL('./pdf-thread.ts', import.meta.url), {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    stderr: true,
    stdout: true,
  });
  const reader: Reader = { worker, files: 0, idle: undefined };
  // Who waits for a file listens as well; one that fails without work is only not used again.
  worker.on('error', () => undefined);
  worker.once('exit', () => {
    clearTimeout(reader.idle);
    const at = idle.indexOf(reader);
    if (at >= 0) idle.splice(at, 1);
  });
  return reader;
}

function rest(reader: Reader): void {
  reader.idle = setTimeout(() => {
    const at = idle.indexOf(reader);
    if (at < 0) return;
    idle.splice(at, 1);
    void reader.worker.terminate();
  }, idleMs).unref();
  // It keeps no process alive that has nothing else to do.
  reader.worker.unref();
  idle.push(reader);
}

async function mayGoOn({ worker, files }: Reader): Promise<boolean> {
  if (files >= mostFiles) return false;
  const heap = await worker.getHeapStatistics().catch(() => undefined);
  return heap !== undefined && heap.external_memory + heap.used_heap_size < keptBytes;
}

function read(worker: Worker, bytes: Uint8Array, timeoutMs: number): Promise<PdfFacts | 'too-costly'> {
  const { promise, resolve, reject } = Promise.withResolvers<PdfFacts | 'too-costly'>();
  const deadline = setTimeout(resolve, timeoutMs, 'too-costly' as const);
  // resourceLimits does not count array buffers, which is where unfolded streams go.
  const watch = setInterval(() => {
    worker.getHeapStatistics().then(
      (heap) => {
        if (heap.external_memory + heap.used_heap_size > memoryBytes) resolve('too-costly');
      },
      () => undefined, // the thread has just ended: its message or its error tells the rest
    );
  }, watchEveryMs);
  const failed = (error: unknown): void => {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve('too-costly');
    else reject(new Error('The thread that reads PDFs failed.', { cause: error }));
  };
  const ended = (): void => {
    reject(new Error('The thread that reads PDFs ended without a result.'));
  };
  worker.once('message', resolve);
  worker.once('error', failed);
  worker.once('exit', ended);
  worker.postMessage(bytes);
  return promise.finally(() => {
    clearTimeout(deadline);
    clearInterval(watch);
    worker.off('message', resolve);
    worker.off('error', failed);
    worker.off('exit', ended);
  });
}
