import { inTransaction, type Db, type Tx } from '../../db/connect.ts';
import {
  insertIdentity,
  personOfLogin,
  subjectsOf,
  updateClaims,
  type Claims,
  type Login,
} from '../../db/identity/identities.ts';
import { lockPerson, peopleByEsi } from '../../db/identity/people.ts';
import type { PersonId } from '../../domain/ids.ts';

/** A login that a provider vouches for. */
export interface Arrival {
  readonly login: Login;
  readonly claims: Claims;
  readonly esis: readonly string[];
  /** The person whose one-time link this browser has used. */
  readonly linked?: PersonId;
}

export type Attachment =
  | { readonly kind: 'person'; readonly person: PersonId }
  | { readonly kind: 'nobody' }
  /** What staff must settle: whom it is about, and why. */
  | {
      readonly kind: 'conflict';
      readonly why: 'several-people' | 'other-login' | 'other-person';
      readonly people: readonly PersonId[];
    };

/**
 * Finds whose login it is, and records it when it is new: the person it was attached to before; else the one whose
 * one-time link was used; else the only one with an equal European Student Identifier. Names and addresses are not
 * asked: anybody may share them, and some providers let people choose them.
 */
export const attach = (db: Db, arrival: Arrival): Promise<Attachment> =>
  inTransaction(db, async (tx) => {
    const { login, claims, linked } = arrival;
    const owner = await personOfLogin(tx, login);
    if (owner === null) return attachNew(tx, arrival);
    if (linked !== undefined && linked !== owner) return conflict('other-person', [owner, linked]);
    await updateClaims(tx, login, claims);
    return { kind: 'person', person: owner };
  });

async function attachNew(tx: Tx, { login, claims, esis, linked }: Arrival): Promise<Attachment> {
  const equal = esis.length === 0 ? [] : (await peopleByEsi(tx, login.institution, esis)).map(({ id }) => id);
  const others = equal.filter((person) => person !== linked);
  if (linked !== undefined && others.length > 0) return conflict('other-person', [linked, ...others]);
  if (equal.length > 1) return conflict('several-people', equal);
  const person = linked ?? equal[0];
  if (person === undefined || !(await lockPerson(tx, login.institution, person))) return { kind: 'nobody' };
  if ((await subjectsOf(tx, person, login.issuer)).some((subject) => subject !== login.subject)) {
    return conflict('other-login', [person]);
  }
  const isNew = await insertIdentity(tx, login, person, linked === undefined ? 'esi' : 'link', claims);
  // Another request was first by a moment.
  const owner = isNew ? person : await personOfLogin(tx, login);
  return owner === person ? { kind: 'person', person } : conflict('other-person', [person]);
}

const conflict = (why: (Attachment & { kind: 'conflict' })['why'], people: readonly PersonId[]): Attachment => ({
  kind: 'conflict',
  why,
  people,
});
