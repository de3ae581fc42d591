import { expect } from 'chai';
import { createServer, type Socket } from 'node:net';
import { openTemporal } from '../../api/temporal.ts';
import { hashOf } from '../../domain/hash.ts';
import type { Command } from '../../domain/mobility/commands.ts';
import { codeOf } from '../support/code-of.ts';

const command: Command = {
  id: hashOf('a command'),
  bodyHash: hashOf({ type: 'tick' }),
  actor: { kind: 'system', institution: 'caen' },
  act: { type: 'tick' },
  facts: {},
  notAfter: '2099-01-01T00:00:00.000Z',
};

describe('the way to Temporal', () => {
  it('says soon that nothing was sent, when nobody answers there', async function () {
    this.timeout(20_000);
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // One that is gone, and one that takes connections and says nothing.
    for (const at of ['127.0.0.1:9', `127.0.0.1:${port}`]) {
      const temporal = openTemporal({ address: at, namespace: 'default' }, {});
      const start = performance.now();
      expect(await temporal.answers()).to.equal(false);
      expect(await codeOf(temporal.send({ institution: 'caen', reference: 'CAEN-2026-000001' }, command))).to.equal(
        'temporal-unreachable',
      );
      expect(performance.now() - start).to.be.lessThan(8_000);
      await temporal.close();
    }
    server.close();
    for (const socket of sockets) socket.destroy();
  });
});
