import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkedHistory, checkedMails, saveDocuments, untilClosed } from './demo/checks.ts';
import { demoData, importData } from './demo/data.ts';
import { attach, discard, startInstance, type Instance } from './demo/instance.ts';
import { travel } from './demo/journey.ts';
import { messageOf } from './problem.ts';

const HELP = `npm run -s demo -- [--url ADDRESS] [--json]
  Runs one mobility from nomination to transcript over HTTP, on an instance of its own, which it kills in the middle.
  --url ADDRESS  use a running instance instead (its data folder in SMILE_DATA, else ./data); nothing is killed
  --json         only one JSON object on standard output`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const say = (line: string): void => {
    if (values.json) console.error(line);
    else console.log(line);
  };
  if (values.url === undefined) say('Starting an instance of its own in a temporary folder …');
  const instance = values.url === undefined ? await startInstance() : await attach(values.url);
  const tell = (error: unknown): void => {
    process.stderr.write(`${messageOf(error)}\n`);
  };
  const interrupt = new AbortController();
  const stop = (): void => {
    if (interrupt.signal.aborted) return;
    interrupt.abort();
    void discard(instance)
      .catch(tell)
      .finally(() => process.exit(130));
  };
  // A terminal's Ctrl-C comes twice: by itself, and from the one who started us.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  // Listening for its end would keep us alive.
  process.channel?.unref();
  try {
    const result = await perform(instance, say, interrupt.signal);
    if (values.json) console.log(JSON.stringify(result));
  } catch (error) {
    // It could not go on because it was being stopped.
    if (interrupt.signal.aborted) return;
    if (instance.own) console.error(`What was recorded and logged until then is in ${instance.data}.`);
    await instance.stop().catch(tell);
    throw error;
  }
  await discard(instance);
}

async function perform(instance: Instance, say: (line: string) => void, signal: AbortSignal): Promise<object> {
  const data = demoData();
  say(`On ${instance.url}, with ${data.what}.`);
  await importData(data, instance.data, signal);
  const began = Date.now();
  const journey = await travel(instance, (what) => {
    say(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  });
  const view = await untilClosed(journey);
  const seconds = (Date.now() - began) / 1000;
  say(`${seconds.toFixed(1).padStart(6)} s  The mobility is closed: ${view.outcome ?? ''}`);
  await checkedHistory(journey);
  const mails = await checkedMails(instance);
  const documents = await saveDocuments(journey, view, await mkdtemp(join(tmpdir(), 'smile-demo-documents-')));
  say(
    `\n${String(view.rev)} events, ${String(journey.acting.acknowledged.length)} acts each done once, ${String(mails)} mails.`,
  );
  for (const { path } of documents) say(`  ${path}`);
  return { reference: journey.reference, status: view.status, events: view.rev, documents, seconds };
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
