import type { Db } from '../../../db/connect.ts';
import { load } from '../../../db/records/read.ts';
import { execute, insert, select, type Row } from '../../../db/sql.ts';
import { hashOf } from '../../../domain/hash.ts';
import type { Act } from '../../../domain/mobility/commands.ts';
import type { Mobility } from '../../../domain/mobility/state.ts';
import type { Application, Caller } from '../support/application.ts';
import { can, details, draft, fillDetails, form, givePapers, ok, submitAgreement, upload } from '../support/steps.ts';

/** One file at every moment that the policy tries something at, each as it is kept in the records. */
export interface Moments {
  readonly names: readonly string[];
  /** Brings the file back to a moment, with all that belongs to it. */
  to(name: string): Promise<void>;
  /** How often something was recorded since its birth. */
  rev(): Promise<number>;
  state(): Promise<Mobility>;
  /** The file that the person sent and that no act has taken up yet. */
  upload(): Promise<string>;
}

/** All that is kept of a file, by its reference. */
const tables = ['heads', 'events', 'answers', 'outbox', 'mobilities', 'tasks', 'documents', 'drafts', 'messages'];

export async function makeMoments(
  app: Application,
  reference: string,
  person: Caller,
): Promise<
  Moments & { readonly keep: (name: string) => Promise<void>; readonly systemDoes: (act: Act) => Promise<void> }
> {
  const { db, keys } = app;
  const kept = new Map<string, Map<string, Row[]>>();
  const state = async (): Promise<Mobility> => {
    const found = await load(db, keys, reference);
    if (found?.state == null) throw new Error('not born');
    return found.state;
  };
  const keep = async (name: string): Promise<void> => {
    kept.set(name, await rowsOf(db, reference));
  };
  const systemDoes = async (act: Act): Promise<void> => {
    const actor = { kind: 'system', institution: 'caen' } as const;
    const command = { id: null, bodyHash: hashOf(act), actor, act, facts: {}, notAfter: '9999-12-31T23:59:59.999Z' };
    const sent = await app.send({ institution: 'caen', reference }, command);
    if (sent.kind !== 'done') throw new Error(JSON.stringify(sent));
  };
  const does = async (who: string, type: string, more: object = {}): Promise<void> => {
    const caller = who === 'the person' ? person : await app.as(who);
    ok(await caller.act(reference, { ...(await can(caller, reference, type)), ...more }));
    await app.effects(reference);
  };

  const passport = await give(person, reference);
  await keep('details are asked for');
  await keep('papers are asked for');
  ok(await person.act(reference, { type: 'add-document', task: 'papers', document: 'passport', file: passport }));
  await app.effects(reference);
  await keep('a paper was given');
  await fillDetails(person, reference);
  await givePapers(app, person, reference);
  await keep('the agreement is asked for');
  await submitAgreement(person, reference);
  await keep('the faculty decides');
  await does('caen-claire', 'decide-step', { decision: 'approve' });
  await keep('the office decides');
  await does('caen-ines', 'decide-step', { decision: 'approve' });
  await keep('the student signs');
  await does('the person', 'sign');
  await keep('the home coordinator signs');
  await does('the person', 'withdraw', { reason: 'Illness' });
  await keep('the file is closed');
  await back('the home coordinator signs');
  const bound = { reference, task: 'agreement-signatures', item: 'home' };
  const partner = await app.partner(bound, details.homeCoordinator.email);
  ok(await partner.act(reference, await can(partner, reference, 'sign')));
  await keep('the faculty signs');
  await does('caen-claire', 'sign');
  await keep('the arrival is to be attested');
  ok(
    await (
      await app.as('caen-ines')
    ).act(reference, { ...(await can(await app.as('caen-ines'), reference, 'attest')), date: '2026-11-20' }),
  );
  const [certificate] = Object.keys((await state()).effects);
  if (certificate === undefined) throw new Error('no certificate was asked for');
  await systemDoes({ type: 'effect-failed', effect: certificate, code: 'bad-input', message: 'It cannot be printed.' });
  await keep('a certificate could not be made');
  await systemDoes({ type: 'raise-incident', incident: 'odd', code: 'odd', text: 'Something is odd.' });
  await keep('something odd was noticed');
  await back('the arrival is to be attested');
  for (const date of ['2026-11-20', '2026-11-22']) await does('caen-ines', 'attest', { date });
  await keep('results are asked for');
  await does('caen-sophie', 'enter-results', { results: await results() });
  await keep('results were entered');
  await does('caen-claire', 'approve-results', { decision: 'approve' });
  await keep('results were approved');

  async function back(name: string): Promise<void> {
    const rows = kept.get(name);
    if (rows === undefined) throw new Error(`The file is never at the moment when ${name}.`);
    for (const table of tables) {
      await execute(db, `DELETE FROM ${table} WHERE reference = ?`, [reference]);
      const those = rows.get(table) ?? [];
      if (those.length > 0) await insert(db, table, those);
    }
  }
  async function results(): Promise<object[]> {
    const task = (await state()).tasks['grades'];
    if (task?.kind !== 'grades') throw new Error('no grades');
    return task.data.components.map(({ code, term }) => ({ code, term, status: 'passed', grade: '12' }));
  }

  return {
    names: [...kept.keys()],
    to: back,
    rev: async () => (await state()).rev,
    state,
    upload: async () => {
      const sql = "SELECT id FROM documents WHERE reference = ? AND state = 'received'";
      const [row] = await select<{ id: string }>(db, sql, [reference]);
      return row?.id ?? '';
    },
    keep,
    systemDoes,
  };
}

async function rowsOf(db: Db, reference: string): Promise<Map<string, Row[]>> {
  const rows = new Map<string, Row[]>();
  for (const table of tables)
    rows.set(table, await select<Row>(db, `SELECT * FROM ${table} WHERE reference = ?`, [reference]));
  return rows;
}

/** An upload that no act has taken up yet. */
async function give(person: Caller, reference: string): Promise<string> {
  return ok(await upload(person, reference, 'passport', form('a passport')), 201).json.id;
}

/** What each act says beside what the view gives, so that it is possible for the right one. */
export const filled: Readonly<Record<string, object>> = {
  'submit-form': { answers: details },
  'review-document': { decision: 'accept' },
  'submit-agreement': { content: draft },
  'decide-step': { decision: 'approve' },
  'decline-signature': { reason: 'Not this year' },
  'invite-again': { reason: 'The mail was lost' },
  'redirect-signer': { name: 'Eva Lima', email: 'eva@porto.example', reason: 'On leave' },
  'reopen-agreement': { reason: 'One more course' },
  withdraw: { reason: 'Illness' },
  'change-stay': { start: '2027-03-01', end: '2027-06-30', reason: 'Visa' },
  reopen: { reason: 'Well again' },
  attest: { date: '2026-11-20' },
  'retry-effect': { reason: 'Try again' },
  'skip-effect': { reason: 'Not needed' },
  'resolve-incident': { reason: 'It was nothing' },
  'approve-results': { decision: 'approve' },
};
