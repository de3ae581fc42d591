import { DataTypes } from 'sequelize';
import type { Model, ModelAttributes, ModelStatic, Sequelize } from 'sequelize';
import type { Db, Tx } from '../connect.ts';
import type { GrantRow, InstitutionRow, PersonRow, ProcedureRow, RoleRow, UnitRow } from './rows.ts';

export type * from './rows.ts';

type Stored<Row extends object> = ModelStatic<Model<Row, Row>>;

/** Models of what is small and configured; lists and the mobilities' own path are plain SQL. */
export interface Models {
  readonly institutions: Stored<InstitutionRow>;
  readonly units: Stored<UnitRow>;
  readonly roles: Stored<RoleRow>;
  readonly people: Stored<PersonRow>;
  readonly grants: Stored<GrantRow>;
  readonly procedures: Stored<ProcedureRow>;
}

const defined = new WeakMap<Sequelize, Models>();

/** The models on this database; hand a transaction on in their options. */
export function models({ sequelize }: Db | Tx): Models {
  const known = defined.get(sequelize);
  if (known !== undefined) return known;
  const made = define(sequelize);
  defined.set(sequelize, made);
  return made;
}

// Functions: Sequelize writes the column's name into the object it is given.
const key = () => ({ type: DataTypes.STRING, allowNull: false, primaryKey: true });
const text = () => ({ type: DataTypes.STRING, allowNull: false });
const maybe = () => ({ type: DataTypes.STRING, allowNull: true });
const long = () => ({ type: DataTypes.TEXT, allowNull: false });

function define(sequelize: Sequelize): Models {
  const model = <Row extends object>(table: string, columns: ModelAttributes<Model<Row, Row>, Row>): Stored<Row> =>
    sequelize.define<Model<Row, Row>>(table, columns, { tableName: table, timestamps: false });
  return {
    institutions: model<InstitutionRow>('institutions', {
      id: key(),
      code: text(),
      name: long(),
      settings: long(),
      applied_at: text(),
    }),
    units: model<UnitRow>('units', { institution: key(), id: key(), parent: maybe(), name: long() }),
    roles: model<RoleRow>('roles', { institution: key(), role: key(), title: long(), permissions: long() }),
    people: model<PersonRow>('people', {
      id: key(),
      institution: text(),
      given: text(),
      family: text(),
      email: text(),
      email_folded: text(),
      esi: maybe(),
      birth_date: maybe(),
      language: text(),
      kind: text(),
      created_at: text(),
    }),
    grants: model<GrantRow>('grants', {
      id: key(),
      institution: text(),
      person: text(),
      role: text(),
      unit: text(),
      valid_from: maybe(),
      valid_until: maybe(),
    }),
    procedures: model<ProcedureRow>('procedures', {
      institution: key(),
      id: key(),
      version: { type: DataTypes.INTEGER, allowNull: false, primaryKey: true },
      hash: text(),
      body: long(),
      source: long(),
      published_at: text(),
      published_by: maybe(),
      note: maybe(),
      authors: maybe(),
      origin: maybe(),
    }),
  };
}
