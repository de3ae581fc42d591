import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { scan } from '../../../activities/documents/scan.ts';
import { codeOf } from '../../support/code-of.ts';

const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

/** A clamd of our own: reads INSTREAM as clamd(8) says, and finds EICAR. */
function answer(socket: Socket): void {
  let got = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    got = Buffer.concat([got, data]);
    const command = Buffer.from('zINSTREAM\0');
    if (got.length < command.length) return;
    if (!got.subarray(0, command.length).equals(command)) {
      socket.end('UNKNOWN COMMAND\0');
      return;
    }
    const content: Buffer[] = [];
    for (let at = command.length; at + 4 <= got.length;) {
      const length = got.readUInt32BE(at);
      if (length === 0) {
        const whole = Buffer.concat(content);
        socket.end(whole.includes(eicar) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0');
        return;
      }
      content.push(got.subarray(at + 4, at + 4 + length));
      if (Buffer.concat(content).length > 1_000_000) {
        socket.end('INSTREAM size limit exceeded. ERROR\0');
        return;
      }
      at += 4 + length;
    }
  });
}

describe('scan', () => {
  const servers: Server[] = [];
  const listen = (handler: (socket: Socket) => void, at?: string): Promise<string> =>
    new Promise((resolve) => {
      const server = createServer(handler);
      servers.push(server);
      const done = (): void => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? `127.0.0.1:${address.port}` : (address ?? ''));
      };
      if (at) server.listen(at, done);
      else server.listen(0, '127.0.0.1', done);
    });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it('says so when no scanner is configured', async () => {
    expect(await scan(Buffer.from(eicar))).to.equal('not-scanned');
    expect(await scan(Buffer.from(eicar), '')).to.equal('not-scanned');
  });

  it('asks over TCP, in chunks', async () => {
    const address = await listen(answer);
    expect(await scan(Buffer.alloc(300_000, 7), address)).to.equal('clean');
    expect(await scan(Buffer.concat([Buffer.alloc(100_000), Buffer.from(eicar)]), address)).to.deep.equal({
      found: 'Eicar-Test-Signature',
    });
  });

  it('asks over a unix socket', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'smile-clamd-'));
    const address = await listen(answer, path.join(folder, 'clamd.sock'));
    expect(await scan(Buffer.from('hello'), address)).to.equal('clean');
    await rm(folder, { recursive: true });
  });

  it('never takes trouble for a clean file', async () => {
    const address = await listen(answer);
    expect(await codeOf(scan(Buffer.alloc(5_000_000), address))).to.equal('scanner-refused');
    expect(await codeOf(scan(Buffer.from('x'), await listen((socket) => socket.end())))).to.equal(
      'scanner-unreachable',
    );
    expect(
      await codeOf(scan(Buffer.from('x'), await listen((socket) => socket.end('stream: OK but not really')))),
    ).to.equal('scanner-refused');
    expect(await codeOf(scan(Buffer.from('x'), '127.0.0.1:1'))).to.equal('scanner-unreachable');
    expect(await codeOf(scan(Buffer.from('x'), 'nonsense'))).to.equal('scanner-unreachable');
    const silent = await listen((socket) => socket.on('error', () => undefined).resume());
    expect(await codeOf(scan(Buffer.from('x'), silent, 50))).to.equal('scanner-unreachable');
  });
});
