import { createServer, type Socket } from 'node:net';

/** A virus scanner that finds nothing, and can go away. */
export interface Scanner {
  readonly address: string;
  /** How it answers from now on; `refuse` hangs up, `silence` says nothing. */
  misbehave: 'no' | 'refuse' | 'silence';
  close(): Promise<void>;
}

/** Answers as clamd does: OK, once the last chunk (a length of zero) is in. */
export async function startScanner(): Promise<Scanner> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (scanner.misbehave === 'refuse') socket.destroy();
    let last = Buffer.alloc(0);
    socket.on('data', (data) => {
      last = Buffer.concat([last, data]).subarray(-4);
      if (scanner.misbehave === 'no' && last.equals(Buffer.alloc(4))) socket.end('stream: OK\0');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const scanner: Scanner = {
    address: `127.0.0.1:${port}`,
    misbehave: 'no',
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
  return scanner;
}
