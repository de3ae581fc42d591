// Plain JavaScript, without a package: it runs on whatever Node the machine has, installs what is missing, and hands
// over to the Node that the project pins.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const programs = {
  start: 'dev/start.ts',
  demo: 'dev/demo.ts',
  smile: 'cli/main.ts',
  test: 'test/run.ts',
  bench: 'bench/main.ts',
};
const PARENT_EVERY_MS = 500;
const pinnedNode = join(root, 'node_modules', '.bin', 'node');

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** npm leaves a record of what it installed: every package that is not optional must be in it, in the locked version. */
function complete() {
  const wanted = readLock(join(root, 'package-lock.json'));
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) fail('package-lock.json is missing or broken: get it again from the repository.');
  if (installed === undefined || !existsSync(pinnedNode)) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional, peer }]) =>
      path === '' ||
      installed[path]?.version === version ||
      (installed[path] === undefined && (optional || devOptional || peer)),
  );
}

/** Its output goes to stderr: what a program prints with --json must stay alone on stdout. */
function install() {
  process.stderr.write('Installing the packages (npm ci) …\n');
  if (Number(process.versions.node.split('.')[0]) < 24)
    process.stderr.write('Warnings EBADENGINE do no harm: SMILE runs on a Node of its own, which is installed now.\n');
  const viaNpm = process.env.npm_execpath?.endsWith('.js') === true;
  const [command, args] = viaNpm ? [process.execPath, [process.env.npm_execpath, 'ci']] : ['npm', ['ci']];
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.error?.code === 'ENOENT')
    fail('npm was not found on the PATH: install Node.js 20 or newer together with npm.');
  if (done.error) fail(`npm could not be run (${done.error.message}).`);
  if (done.status !== 0) fail('npm ci failed; its output above says why. Mend that, then run the command again.');
  if (!existsSync(pinnedNode)) {
    fail(
      'npm ci did not install the project\'s own Node (package "node"): are install scripts or this platform excluded?',
    );
  }
}

const [verb, ...args] = process.argv.slice(2);
const program = Object.hasOwn(programs, verb ?? '') ? programs[verb] : undefined;
if (program === undefined) fail(`Usage: node dev/bootstrap.mjs ${Object.keys(programs).join('|')} [arguments]`);
if (Number(process.versions.node.split('.')[0]) < 18)
  fail(`Node ${process.versions.node} is too old: install Node.js 20 or newer.`);
if (!complete()) install();
if (!existsSync(join(root, program))) fail(`${program} is missing: the checkout is not complete.`);

const child = spawn(pinnedNode, ['--disable-warning=ExperimentalWarning', join(root, program), ...args], {
  // The channel tells the program when this process is killed.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
child.on('error', (error) => fail(`The project's Node (node_modules/.bin/node) cannot be run: ${error.message}.`));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm passes signals on, unless it is killed itself or a shell stands in between: then nobody would end us any more.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, PARENT_EVERY_MS);
  watch.unref();
}
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
