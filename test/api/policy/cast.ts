import { createHash } from 'node:crypto';
import { applyInstitution } from '../../../db/institutions/apply.ts';
import type { Db } from '../../../db/connect.ts';
import { execute, insert, select } from '../../../db/sql.ts';
import type { Application, Caller } from '../support/application.ts';

/** Gives somebody of the policy a session, as often as it is asked for; what only they need is there while `during` runs. */
export interface Somebody {
  readonly caller: Caller;
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface Cast {
  /** Everybody who is named in the policy; another session each time. */
  as(who: string): Promise<Somebody>;
  readonly names: readonly string[];
}

interface File {
  readonly reference: string;
  readonly person: string;
}

const everyRole = ['international-officer', 'head-of-office', 'programme-coordinator', 'registry', 'administrator'];
const at = '2026-11-23T08:00:00.000Z';
const during = <T>(work: () => Promise<T>): Promise<T> => work();

/** Makes everybody whom the policy names, beside the file that it is about and one of another student. */
export async function makeCast(app: Application, file: File, other: File): Promise<Cast> {
  const { db } = app;
  await applyNordhavn(db);
  const staff = async (id: string, role: string, unit: string, days: Days = {}): Promise<string> => {
    await person(db, 'caen', id);
    await grant(db, 'caen', id, role, unit, days);
    return id;
  };
  await person(db, 'caen', 'stand-in');
  const session =
    (id: string, institution = 'caen') =>
    async (): Promise<Somebody> => ({
      caller: await app.as(id, institution),
      during,
    });
  await person(db, 'nordhavn', 'everything');
  for (const role of [
    'mobility-officer',
    'faculty-office',
    'faculty-coordinator',
    'dean',
    'registrar',
    'administrator',
  ])
    await grant(db, 'nordhavn', 'everything', role, 'university');

  const toSign = { reference: file.reference, task: 'agreement-signatures', item: 'home' };
  const rui = 'rui@porto.example';
  const partner = (bound: typeof toSign, email: string, change?: string) => async (): Promise<Somebody> => {
    const caller = await app.partner(bound, email);
    if (change !== undefined) await execute(db, `UPDATE links SET ${change} WHERE token_hash = ?`, [caller.link]);
    return { caller, during };
  };
  const makers: Record<string, () => Promise<Somebody>> = {
    'the person': session(file.person),
    'the person, with roles': async () => ({ caller: await app.as(file.person), during: withRoles(db, file.person) }),
    officer: session(await staff('officer', 'international-officer', 'university')),
    head: session(await staff('head', 'head-of-office', 'university')),
    coordinator: session(await staff('coordinator', 'programme-coordinator', 'sciences')),
    registry: session(await staff('registry', 'registry', 'university')),
    administrator: session(await staff('administrator', 'administrator', 'university')),
    'faculty officer': session(await staff('faculty-officer', 'international-officer', 'sciences')),
    partner: partner(toSign, rui),
    'link used': partner(toSign, rui, `used_at = '${at}'`),
    nobody: () => Promise.resolve({ caller: app.anybody, during }),
    'another student': session(other.person),
    'officer elsewhere': session(await staff('officer-2', 'international-officer', 'languages')),
    'head elsewhere': session(await staff('head-2', 'head-of-office', 'languages')),
    'coordinator elsewhere': session(await staff('coordinator-2', 'programme-coordinator', 'languages')),
    'registry elsewhere': session(await staff('registry-2', 'registry', 'languages')),
    'administrator elsewhere': session(await staff('administrator-2', 'administrator', 'languages')),
    'other institution': session('everything', 'nordhavn'),
    "other file's partner": partner({ ...toSign, reference: other.reference }, rui),
    'other address': partner(toSign, 'before@porto.example'),
    'link withdrawn': partner(toSign, rui, `withdrawn_at = '${at}'`),
    'link expired': partner(toSign, rui, "expires_at = '2026-11-22T08:00:00.000Z'"),
    'session expired': async () => {
      const caller = await app.as('officer');
      await changeSession(db, caller, 'UPDATE sessions SET expires_at = ? WHERE id_hash = ?', [at]);
      return { caller, during };
    },
    'signed out': async () => {
      const caller = await app.as('officer');
      const answer = await caller.post('/api/session/logout');
      if (answer.status !== 204) throw new Error(answer.text);
      return { caller, during };
    },
    'role ended': session(
      await staff('ended', 'international-officer', 'university', { from: '2026-01-01', until: '2026-11-22' }),
    ),
    'role to come': session(await staff('to-come', 'international-officer', 'university', { from: '2026-11-24' })),
  };
  await insert(db, 'delegations', {
    id: 'registry-lent',
    institution: 'caen',
    lender: 'registry',
    person: 'stand-in',
    role: 'registry',
    unit: null,
    valid_from: '2026-11-23',
    valid_until: '2026-12-31',
    reason: 'Leave',
    made_at: at,
    made_by: null,
    ended_at: null,
    ended_by: null,
  });
  return {
    names: Object.keys(makers),
    as: (who) => {
      const make = makers[who];
      if (make === undefined) throw new Error(`Nobody is called “${who}”.`);
      return make();
    },
  };
}

/** The other example institution, with its demo people. */
export async function applyNordhavn(db: Db): Promise<void> {
  const issuer = 'http://127.0.0.1:9';
  await applyInstitution(db, { folder: 'institutions/nordhavn' }, { at, by: null, demo: true, issuer });
}

interface Days {
  readonly from?: string;
  readonly until?: string;
}

/** The person of the file has every role of the university while something is tried. */
const withRoles =
  (db: Db, id: string) =>
  async <T>(work: () => Promise<T>): Promise<T> => {
    for (const role of everyRole) await grant(db, 'caen', id, role, 'university');
    try {
      return await work();
    } finally {
      await execute(db, 'DELETE FROM grants WHERE person = ?', [id]);
    }
  };

export async function person(db: Db, institution: string, id: string): Promise<void> {
  const email = `${id}@${institution}.example`;
  await insert(db, 'people', {
    id,
    institution,
    given: 'Staff',
    family: id,
    email,
    email_folded: email,
    esi: null,
    birth_date: null,
    language: 'en',
    kind: 'staff',
    created_at: at,
  });
}

export async function grant(
  db: Db,
  institution: string,
  who: string,
  role: string,
  unit: string,
  { from, until }: Days = {},
): Promise<void> {
  await insert(db, 'grants', {
    id: `${who}-${role}-${unit}`.slice(-64),
    institution,
    person: who,
    role,
    unit,
    valid_from: from ?? null,
    valid_until: until ?? null,
  });
}

async function changeSession(db: Db, caller: Caller, sql: string, params: readonly string[]): Promise<void> {
  const id = /smile=([^;]+)/.exec(caller.headers['cookie'] ?? '')?.[1] ?? '';
  const hash = createHash('sha256').update(id).digest('hex');
  await execute(db, sql, [...params, hash]);
  if ((await select(db, 'SELECT id_hash FROM sessions WHERE id_hash = ?', [hash])).length !== 1)
    throw new Error('no such session');
}
