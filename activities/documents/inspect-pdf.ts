import { Worker } from 'node:worker_threads';
import { note, refused } from './verdict.ts';
import type { Verdict } from './verdict.ts';
import type { PdfFacts } from './pdf-facts.ts';

const heapMegabytes = 256;
const memoryBytes = 384 * 1024 * 1024;
const watchEveryMs = 50;

/**
 * Parses the PDF in a thread of its own, with a limit of time and memory: a hostile file may loop, or unfold a thousandfold.
 */
export async function inspectPdf(bytes: Uint8Array, maxPages: number, timeoutMs: number): Promise<Verdict> {
  if (hidesSecondFile(bytes)) return refused('polyglot');
  const facts = await readInThread(bytes, timeoutMs);
  if (facts === 'too-costly') return refused('too-costly');
  if (facts.state !== 'read') return refused(facts.state);
  const [danger] = facts.dangers;
  if (danger) return refused(danger);
  if (facts.pages === 0) return refused('broken');
  if (facts.pages > maxPages) return refused('too-long');
  const clean = Buffer.from(bytes);
  return { ok: true, mime: 'application/pdf', pages: facts.pages, clean, preview: null, notes: [note('no-preview')] };
}

function readInThread(bytes: Uint8Array, timeoutMs: number): Promise<PdfFacts | 'too-costly'> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./pdf-thread.ts', import.meta.url), {
      workerData: bytes,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
      stderr: true, // parsers warn there about the file; what counts comes back as facts
      stdout: true,
    });
    const stop = (): void => {
      clearTimeout(deadline);
      clearInterval(watch);
      void worker.terminate();
    };
    const finish = (outcome: PdfFacts | 'too-costly'): void => {
      stop();
      resolve(outcome);
    };
    const deadline = setTimeout(() => {
      finish('too-costly');
    }, timeoutMs);
    // resourceLimits does not count array buffers, which is where unfolded streams go.
    const watch = setInterval(() => {
      worker.getHeapStatistics().then(
        (heap) => {
          if (heap.external_memory + heap.used_heap_size > memoryBytes) finish('too-costly');
        },
        () => undefined, // the thread has just ended: its message or its error tells the rest
      );
    }, watchEveryMs);
    worker.once('message', finish);
    worker.once('error', (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') finish('too-costly');
      else {
        stop();
        reject(new Error('The thread that reads PDFs failed.', { cause: error }));
      }
    });
    worker.once('exit', () => {
      stop();
      reject(new Error('The thread that reads PDFs ended without a result.'));
    });
  });
}

/** Data after the end of the PDF, or a zip archive laid over it (its directory lies at the end of the file). */
function hidesSecondFile(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.lastIndexOf('%%EOF');
  if (end >= 0 && buffer.subarray(end + 5).some((byte) => !isBlank(byte))) return true;
  const tail = buffer.subarray(-65_557); // the furthest that a zip's end record may lie from the end of the file
  for (let at = tail.indexOf('PK\x05\x06'); at >= 0; at = tail.indexOf('PK\x05\x06', at + 4)) {
    if (at + 22 <= tail.length && at + 22 + tail.readUInt16LE(at + 20) === tail.length) return true;
  }
  return false;
}

const isBlank = (byte: number): boolean =>
  byte === 0 || byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 32;
