import { timestampAuthority, type TimestampAuthority } from '../../support/timestamp-authority.ts';
import { startScanner, type Scanner } from './scanner.ts';
import { install, type Installation } from './installation.ts';

export interface Shared extends Installation {
  readonly scanner: Scanner;
  readonly authority: TimestampAuthority;
}

let started: Promise<Shared> | undefined;

/**
 * One installation on MariaDB for all suites of this process: started by the first that asks, stopped after the last.
 * Each suite leaves everything running.
 */
export const shared = (): Promise<Shared> => (started ??= start());

async function start(): Promise<Shared> {
  const scanner = await startScanner();
  const authority = await timestampAuthority();
  const installation = await install({
    database: 'mariadb',
    parts: ['worker', 'temporal', 'mail', 'oidc'],
    env: { CLAMD_ADDRESS: scanner.address, TSA_URL: authority.url },
  });
  return { ...installation, scanner, authority };
}

after(async function () {
  this.timeout(60_000);
  const running = await started?.catch(() => undefined);
  await running?.stop();
  await running?.scanner.close();
  await running?.authority.close();
});
