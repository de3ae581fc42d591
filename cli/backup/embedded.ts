import { readSettings, type Settings } from '../../config/settings.ts';
import { CliProblem } from '../fail.ts';

/** Where the embedded default keeps things. */
export interface Embedded {
  readonly settings: Settings;
  readonly database: string;
  readonly documents: string;
  /** Temporal's own file, and what belongs to it. */
  readonly temporal: string;
}

/** @throws CliProblem `not-embedded` when the database is a server, whose own tools make backups */
export function embedded(verb: 'backup' | 'restore'): Embedded {
  const settings = readSettings(process.env);
  const { databaseUrl, data } = settings;
  if (!databaseUrl.startsWith('sqlite:'))
    throw new CliProblem(
      'not-embedded',
      verb === 'backup'
        ? 'This database is a server: make the backup by mariadb-dump and tar, as docs/operations.md, “Backup and restore”, says.'
        : 'This database is a server: restore it by mariadb and tar, then run smile records resume --restored, as docs/operations.md, “Backup and restore”, says.',
    );
  return {
    settings,
    database: databaseUrl.slice('sqlite:'.length),
    documents: `${data}/documents`,
    temporal: `${data}/temporal.sqlite`,
  };
}
