import { DataTypes } from 'sequelize';
import type { ModelAttributeColumnOptions, QueryInterface, Transaction } from 'sequelize';
import type { Dialect } from './connect.ts';

/** What a migration works with. On SQLite all of it is one transaction; MySQL has none for tables. */
export interface MigrationContext {
  readonly queryInterface: QueryInterface;
  readonly dialect: Dialect;
  readonly transaction?: Transaction;
}

export interface Migration {
  readonly name: string;
  readonly up: (context: MigrationContext) => Promise<void>;
}

type Column = ModelAttributeColumnOptions;

/** Column types. A column must have a value unless it is `optional`. */
export const text = (length: number): Column => ({ type: DataTypes.STRING(length), allowNull: false });
export const whole = (): Column => ({ type: DataTypes.INTEGER, allowNull: false });
/** ISO 8601 in UTC with milliseconds, as text: sorts by time, and reads alike on both databases. */
export const instant = (): Column => text(24);
/** `YYYY-MM-DD`. */
export const date = (): Column => text(10);
/** SHA-256 in hexadecimal. */
export const sha256 = (): Column => ({ type: DataTypes.CHAR(64), allowNull: false });
/** JSON or long text; MySQL's TEXT would end at 64 KiB. SQLite reads TEXT and BLOB out of both names. */
export const longText = (): Column => ({ type: 'LONGTEXT', allowNull: false });
export const bytes = (): Column => ({ type: 'LONGBLOB', allowNull: false });
export const optional = (column: Column): Column => ({ ...column, allowNull: true });

/** Institution, person, unit, role and the like. */
export const id = (): Column => text(64);
/** `CAEN-2026-000123`. */
export const reference = (): Column => text(64);

interface Keys {
  readonly primary: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
}

/**
 * Creates a table with its keys; what is there already, from a run that was cut short, is left.
 * InnoDB's keys hold 3,072 bytes, that is 768 characters in all. There are no foreign keys: the derived rows are
 * dropped and made again while people work, and a locked parent row would make every writer wait.
 */
export async function table(
  { queryInterface, dialect, transaction }: MigrationContext,
  name: string,
  columns: Readonly<Record<string, Column>>,
  { primary, unique = [], indexes = [] }: Keys,
): Promise<void> {
  const within = transaction === undefined ? {} : { transaction };
  const attributes = Object.fromEntries(
    Object.entries(columns).map(([column, type]) => [
      column,
      { ...type, ...(primary.includes(column) ? { primaryKey: true } : {}) },
    ]),
  );
  await queryInterface.createTable(name, attributes, {
    ...within,
    charset: 'utf8mb4',
    collate: 'utf8mb4_bin',
    engine: 'InnoDB',
  });
  const wanted = [
    ...unique.map((fields) => ({ fields, unique: true })),
    ...indexes.map((fields) => ({ fields, unique: false })),
  ];
  const there = dialect === 'mysql' ? await indexNames(queryInterface, name) : [];
  for (const { fields, unique: once } of wanted) {
    const index = indexName(name, fields);
    if (there.includes(index)) continue;
    await queryInterface.addIndex(name, { ...within, fields: [...fields], name: index, unique: once });
  }
}

/** Adds a column to a table that is there; on MySQL, one that is there already from a run that was cut short is left. */
export async function addColumn(
  { queryInterface, dialect, transaction }: MigrationContext,
  table: string,
  name: string,
  column: Column,
): Promise<void> {
  if (dialect === 'mysql' && Object.hasOwn(await queryInterface.describeTable(table), name)) return;
  await queryInterface.addColumn(table, name, column, transaction === undefined ? {} : { transaction });
}

/** Adds an index to a table that is there; on MySQL, one that is there already from a run that was cut short is left. */
export async function addIndex(
  { queryInterface, dialect, transaction }: MigrationContext,
  table: string,
  fields: readonly string[],
): Promise<void> {
  const name = indexName(table, fields);
  if (dialect === 'mysql' && (await indexNames(queryInterface, table)).includes(name)) return;
  const within = transaction === undefined ? {} : { transaction };
  await queryInterface.addIndex(table, { ...within, fields: [...fields], name });
}

const indexName = (table: string, fields: readonly string[]): string => `${table}_by_${fields.join('_')}`.slice(0, 64);

async function indexNames(queryInterface: QueryInterface, name: string): Promise<string[]> {
  const found: unknown = await queryInterface.showIndex(name);
  if (!Array.isArray(found)) return [];
  return found.flatMap((index: unknown) =>
    typeof index === 'object' && index !== null && 'name' in index && typeof index.name === 'string'
      ? [index.name]
      : [],
  );
}
