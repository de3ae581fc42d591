import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Payload } from '@temporalio/common';
import proto, { type temporal } from '@temporalio/proto';
import { connect } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';
import { payloadCodec } from '../../db/payload-codec.ts';
import manifest from '../../package.json' with { type: 'json' };
import { dice } from '../support/dice.ts';
import { openGround, type Ground } from '../support/ground.ts';
import { stateOf } from '../support/journey.ts';
import { crashed, outlived, renewed, runsOf, whole, withdrawn } from '../support/lives.ts';
import { randomLife } from '../support/random-life.ts';
import { startTemporal } from '../support/temporal.ts';
import { fileOf, standing, textOf, versionsOf, type KeptLog, type KeptRun, type Kind } from './kept.ts';

/**
 * `node test/histories/record.ts`: keeps what this version of the code writes, so that every later one is tested with
 * it. Run it before a release, and before a change to events, state or the workflow's shell.
 */
const LOGS = 80;

const { version } = manifest;

function keep(kind: Kind, content: readonly unknown[]): void {
  const text = JSON.stringify(content);
  const file = fileOf(version, kind);
  const before = versionsOf(kind)
    .filter((one) => one !== version)
    .at(-1);
  if (before !== undefined && textOf(before, kind) === text) {
    rmSync(file, { force: true });
    process.stdout.write(`${kind}: the same as ${before} wrote\n`);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(text, { level: 9 }));
  process.stdout.write(`${String(content.length)} ${kind}\n`);
}

function logs(): KeptLog[] {
  return Array.from({ length: LOGS }, (_, seed) => {
    const driven = randomLife(dice(seed), 60);
    const { procedure, events, now } = driven;
    return { procedure, events, now, stands: standing(stateOf(driven)) };
  });
}

async function runs(): Promise<KeptRun[]> {
  const data = mkdtempSync(join(tmpdir(), 'smile-record-'));
  const temporal = await startTemporal();
  const db = await connect(`sqlite:${join(data, 'records.sqlite')}`);
  await migrate(db);
  const ground = await openGround({ db, address: temporal.address });
  try {
    await ground.startWorkers();
    const kept: KeptRun[] = [];
    for (const live of [whole, crashed, renewed, withdrawn, outlived])
      for (const { workflowId, history } of await runsOf(await live(ground)))
        kept.push({ workflowId, history: base64(await inClear(ground, history)) });
    return kept;
  } finally {
    await ground.stop();
    await db.close();
    await temporal.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

type History = temporal.api.history.v1.IHistory;
const { History } = proto.temporal.api.history.v1;

const base64 = (history: History): string => Buffer.from(History.encode(history).finish()).toString('base64');

/** Decoded, so that it is understood without a key of ours. */
async function inClear({ db, keys }: Ground, history: History): Promise<History> {
  const codec = payloadCodec(db, keys);
  const copy = History.decode(History.encode(history).finish());
  async function decode(value: unknown): Promise<void> {
    if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return;
    for (const inner of Object.values(value)) await decode(inner);
    if (isPayload(value))
      for (const payload of await codec.decode([value])) Object.assign(value, withoutStack(payload));
  }
  await decode(copy);
  return copy;
}

/** Where a failure came from names the folders of whoever recorded it. */
function withoutStack(payload: Payload): Payload {
  const text = Buffer.from(payload.data ?? []).toString();
  if (!text.startsWith('{"message":')) return payload;
  return { ...payload, data: Buffer.from(JSON.stringify({ ...(JSON.parse(text) as object), stack_trace: '' })) };
}

function isPayload(value: object): value is Payload {
  return (
    'metadata' in value && typeof value.metadata === 'object' && value.metadata !== null && 'encoding' in value.metadata
  );
}

keep('logs', logs());
keep('runs', await runs());
