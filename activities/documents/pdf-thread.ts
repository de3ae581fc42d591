import { parentPort, workerData } from 'node:worker_threads';
import { pdfFacts } from './pdf-facts.ts';

const bytes: unknown = workerData;
if (!(bytes instanceof Uint8Array)) throw new TypeError('This thread is started with the bytes of a PDF.');
parentPort?.postMessage(await pdfFacts(bytes));
