import { spawnSync } from 'node:child_process';

export const hasTool = (name: string, versionFlag = '--version'): boolean =>
  spawnSync(name, [versionFlag], { stdio: 'ignore' }).error === undefined;

/** What a program prints (both streams) and its exit status. */
export function runTool(name: string, ...args: string[]): { said: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(name, args, { encoding: 'utf8' });
  return { said: `${stdout}${stderr}`, status };
}
