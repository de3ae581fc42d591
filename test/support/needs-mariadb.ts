import { mariadbdPath } from './mariadb-program.ts';

/** Whether tests can start a MariaDB server here. @throws in CI, where they must */
export function hasMariaDb(): boolean {
  if (mariadbdPath() !== null) return true;
  if (process.env['CI'] === 'true') throw new Error('In CI the tests run on MariaDB too: install mariadb-server.');
  return false;
}

/** In the place of a suite that needs MariaDB: a test that is skipped, or fails in CI. */
export const leftOutWithoutMariaDb = (): Mocha.Test =>
  it('needs mariadbd, which is not installed here: this suite is left out', function () {
    if (!hasMariaDb()) this.skip();
  });

/** A suite that starts a MariaDB server. */
export const onMariaDb = (title: string, suite: (this: Mocha.Suite) => void): Mocha.Suite =>
  describe(title, function () {
    if (mariadbdPath() === null) leftOutWithoutMariaDb();
    else suite.call(this);
  });
