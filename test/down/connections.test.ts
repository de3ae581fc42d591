import { createConnection, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { connect, SERVING } from '../../db/connect.ts';
import { select } from '../../db/sql.ts';
import { onMariaDb } from '../support/needs-mariadb.ts';
import { codeOf } from '../support/code-of.ts';
import { mariadbPart } from './support/mariadb.ts';
import type { Part } from './support/part.ts';
import { temporaryFolder } from '../dev/local.ts';

onMariaDb('connections to a database that hangs', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: { part: Part; url: string };
  before(async () => {
    folder = await temporaryFolder();
    server = await mariadbPart(folder.path);
  });
  after(async () => {
    await server.part.stop();
    await folder.remove();
  });

  it('fail as such wherever they are cut off: in the handshake, the settings, a statement', async () => {
    // Between us and the server stands one who passes on so many answers, then none.
    for (const answers of [0, 1, 2, 3, 4, 5, 6]) {
      const sockets = new Set<Socket>();
      const { port } = new URL(server.url);
      let silent = false;
      const between = createServer((near) => {
        const far = createConnection(Number(port), '127.0.0.1');
        let passed = 0;
        for (const socket of [near, far]) {
          sockets.add(socket);
          socket.on('error', () => undefined);
        }
        near.pipe(far);
        far.on('data', (data) => {
          passed += 1;
          if (!silent || passed <= answers) near.write(data);
        });
        near.on('close', () => far.destroy());
      });
      await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
      const address = between.address();
      const at = new URL(server.url);
      at.port = String(typeof address === 'object' && address !== null ? address.port : 0);
      const db = await connect(at.href, { ...SERVING, connectMs: 400, acquireMs: 900, answerMs: 400 });
      silent = true;
      // One has the connection that fell silent, the others need new ones.
      const codes = await Promise.all([1, 2, 3].map(() => codeOf(select(db, 'SELECT 1 AS one'))));
      expect(codes, `after ${answers} answers`).to.deep.equal(Array(3).fill('database-unreachable'));
      silent = false;
      expect(await select(db, 'SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
      await db.close();
      between.close();
      for (const socket of sockets) socket.destroy();
    }
  });
});
