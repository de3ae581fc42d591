import { parentPort } from 'node:worker_threads';
import { pdfFacts } from './pdf-facts.ts';

// Parsers warn of the file, page after page; what counts comes back as facts.
const silent = (): void => undefined;
Object.assign(console, { debug: silent, info: silent, log: silent, warn: silent, error: silent });

parentPort?.on('message', (bytes: unknown) => {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('This thread is sent the bytes of a PDF.');
  void pdfFacts(bytes).then((facts) => {
    parentPort?.postMessage(facts);
  });
});
