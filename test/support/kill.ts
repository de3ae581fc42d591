/** SIGKILL. @throws when there is no such process: 0 stands for the test run and all that it started */
export function killProcess(pid: number | undefined, what: string): void {
  if (pid === undefined || pid <= 0) throw new Error(`${what} does not run, so it cannot be killed.`);
  process.kill(pid, 'SIGKILL');
}
