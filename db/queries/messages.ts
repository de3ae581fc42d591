import { randomUUID } from 'node:crypto';
import type { PersonId, Reference } from '../../domain/ids.ts';
import { inTransaction, type Db } from '../connect.ts';
import { decryptJson, encryptJson, type Key } from '../crypto.ts';
import { holdAlive } from '../erasure/alive.ts';
import type { Keys } from '../keys.ts';
import { insertIgnore, select, selectOne } from '../sql.ts';
import type { Param } from '../statements.ts';
import { follows, keyOf, pageOf, type Page } from './cursor.ts';

export interface Message {
  readonly id: string;
  readonly at: string;
  readonly by: { readonly person: PersonId; readonly name: string };
  readonly visibility: 'everyone' | 'staff';
  readonly text: string;
}

/** A message under an id of its sender's is written once. */
export type Written =
  | { readonly kind: 'written' | 'repeated'; readonly message: Message }
  /** This id stands for another message. */
  | { readonly kind: 'other' };

/** Writes a message into a file. @throws MobilityErased */
export const addMessage = (
  db: Db,
  keys: Keys,
  reference: Reference,
  { id = randomUUID(), ...message }: Omit<Message, 'id'> & { readonly id?: string },
): Promise<Written> =>
  inTransaction(db, async (tx) => {
    await holdAlive(tx, reference);
    const key = await keys.existingKey(tx, reference);
    const isNew = await insertIgnore(tx, 'messages', {
      id,
      reference,
      person: message.by.person,
      body: encryptJson(key, aad(reference, id), { text: message.text, name: message.by.name }),
      visibility: message.visibility,
      at: message.at,
    });
    if (isNew) return { kind: 'written', message: { id, ...message } };
    const row = await selectOne<StoredMessage>(tx, `SELECT ${COLUMNS} FROM messages WHERE id = ? AND reference = ?`, [
      id,
      reference,
    ]);
    const before = row === null ? undefined : opened(key, reference, row);
    return before?.text === message.text && before.visibility === message.visibility
      ? { kind: 'repeated', message: before }
      : { kind: 'other' };
  });

const COLUMNS = 'id, person, body, visibility, at';

/** The messages of a file, newest first. Null when the cursor is not one of ours. */
export async function messages(
  db: Db,
  keys: Keys,
  {
    reference,
    staff,
    after,
    limit,
  }: {
    readonly reference: Reference;
    readonly staff: boolean;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<Page<Message> | null> {
  const where = ['reference = ?', ...(staff ? [] : ["visibility = 'everyone'"])];
  const params: Param[] = [reference];
  if (after !== undefined) {
    const key = keyOf(after, ['text', 'text']);
    if (key === undefined) return null;
    const next = follows(['at', 'id'], key, 'descending');
    where.push(next.sql);
    params.push(...next.params);
  }
  const rows = await select<StoredMessage>(
    db,
    `SELECT ${COLUMNS} FROM messages WHERE ${where.join(' AND ')} ORDER BY at DESC, id DESC LIMIT ?`,
    [...params, limit + 1],
  );
  if (rows.length === 0) return { items: [], next: null };
  const key = await keys.existingKey(db, reference);
  return pageOf(
    rows,
    limit,
    (r) => [r.at, r.id],
    (row) => opened(key, reference, row),
  );
}

function opened(key: Key, reference: Reference, { id, at, person, visibility, body }: StoredMessage): Message {
  const { text, name } = bodyOf(decryptJson(key, aad(reference, id), body));
  return { id, at, by: { person, name }, visibility, text };
}

interface StoredMessage {
  readonly id: string;
  readonly person: string;
  readonly body: Buffer;
  readonly visibility: 'everyone' | 'staff';
  readonly at: string;
}

const aad = (reference: string, id: string): string => `message:${reference}:${id}`;

function bodyOf(body: unknown): { text: string; name: string } {
  if (
    typeof body === 'object' &&
    body !== null &&
    'text' in body &&
    typeof body.text === 'string' &&
    'name' in body &&
    typeof body.name === 'string'
  )
    return { text: body.text, name: body.name };
  throw new Error('A stored message is not one.');
}
