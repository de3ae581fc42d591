import type { RoleId, UnitId } from '../../ids.ts';

/** What a procedure is checked against, beside itself. */
export interface Surroundings {
  readonly languages: readonly string[];
  readonly roles: readonly RoleId[];
  /** The tree of units, its root first. */
  readonly units?: readonly Unit[];
  /** Who has which role where; left out where nobody knows. */
  readonly grants?: readonly Grant[];
  /** The addresses of those who have a login here, in small letters; left out where nobody knows. */
  readonly people?: ReadonlySet<string>;
}

export interface Unit {
  readonly unit: UnitId;
  readonly parent?: UnitId;
  /** Its codes in the course catalogue: agreements are made where there are courses. */
  readonly codes?: readonly string[];
}

export interface Grant {
  readonly person: string;
  readonly role: RoleId;
  readonly unit: UnitId;
}
