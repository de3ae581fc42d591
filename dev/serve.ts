import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { isLoopback } from '../config/variables.ts';
import { sendPage } from './html.ts';

/** Listens on 127.0.0.1 until SIGTERM or SIGINT; `close` ends whatever else holds the process. Rejects when it cannot listen. */
export async function serveUntilSignal(answer: RequestListener, port: number, close?: () => void): Promise<void> {
  const server = createServer((request, response) => {
    // Another host name in front of our address is how a foreign page would read what only this machine may.
    const host = request.headers.host ?? '';
    if (isLoopback(host.replace(/:\d+$/, ''))) answer(request, response);
    else sendPage(response, 421, 'Not here', '<p>Only 127.0.0.1 is answered.</p>');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
      close?.();
    });
  }
}
