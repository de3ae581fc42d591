import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readSettings } from '../config/settings.ts';
import { connect } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { messageOf } from './problem.ts';
import { nodeArguments } from './programs.ts';

const root = join(import.meta.dirname, '..');

/** Before the first request: the database in its present form, and the example institutions applied. */
async function main(): Promise<void> {
  const db = await connect(readSettings(process.env).databaseUrl);
  try {
    await migrate(db);
  } finally {
    await db.close();
  }
  const institutions = join(root, 'institutions');
  for (const { name } of (await readdir(institutions, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  )) {
    const folder = join(institutions, name);
    if (!existsSync(join(folder, 'institution.yaml'))) continue;
    const command = [...nodeArguments(join(root, 'cli', 'main.ts')), 'institution', 'apply', folder];
    const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`the institution ${name} could not be applied`);
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
