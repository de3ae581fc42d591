import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Recorded } from '../../domain/mobility/events.ts';
import type { Mobility } from '../../domain/mobility/state.ts';
import type { Procedure } from '../../domain/process/procedure.ts';

/** What each version of this code left behind, one folder a version; `record.ts` writes the newest. */
const folder = import.meta.dirname;

/** The events of one mobility as a version wrote them, and what that version made of them. */
export interface KeptLog {
  readonly procedure: Procedure;
  readonly events: readonly Recorded[];
  /** The instant at which it was left. */
  readonly now: string;
  readonly stands: Standing;
}

/** One run of a workflow as Temporal kept it, in clear: its protobuf message in base64. */
export interface KeptRun {
  readonly workflowId: string;
  readonly history: string;
}

/** Where a mobility stands, in words that no version changes the meaning of. */
export interface Standing {
  readonly rev: number;
  readonly status: string;
  readonly outcome: string | null;
  readonly stage: string;
  readonly tasks: Readonly<Record<string, { readonly status: string; readonly round: number }>>;
  readonly due: Readonly<Record<string, string>>;
  readonly effects: Readonly<Record<string, string>>;
  readonly incidents: readonly string[];
  readonly issued: readonly string[];
}

export const standing = (state: Mobility): Standing => ({
  rev: state.rev,
  status: state.status,
  outcome: state.outcome ?? null,
  stage: state.stage,
  tasks: each(state.tasks, ({ status, round }) => ({ status, round })),
  due: each(state.clocks, ({ due }) => due.at),
  effects: each(state.effects, ({ status }) => status),
  incidents: Object.keys(state.incidents),
  issued: state.issued.map(({ sha256 }) => sha256),
});

const each = <T, U>(record: Readonly<Record<string, T>>, of: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));

export type Kind = 'logs' | 'runs';

/** The versions of which it is kept, oldest first; one that wrote the same as the version before has none of its own. */
export const versionsOf = (kind: Kind): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(fileOf(entry.name, kind)))
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

// What record.ts wrote; the tests find out whether it is still understood.
export const keptLogs = (version: string): readonly KeptLog[] => read(version, 'logs') as KeptLog[];
export const keptRuns = (version: string): readonly KeptRun[] => read(version, 'runs') as KeptRun[];

const read = (version: string, kind: Kind): unknown => JSON.parse(textOf(version, kind));

export const fileOf = (version: string, kind: Kind): string => join(folder, version, `${kind}.json.gz`);
export const textOf = (version: string, kind: Kind): string =>
  gunzipSync(readFileSync(fileOf(version, kind))).toString();
