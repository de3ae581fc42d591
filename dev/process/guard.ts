import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/**
 * Reads lines of process ids; when its input ends without an empty line before, whoever held the other end was killed:
 * it ends the processes of the last line. A shell, because it must not die with us and should weigh nothing.
 */
const SCRIPT = `
trap '' INT TERM HUP
pids=
while read -r line; do pids=$line; done
[ -n "$pids" ] || exit 0
kill -TERM $pids 2>/dev/null
for turn in 1 2 3 4 5 6 7 8 9 10; do
  alive=
  for pid in $pids; do kill -0 "$pid" 2>/dev/null && alive="$alive $pid"; done
  [ -n "$alive" ] || exit 0
  sleep 0.5
done
kill -KILL $alive 2>/dev/null
`;

export interface Guard {
  /** The processes that must not outlive this one. */
  watch(pids: readonly number[]): void;
  /** Lets all of them be, and ends the guard. */
  release(): Promise<void>;
}

/** Starts the guard; a guard that is killed is started again. */
export function startGuard(): Guard {
  let watched = '';
  let released = false;
  let shell = start();

  function start(): ChildProcess {
    // Of its own process group: a signal to ours must not reach it.
    const child = spawn('sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    // A write to a guard that was just killed; it is started again below.
    child.stdin.on('error', () => undefined);
    child.once('exit', () => {
      if (released) return;
      shell = start();
      shell.stdin?.write(`${watched}\n`);
    });
    return child;
  }

  return {
    watch(pids) {
      watched = pids.join(' ');
      shell.stdin?.write(`${watched}\n`);
    },
    release() {
      released = true;
      return new Promise((resolve) => {
        if (shell.exitCode !== null) resolve();
        else {
          shell.once('exit', () => {
            resolve();
          });
        }
        shell.stdin?.end('\n');
      });
    },
  };
}
