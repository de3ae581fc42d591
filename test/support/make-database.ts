import { createConnection } from 'mysql2/promise';

/** Says one thing to a MariaDB server as its administrator. */
export async function tellMariaDb(admin: string, sql: string): Promise<void> {
  const connection = await createConnection({ uri: admin });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

/** Makes an empty database on a server. @returns its URL */
export async function makeDatabase(admin: string, name: string): Promise<string> {
  await tellMariaDb(admin, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}
