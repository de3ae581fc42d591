import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Client } from './support/client.ts';
import { expectAway, untilStatus } from './support/expect.ts';
import { install, type Installation } from './support/installation.ts';
import { expected, nominate, staff } from './support/people.ts';

/** A write waits so long for another process. */
const WAIT_MS = 5_000;

describe('with the SQLite file locked by a process that hangs', function () {
  this.timeout(120_000);
  let on: Installation;
  let officer: Client;
  let other: DatabaseSync;
  before(async () => {
    on = await install({ database: 'sqlite', parts: [] });
    officer = await staff(on, 'ines');
    other = new DatabaseSync(join(on.data, 'smile.sqlite'));
  });
  after(async () => {
    other.close();
    await on.stop();
  });

  it('reads go on, writes are refused in words and in time, and go on when it is free', async () => {
    const { reference, student } = await nominate(on, officer);
    other.exec('BEGIN IMMEDIATE');
    const [queue, page, ...writes] = await Promise.all([
      officer.get('/api/queue'),
      officer.page('/me'),
      ...Array.from({ length: 20 }, () =>
        nominate(on, officer).then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    ]);
    expected(queue);
    expected(page);
    for (const error of writes) expect(String(error)).to.include('database-busy').and.include('503');
    const link = await officer.post('/api/session/logout', {});
    expectAway(link, 'database-busy', WAIT_MS);
    other.exec('ROLLBACK');
    await nominate(on, officer);
    expected(await student.get(`/api/mobilities/${reference}`), 404);
    await untilStatus(200, () => officer.get('/api/me'));
  });
});
