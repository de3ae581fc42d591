import type { DocumentId, EffectId, ItemId, PersonId, RoleId, Sha256, TaskId, Text, UnitId } from '../ids.ts';
import type { Instant } from '../time/civil.ts';
import { laterBy } from '../time/instants.ts';
import type { Channel, EffectKind, Mobility, PendingEffect } from './state.ts';
import type { MailRequest } from './mail.ts';

/** What is asked of the outside; the outbox keeps it until it is done. */
export type EffectRequest =
  | { readonly kind: 'mail'; readonly mail: MailRequest }
  /** Who they are that a step names, and who has its role at that unit: its members are fixed by it. */
  | {
      readonly kind: 'resolve-holders';
      readonly task: TaskId;
      readonly step: ItemId;
      readonly role?: { readonly role: RoleId; readonly unit: UnitId };
      readonly named: readonly string[];
      /** Fewer would not do. */
      readonly least: number;
    }
  | { readonly kind: 'inspect-document'; readonly task: TaskId; readonly document: ItemId; readonly file: DocumentId }
  | { readonly kind: 'render-agreement'; readonly task: TaskId; readonly revision: Sha256 }
  | { readonly kind: 'seal-agreement'; readonly task: TaskId; readonly revision: Sha256; readonly shown: Sha256 }
  | { readonly kind: 'render-certificate'; readonly task: TaskId }
  | { readonly kind: 'render-transcript'; readonly task: TaskId; readonly results: Sha256 };

/** A document that an effect made and stored. */
export interface MadeDocument {
  readonly document: DocumentId;
  readonly name: string;
  readonly sha256: Sha256;
  readonly size: number;
  /** It was to be sealed with a time stamp, and the authority gave none. */
  readonly withoutTimestamp?: true;
}

/** A person whom a step waits for, with the role or the address that they were found by. */
export interface Resolved {
  readonly person: PersonId;
  readonly name: string;
  readonly role?: RoleId;
  readonly unit?: UnitId;
  readonly named?: string;
}

export type EffectResult =
  | { readonly kind: 'resolve-holders'; readonly step: ItemId; readonly members: readonly Resolved[] }
  | {
      readonly kind: 'inspect-document';
      readonly document: ItemId;
      readonly file: DocumentId;
      readonly ok: true;
      readonly mime: string;
      readonly pages: number;
      readonly sha256: Sha256;
      readonly size: number;
      readonly scanned: boolean;
    }
  | {
      readonly kind: 'inspect-document';
      readonly document: ItemId;
      readonly file: DocumentId;
      readonly ok: false;
      readonly code: string;
      readonly reason: Text;
    }
  | ({ readonly kind: Exclude<EffectKind, 'mail' | 'inspect-document' | 'resolve-holders'> } & MadeDocument);

/** Which line an effect stands in; effects of one line run one after the other. */
export function channelOf(kind: EffectKind): Channel {
  if (kind === 'mail') return 'mail';
  return kind === 'resolve-holders' ? 'people' : 'documents';
}

/** After these waits an effect that fails again is an incident. */
const retrySeconds = [2, 10, 60, 300, 900];

/**
 * It came to no end: mostly the process that did it was ended, which says nothing of the effect. So it is tried again
 * soon, and oftener; what ends each process that tries it is an incident all the same.
 */
const CUT_SHORT = 'timed-out';
const SOON_SECONDS = 5;
const MOST_CUT_SHORT = 20;

/** What fails so fails again: people must change something first. */
const hopeless: ReadonlySet<string> = new Set(['unprintable-text', 'bad-input', 'nobody-there']);

/** When to try again after `attempts` failed tries, or undefined when it is time for an incident. */
export function retryAfter(attempts: number, at: Instant, code: string): Instant | undefined {
  if (hopeless.has(code)) return undefined;
  if (code === CUT_SHORT) return attempts < MOST_CUT_SHORT ? laterBy(at, SOON_SECONDS) : undefined;
  const seconds = retrySeconds[attempts - 1];
  return seconds === undefined ? undefined : laterBy(at, seconds);
}

/** The effects to start now: the first waiting one of each line in which none is on its way. */
export function startable(state: Mobility): readonly PendingEffect[] {
  const busy = new Set<Channel>();
  const first: PendingEffect[] = [];
  for (const effect of Object.values(state.effects)) {
    if (effect.channel === 'mail' || effect.status === 'incident' || busy.has(effect.channel)) continue;
    busy.add(effect.channel);
    if (effect.status === 'waiting') first.push(effect);
  }
  return first;
}

/** Whether an effect of this kind, asked for in this round of the task, is not settled yet. */
export const pending = (
  { effects }: Mobility,
  { task, round }: { task: TaskId; round: number },
  kind: EffectKind,
): boolean => Object.values(effects).some((e) => e.task === task && e.round === round && e.kind === kind);

/** The effects that a run which lost its memory must start again. */
export const interrupted = (state: Mobility): readonly EffectId[] =>
  Object.values(state.effects)
    .filter((e) => e.status === 'running' && e.channel !== 'mail')
    .map((e) => e.effect);
