import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import type { ErasedEverywhere } from '../erase.ts';
import { CliProblem } from '../fail.ts';
import { print } from '../print.ts';

const LONGEST_REASON = 1000;

interface Options {
  readonly reason: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `smile erase` */
export const erase = (): Command =>
  new Command('erase')
    .description('erase a mobility for ever: its key, its files, and everything of its person that stands in clear')
    .argument('<reference>', 'such as CAEN-2026-000123')
    .requiredOption('--reason <text>', 'why, without naming anybody: it stays in the log of erasures')
    .option('--yes', 'do not ask')
    .option('--json', 'print { reference, status, wasOpen, person, files, runs, outOfReach }')
    .addHelpText(
      'after',
      '\nIts events stay, encrypted and unreadable, so that its chain verifies; statistics keep its count.' +
        '\nIt cannot be undone. Killed midway, the next start of API or worker finishes it, and so does the same command.',
    )
    .action(async (reference: string, { reason, yes = false, json = false }: Options) => {
      const why = reason.trim();
      if (why === '' || why.length > LONGEST_REASON)
        throw new CliProblem('usage', `--reason is a text of 1 to ${String(LONGEST_REASON)} characters.`);
      if (!yes) await confirm(reference);
      const { eraseEverywhere } = await import('../erase.ts');
      const done = await eraseEverywhere(reference, why);
      print(json, { ...done, outOfReach: OUT_OF_REACH }, () => inWords(done));
    });

async function confirm(reference: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new CliProblem('not-confirmed', `Nothing was erased. Add --yes to erase ${reference} for ever.`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(`This cannot be undone. Write ${reference} to erase it for ever: `);
    if (answer.trim() !== reference) throw new CliProblem('not-confirmed', 'Nothing was erased.');
  } finally {
    asking.close();
  }
}

const OUT_OF_REACH =
  'Copies already handed out are out of reach: downloads, mails, backups and folders before-restore-… until they end, and what partners received.';

const people: Readonly<Record<NonNullable<ErasedEverywhere['person']>, string>> = {
  removed: 'The person had no other file and no role, and was removed too.',
  'has-other-files': 'The person has another file and stays in the records.',
  'has-roles': 'The person has a role and stays in the records.',
};

function inWords({ reference, status, wasOpen, person, files, runs }: ErasedEverywhere): string {
  return [
    status === 'already'
      ? `${reference} was erased before.`
      : `${reference} is erased${wasOpen ? '; it was open' : ''}.`,
    ...(person === null ? [] : [people[person]]),
    files === 'removed'
      ? 'Its documents are removed.'
      : "The documents' folder is not there: the worker removes its documents when it is. Nobody can read them.",
    {
      ended: "Temporal's runs of it are ended and deleted.",
      later: "Temporal's runs of it are not all deleted yet: the worker does it within minutes. Nobody can read them.",
      'not-running':
        'SMILE does not run: its worker ends and deletes the runs when it is started. Nobody can read them.',
      unreachable:
        'The Temporal server does not answer: the worker ends and deletes the runs when it does. Nobody can read them.',
    }[runs],
    OUT_OF_REACH,
  ].join('\n');
}
