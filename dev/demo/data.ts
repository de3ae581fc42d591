import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeArguments } from '../programs.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

export interface DemoData {
  /** In words, for the output. */
  readonly what: string;
  readonly faculties: string;
  readonly programmes: string;
  readonly courses: string;
  readonly partners: string;
}

/** The real catalogue of Caen and the list of institutions where they are; else a small one of our own. */
export function demoData(): DemoData {
  const shared = join(root, '..', 'shared', 'data');
  const caen = join(shared, 'caen-catalogue');
  if (existsSync(caen))
    return {
      what: 'the catalogue of Caen and the list of Erasmus institutions',
      faculties: join(caen, 'composante.csv'),
      programmes: join(caen, 'formation.csv'),
      courses: join(caen, 'cours.csv'),
      partners: join(shared, 'erasmus-institutions.csv'),
    };
  const own = join(import.meta.dirname, 'catalogue');
  return {
    what: 'a small catalogue of our own (the real one is not on this machine)',
    faculties: join(own, 'faculties.csv'),
    programmes: join(own, 'programmes.csv'),
    courses: join(own, 'courses.csv'),
    partners: join(own, 'partners.csv'),
  };
}

/**
 * Imports catalogue and partners by the command, as an administrator does. Gives what it answered.
 * @param signal ends it: a command that went on would make a folder anew that was removed
 * @param env with the address of the records, where they are not in the folder
 */
export async function importData(
  data: DemoData,
  folder: string,
  signal?: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ catalogue: unknown; partners: unknown }> {
  const smile = async (...args: string[]): Promise<unknown> => {
    const { stdout } = await run(
      process.execPath,
      [...nodeArguments(join(root, 'cli', 'main.ts')), ...args, '--json'],
      {
        env: { ...env, SMILE_DATA: folder, SMILE_DEV: '1' },
        maxBuffer: 64 * 1024 * 1024,
        ...(signal === undefined ? {} : { signal }),
      },
    );
    return JSON.parse(stdout);
  };
  const { faculties, programmes, courses } = data;
  return {
    catalogue: await smile(
      'catalogue',
      'import',
      '--institution',
      'caen',
      '--source',
      'demo',
      '--faculties',
      faculties,
      '--programmes',
      programmes,
      '--courses',
      courses,
    ),
    partners: await smile('partners', 'import', data.partners, '--institution', 'caen'),
  };
}
