import { globSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';

/** Test files that run in one process, one after the other: a folder of `test/`. */
export interface Group {
  readonly name: string;
  readonly files: readonly string[];
}

/** The static checks run as a group of this name. */
export const CHECK = 'check';

/** Groups that take long go first, so that the end does not wait for one of them alone. */
const LONG = ['faults', 'down', 'journeys', 'browser', 'workflows', 'dev'];

/** Groups that need no server, or bring their own. The workflow tests and whatever is added later get all of them. */
const ALONE = new Set(['domain', 'institutions', 'config', 'dev', 'down', 'runner', 'web', 'docs', 'bench']);

export const needsServers = (group: string): boolean => !ALONE.has(group);

/**
 * The groups of the project, or of what was named: groups, folders and files below `test/`.
 * Throws with a sentence when a name fits nothing.
 */
export function findGroups(root: string, names: readonly string[]): { check: boolean; groups: Group[] } {
  const all = globSync('test/**/*.test.ts', { cwd: root }).sort();
  const chosen = new Set<string>();
  for (const name of names.filter((one) => one !== CHECK)) {
    const path = relative(root, isAbsolute(name) ? name : resolve(root, name));
    const found = all.filter(
      (file) => file === path || file.startsWith(`${path}/`) || file.startsWith(join('test', name, '/')),
    );
    if (found.length === 0)
      throw new Error(`There is no test "${name}": name a folder of test/, a test file, or ${CHECK}.`);
    for (const file of found) chosen.add(file);
  }
  const files = names.length === 0 ? all : [...chosen].sort();
  const byFolder = Object.groupBy(files, (file) => file.split('/')[1] ?? '');
  const groups = Object.entries(byFolder).map(([name, list]) => ({ name, files: list ?? [] }));
  return {
    check: names.length === 0 || names.includes(CHECK),
    groups: groups.sort((one, other) => rank(one) - rank(other)),
  };
}

const rank = ({ name }: Group): number => (LONG.includes(name) ? LONG.indexOf(name) : LONG.length);
