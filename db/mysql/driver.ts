import { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import * as mysql2 from 'mysql2';

/** How long a connection takes to say good-bye, at most. */
const LEAVE_MS = 500;

/**
 * mysql2 for Sequelize's `dialectModule`. Its own time limits end with the handshake: a server that hangs, or a
 * network that drops what we send, would hold a statement for ever.
 * @param answerMs so long a server may say nothing; a connection that is silent for longer is cut, and the statement
 *   under way fails with `ETIMEDOUT`. Null: as long as it likes
 */
export const mysqlDriver = (answerMs: number | null): typeof mysql2 => ({
  ...mysql2,
  createConnection(options: mysql2.ConnectionOptions | string): mysql2.Connection {
    const connection =
      typeof options === 'string' ? mysql2.createConnection(options) : mysql2.createConnection(options);
    const stream = streamOf(connection);
    if (answerMs !== null && stream instanceof Socket)
      stream.setTimeout(answerMs, () => {
        stream.destroy(Object.assign(new Error('The server says nothing.'), { code: 'ETIMEDOUT' }));
      });
    return connection;
  },
});

/** Closes a connection, also one that is broken or whose server hangs; never fails. */
export async function leave(connection: object): Promise<void> {
  if (!isConnection(connection)) return;
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, LEAVE_MS, undefined);
  const left = new Promise((done) => {
    connection.end(done);
  });
  await Promise.race([left, late]);
  clearTimeout(timer);
  connection.destroy();
  streamOf(connection)?.destroy();
}

const isConnection = (connection: object): connection is mysql2.Connection =>
  'end' in connection && 'destroy' in connection;

/** It is not in the types of mysql2, and in every version of it. */
const streamOf = (connection: object): Duplex | undefined =>
  'stream' in connection && connection.stream instanceof Duplex ? connection.stream : undefined;
