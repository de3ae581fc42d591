import { hashOf } from '../../domain/hash.ts';
import type { DemoPerson, InstitutionDeclaration } from '../../domain/institution/declaration.ts';
import { fold } from '../../domain/text/fold.ts';
import type { Tx } from '../connect.ts';
import { attachDemoIdentity, personOfLogin } from '../identity/identities.ts';
import { execute, select, selectOne } from '../sql.ts';
import type { Row } from '../statements.ts';
import type { ApplyOptions } from './apply.ts';
import { settle, type Tally } from './tally.ts';

/** Makes the demo people with their grants, and lets them log in with the local provider. Others are left alone. */
export async function settleDemoPeople(
  tx: Tx,
  { institution, demo }: InstitutionDeclaration,
  { at, issuer }: ApplyOptions,
  tally: Tally,
): Promise<void> {
  for (const one of demo?.people ?? []) {
    const person = `${institution}-${one.person}`;
    const there = await selectOne<Row>(
      tx,
      'SELECT id, institution, given, family, email, email_folded, esi, language, kind, created_at FROM people WHERE id = ?',
      [person],
    );
    const row = rowOf(institution, person, one);
    const created = typeof there?.['created_at'] === 'string' ? there['created_at'] : at;
    await settle(
      tx,
      tally,
      'people',
      ['id'],
      [{ name: `person ${person}`, row: { ...row, created_at: created } }],
      there === null ? [] : [there],
      () => person,
    );
    await settleGrants(tx, institution, person, one, tally);
    if (issuer !== undefined) await settleIdentity(tx, { institution, person, issuer, subject: one.person }, at, tally);
  }
}

const rowOf = (institution: string, id: string, { given, family, email, esi, language, kind }: DemoPerson): Row => ({
  id,
  institution,
  given,
  family,
  email,
  email_folded: fold(email),
  esi: esi ?? null,
  language,
  kind,
});

async function settleGrants(
  tx: Tx,
  institution: string,
  person: string,
  { grants }: DemoPerson,
  tally: Tally,
): Promise<void> {
  const nameOf = (row: Row): string => `grant ${person} ${String(row['role'])} ${String(row['unit'])}`;
  const wanted = grants.map(({ role, unit }) => {
    const row = { id: `demo-${hashOf([person, role, unit]).slice(0, 40)}`, institution, person, role, unit };
    return { name: nameOf(row), row };
  });
  const there = await select<Row>(
    tx,
    "SELECT id, institution, person, role, unit FROM grants WHERE person = ? AND id LIKE 'demo-%'",
    [person],
  );
  await settle(tx, tally, 'grants', ['id'], wanted, there, nameOf);
}

/** The local provider has another address when it gets another port: the login follows it. */
async function settleIdentity(
  tx: Tx,
  login: { institution: string; person: string; issuer: string; subject: string },
  at: string,
  tally: Tally,
): Promise<void> {
  if ((await personOfLogin(tx, login)) !== null) return;
  await execute(tx, "DELETE FROM identities WHERE person = ? AND attached_by = 'demo'", [login.person]);
  await attachDemoIdentity(tx, login, new Date(at));
  tally.added.push(`login ${login.person}`);
}
