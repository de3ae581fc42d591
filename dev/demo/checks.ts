import { mkdir, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { View } from '../../api/routes/mobility/view.schema.ts';
import type { Instance } from './instance.ts';
import type { Journey } from './journey.ts';
import { mails } from './mails.ts';

export interface Entry {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
}

const PATIENCE_MS = 60_000;

/** Waits until the mobility is closed and everything that it asked for is made. */
export async function untilClosed({ acting, person }: Journey): Promise<View> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const view = await acting.view(person);
    if (view.status === 'closed' && view.documents.filter((d) => d.origin === 'issued').length >= 4) return view;
    if (Date.now() > until) throw new Error(`The mobility did not close: ${JSON.stringify(view.waits)}`);
    await sleep(100);
  }
}

const eventOf: Readonly<Record<string, string>> = {
  'submit-form': 'form-submitted',
  'add-document': 'document-received',
  'review-document': 'document-reviewed',
  'submit-agreement': 'agreement-submitted',
  'decide-step': 'step-decided',
  sign: 'signed',
  attest: 'attested',
  'enter-results': 'results-entered',
  'approve-results': 'results-approved',
  'issue-transcript': 'transcript-requested',
};

/** The history as staff read it, checked: no event twice, and every acknowledged act in it exactly once. */
export async function checkedHistory({ acting, officer, reference }: Journey): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let after: number | string | null = 0;
  while (after !== null) {
    const page: { items: Entry[]; next: number | string | null } = await officer.get(
      `/api/mobilities/${reference}/history?limit=100&after=${String(after)}`,
    );
    entries.push(...page.items);
    after = page.next;
  }
  if (new Set(entries.map((e) => e.seq)).size !== entries.length)
    throw new Error('An event stands twice in the history.');
  const expected: Record<string, number> = {};
  for (const { type } of acting.acknowledged) {
    const event = eventOf[type] ?? type;
    expected[event] = (expected[event] ?? 0) + 1;
  }
  for (const [type, n] of Object.entries(expected)) {
    const found = entries.filter((e) => e.type === type).length;
    if (found !== n)
      throw new Error(`${type} was acknowledged ${String(n)} times and stands ${String(found)} times in the history.`);
  }
  return entries;
}

/** Mails, each once by its Message-ID, once they have stopped coming. */
export async function checkedMails(instance: Instance): Promise<number> {
  let before = -1;
  for (;;) {
    const all = await mails(instance);
    if (all.length === before) {
      const ids = new Set(all.map((m) => m.messageId));
      // A crash between sending and marking may send a mail again, with the same Message-ID: readers see one.
      return ids.size;
    }
    before = all.length;
    await sleep(1_200);
  }
}

export interface Saved {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

/** Downloads what was issued, as the person does. */
export async function saveDocuments(
  { person, reference }: Journey,
  view: View,
  folder: string,
): Promise<readonly Saved[]> {
  await mkdir(folder, { recursive: true });
  const saved: Saved[] = [];
  for (const document of view.documents.filter((d) => d.origin === 'issued')) {
    const content = await person.bytes(`/api/mobilities/${reference}/documents/${document.id}`);
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (sha256 !== document.sha256) throw new Error(`${document.name} is not what the file says it is.`);
    const path = join(folder, document.name);
    await writeFile(path, content);
    saved.push({ name: document.name, path, sha256 });
  }
  return saved;
}
