import { Umzug } from 'umzug';
import type { UmzugStorage } from 'umzug';
import { QueryTypes } from 'sequelize';
import type { Db } from './connect.ts';
import { asDatabaseError, DatabaseError } from './errors.ts';
import { migrations as ours } from './migrations/index.ts';
import { table, text, instant } from './schema.ts';
import type { Migration, MigrationContext } from './schema.ts';

const TABLE = 'schema_migrations';
const LOCK_SECONDS = 120;

/**
 * Brings the database to the form this code expects. Two processes may do so at once: one works, the other waits and
 * finds it done.
 * @returns the names of the migrations that ran
 * @throws DatabaseError `database-newer` when a newer version of the code has been here; `database-unreachable`
 */
export async function migrate(db: Db, migrations: readonly Migration[] = ours): Promise<string[]> {
  try {
    return await exclusively(db, (context) => run(db, context, migrations));
  } catch (error) {
    throw asDatabaseError(error);
  }
}

/**
 * For processes that use the database but must not change its form.
 * @throws DatabaseError `database-not-migrated` or `database-newer`
 */
export async function assertMigrated(db: Db, migrations: readonly Migration[] = ours): Promise<void> {
  const context: MigrationContext = { queryInterface: db.sequelize.getQueryInterface(), dialect: db.dialect };
  const done = (await context.queryInterface.tableExists(TABLE)) ? await executed(db, context) : [];
  refuseNewer(done, migrations);
  const missing = migrations.filter(({ name }) => !done.includes(name));
  if (missing.length > 0) {
    throw new DatabaseError(
      'database-not-migrated',
      `The database lacks ${missing.map(({ name }) => name).join(', ')}: first run: smile database migrate`,
    );
  }
}

async function run(db: Db, context: MigrationContext, migrations: readonly Migration[]): Promise<string[]> {
  await table(context, TABLE, { name: text(100), at: instant() }, { primary: ['name'] });
  refuseNewer(await executed(db, context), migrations);
  const umzug = new Umzug<MigrationContext>({
    migrations: migrations.map(({ name, up }) => ({ name, up: () => up(context) })),
    context,
    storage: storage(db, context),
    logger: undefined,
  });
  return (await umzug.up()).map(({ name }) => name);
}

function refuseNewer(done: readonly string[], migrations: readonly Migration[]): void {
  const unknown = done.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length === 0) return;
  throw new DatabaseError(
    'database-newer',
    `The database was changed by a newer version (${unknown.join(', ')}): run that version, or put a backup back.`,
  );
}

async function executed({ sequelize }: Db, { transaction }: MigrationContext): Promise<string[]> {
  const rows = await sequelize.query<{ name: string }>(`SELECT name FROM ${TABLE} ORDER BY name`, {
    type: QueryTypes.SELECT,
    ...(transaction === undefined ? {} : { transaction }),
  });
  return rows.map(({ name }) => name);
}

function storage(db: Db, context: MigrationContext): UmzugStorage {
  const { queryInterface, transaction } = context;
  const within = transaction === undefined ? {} : { transaction };
  return {
    executed: () => executed(db, context),
    async logMigration({ name }) {
      await queryInterface.bulkInsert(TABLE, [{ name, at: new Date().toISOString() }], within);
    },
    unlogMigration: ({ name }) => Promise.reject(new Error(`${name} cannot be undone: put a backup back instead.`)),
  };
}

/** SQLite: all in one transaction. MySQL: a lock by name, held by a connection of its own; it dies with its holder. */
function exclusively<T>({ sequelize, dialect }: Db, work: (context: MigrationContext) => Promise<T>): Promise<T> {
  const queryInterface = sequelize.getQueryInterface();
  return sequelize.transaction(async (transaction) => {
    if (dialect === 'sqlite') return work({ queryInterface, dialect, transaction });
    const ask = (sql: string): Promise<{ done: number | null }[]> =>
      sequelize.query<{ done: number | null }>(sql, { type: QueryTypes.SELECT, transaction });
    // A server's locks are common to all its databases.
    const lock = "CONCAT('smile:', MD5(DATABASE()))";
    const [got] = await ask(`SELECT GET_LOCK(${lock}, ${LOCK_SECONDS}) AS done`);
    if (got?.done !== 1) throw new Error('Another process has been migrating the database for two minutes: see why.');
    try {
      return await work({ queryInterface, dialect });
    } finally {
      await ask(`SELECT RELEASE_LOCK(${lock}) AS done`);
    }
  });
}
