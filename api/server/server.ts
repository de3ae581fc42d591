import { createServer, type RequestListener, type Server } from 'node:http';
import { Socket } from 'node:net';
import { refuseBroken, refuseExpectation } from './broken.ts';
import { SERVER_LIMITS, type ServerLimits } from './limits.ts';

/**
 * The server under the application, with what keeps strange and slow clients from harming others. It listens to
 * nothing yet.
 * @param url the public address: answers to broken requests have the same headers as all others
 */
export function makeServer(app: RequestListener, url: string, limits: ServerLimits = SERVER_LIMITS): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.lookMs,
      maxHeaderSize: limits.headerBytes,
      // `guarded` asks for it, and refuses with the headers of all other answers.
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    app,
  );
  server.maxConnections = limits.connections;
  server.on('clientError', (error, socket) => {
    if (socket instanceof Socket) refuseBroken(error, socket, url);
    else socket.destroy();
  });
  server.on('checkExpectation', (_request, response) => {
    refuseExpectation(response, url);
  });
  return server;
}
