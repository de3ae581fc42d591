import { commit, type Committed } from '../../../db/records/commit.ts';
import type { Db } from '../../../db/connect.ts';
import { insertIdentity } from '../../../db/identity/identities.ts';
import { makeLink } from '../../../db/identity/links.ts';
import { insertSession } from '../../../db/identity/sessions.ts';
import { hashOfToken } from '../../../db/identity/token.ts';
import type { Keys } from '../../../db/keys.ts';
import { insertReceived } from '../../../db/queries/documents.ts';
import { saveDraft } from '../../../db/queries/drafts.ts';
import { addMessage } from '../../../db/queries/messages.ts';
import { readMobility } from '../../../db/records/read.ts';
import { execute, insert, select } from '../../../db/sql.ts';
import type { Command } from '../../../domain/mobility/commands.ts';
import { decide } from '../../../domain/mobility/decide.ts';
import { isRefusal } from '../../../domain/refusal.ts';
import { birthOf, command, officer } from '../../support/mobility.ts';
import { exampleProcedure } from '../../support/procedures.ts';
import { freshReference, unborn } from '../../support/records.ts';

export const procedure = exampleProcedure('caen', 'erasmus-study');
export const NOW = '2026-03-02T10:00:00.000Z';
const now = new Date(NOW);

/** What nobody may find afterwards; each stands somewhere in clear, or in what is encrypted. */
export const marks = (person: string): Readonly<Record<string, string>> => ({
  given: `Zephyrine-${person}`,
  family: `Quasimodo-${person}`,
  email: `Zq-${person}@Mail.example`,
  esi: `urn:schac:personalUniqueCode:int:esi:zq.example:${person}`,
  birthDate: '1999-12-30',
  home: `Universitas Zq ${person}`,
  draft: `draft-zq-${person}`,
  message: `message-zq-${person}`,
  fileName: `file-zq-${person}.pdf`,
  mailError: `recipient zq-${person} refused`,
  partner: `partner-zq-${person}@uni.example`,
  partnerName: `Partner Zq ${person}`,
  subject: `subject-zq-${person}`,
  reason: `moved because of zq-${person}`,
});

/** Decides a command on the records as they are, and commits it. */
export async function sendTo(db: Db, keys: Keys, reference: string, sent: Command): Promise<Committed> {
  const found = await readMobility(db, keys, reference);
  if (found === undefined) throw new Error(`${reference} is not there.`);
  const decided = decide(procedure, found.state, sent, NOW);
  return commit(db, keys, {
    reference,
    expected: found.head,
    command: { id: sent.id, bodyHash: sent.bodyHash },
    at: NOW,
    decided: isRefusal(decided) ? { refusal: decided } : decided,
  });
}

export const changeStay = (reason: string): Command =>
  command(officer, { type: 'change-stay', start: '2026-09-01', end: '2027-07-01', reason }, NOW);

/** An open mobility with something of its person in every place where there can be something. */
export async function full(db: Db, keys: Keys, person: string): Promise<string> {
  const reference = freshReference();
  const said = marks(person);
  await putPerson(db, person);
  const birth = birthOf(procedure);
  const { given = '', family = '', email = '', esi = '', birthDate = '', home = '' } = said;
  const created = await unborn(db, keys, reference, procedure, {
    ...birth,
    person: { id: person, given, family, email, language: 'en', birthDate, esi },
    home: { name: home, country: 'PT' },
  });
  await sendTo(db, keys, reference, created);
  await sendTo(db, keys, reference, changeStay(said['reason'] ?? ''));
  await saveDraft(db, keys, { reference, task: 'details', person }, { version: 0, body: said['draft'], at: NOW });
  await addMessage(db, keys, reference, {
    at: NOW,
    by: { person, name: given },
    visibility: 'everyone',
    text: said['message'] ?? '',
  });
  await insertReceived(
    db,
    {
      id: `document-of-${reference}`,
      reference,
      task: 'papers',
      document: 'passport',
      name: said['fileName'] ?? '',
      sha256: 'a'.repeat(64),
      size: 3,
      storedKey: `${reference}/${'a'.repeat(64)}`,
      uploadedBy: person,
      at: NOW,
      retention: 'file',
    },
    20,
  );
  await execute(db, "UPDATE outbox SET last_error = ? WHERE reference = ? AND channel = 'mail'", [
    said['mailError'] ?? '',
    reference,
  ]);
  await putAccess(db, reference, person, said);
  return reference;
}

async function putPerson(db: Db, person: string): Promise<void> {
  if ((await select(db, 'SELECT id FROM people WHERE id = ?', [person])).length > 0) return;
  const { given = '', family = '', email = '', esi = '', birthDate = '' } = marks(person);
  await insert(db, 'people', {
    id: person,
    institution: 'caen',
    given,
    family,
    email,
    email_folded: email.toLowerCase(),
    esi,
    birth_date: birthDate,
    language: 'en',
    kind: 'student',
    created_at: NOW,
  });
}

async function putAccess(db: Db, reference: string, person: string, said: Record<string, string>): Promise<void> {
  const { email = '', partner: partnerEmail = '', partnerName = '', subject = '' } = said;
  const institution = 'caen';
  const login = { institution, issuer: 'https://login.example', subject: `${subject}-${reference}` };
  await insertIdentity(db, login, person, 'esi', { source: 'https://login.example', at: NOW, values: { email } });
  const expiresAt = new Date('2099-01-01T00:00:00.000Z');
  const bound = { reference, task: 'agreement-signatures', item: 'home' };
  const links = [
    { purpose: 'sign', ...bound, email: partnerEmail },
    { purpose: 'attach', person, reference, email },
    { purpose: 'login', person, email },
  ] as const;
  for (const [n, link] of links.entries())
    await makeLink(db, { ...link, token: `${reference} ${String(n)}`, institution, expiresAt }, now);
  const holders = [
    { kind: 'person', person, identified: 'federated-login' },
    { kind: 'partner', name: partnerName, email: partnerEmail, bound, link: hashOfToken('x') },
  ] as const;
  for (const [n, holder] of holders.entries())
    await insertSession(db, {
      idHash: hashOfToken(`session ${reference} ${String(n)}`),
      institution,
      holder,
      csrfHash: hashOfToken('csrf'),
      createdAt: NOW,
      seenAt: NOW,
      expiresAt: expiresAt.toISOString(),
      ipPrefix: '198.51.100.0',
    });
}

type Rows = Record<string, string | number | Buffer | null>[];

async function tablesOf(db: Db): Promise<string[]> {
  const sql =
    db.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : 'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()';
  return (await select<{ name: string }>(db, sql)).map(({ name }) => name);
}

/** A backup of every table. */
export async function saved(db: Db): Promise<ReadonlyMap<string, Rows>> {
  const backup = new Map<string, Rows>();
  for (const table of await tablesOf(db)) backup.set(table, await select(db, `SELECT * FROM ${table}`));
  return backup;
}

/** Puts a backup back. */
export async function restored(db: Db, backup: ReadonlyMap<string, Rows>): Promise<void> {
  for (const [table, rows] of backup) {
    await execute(db, `DELETE FROM ${table}`);
    if (rows.length > 0) await insert(db, table, rows);
  }
}

/** Everything that the database has, as one text: bytes as Latin-1, so that a text in them is found. */
export async function dump(db: Db): Promise<string> {
  const parts: string[] = [];
  for (const [table, rows] of await saved(db))
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        parts.push(`${table}.${column}: ${Buffer.isBuffer(value) ? value.toString('latin1') : String(value)}`);
  return parts.join('\n');
}
