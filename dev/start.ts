import { messageOf } from './problem.ts';
import { ENTRIES } from './programs.ts';
import type { Entries } from './programs.ts';
import { startInstance } from './supervisor.ts';
import type { StartOptions } from './supervisor.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The program `npm start`: one line on stdout, the address; runs until a signal. The status is the exit status. */
export async function main(
  env: NodeJS.ProcessEnv,
  entries: Entries,
  more: Pick<StartOptions, 'mostDeaths'> = {},
): Promise<number> {
  const start = Date.now();
  const asked = Promise.withResolvers<number>();
  const abort = new AbortController();
  const end = (status: number): void => {
    asked.resolve(status);
    abort.abort(new Error('stopped'));
  };
  // Signals after the first one change nothing: the stop is bounded in time by itself.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      end(0);
    });
  // The one who started us was killed.
  process.on('disconnect', () => {
    end(0);
  });
  try {
    const instance = await startInstance({
      ...more,
      env,
      entries,
      say,
      signal: abort.signal,
      onHopeless(problem) {
        say(problem.message);
        end(1);
      },
    });
    process.stdout.write(`${instance.url}\n`);
    say(`Ready after ${((Date.now() - start) / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
    const status = await asked.promise;
    say('Stopping …');
    await instance.stop();
    return status;
  } catch (error) {
    if (abort.signal.aborted) return asked.promise;
    say(messageOf(error));
    return 1;
  }
}

const HELP = `npm start
  Starts SMILE on this machine, with all that it needs; prints its address, and runs until Ctrl-C.
  Settings are environment variables, such as PORT and SMILE_DATA: see the README.`;

if (import.meta.main) {
  const [first] = process.argv.slice(2);
  if (first === '--help' || first === '-h') {
    process.stdout.write(`${HELP}\n`);
    process.exit(0);
  }
  if (first !== undefined) {
    say(`npm start knows no “${first}”: settings are environment variables, such as PORT. See npm start -- --help.`);
    process.exit(1);
  }
  // A live signal handler keeps no process alive, an open IPC channel might: the status is final here.
  process.exit(await main(process.env, ENTRIES));
}
