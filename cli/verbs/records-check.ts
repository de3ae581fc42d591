import { Command } from 'commander';
import type { RunsChecked } from '../../activities/runs/check.ts';
import type { Db } from '../../db/connect.ts';
import type { Keys } from '../../db/keys.ts';
import type { Checked, Watching } from '../../db/records/check/check.ts';
import type { Which } from '../../db/records/check/files.ts';
import { many, print } from '../print.ts';
import type { Found } from '../records.ts';
import type { Away } from '../temporal.ts';

interface Options {
  readonly institution?: string;
  readonly withoutRuns?: boolean;
  readonly json?: boolean;
}

/** `smile records check [REFERENCE …]` */
export const recordsCheck = (): Command =>
  new Command('check')
    .description('compare what is derived with the events, the events with their chain, and open files with Temporal')
    .argument('[reference...]', 'these files only, such as CAEN-2026-000123')
    .option('--institution <id>', 'files of this institution only')
    .option('--without-runs', 'leave Temporal alone: of the records only')
    .option(
      '--json',
      'print { ok, checked, erased, notStarted, runs, problems: [{ reference, code, table, message, hint }] }',
    )
    .addHelpText(
      'after',
      '\nReads only; people may work meanwhile. docs/records.md lists the codes.' +
        '\nWhere Temporal does not answer or SMILE does not run, the check is not whole: it says so, and the status is 1.',
    )
    .action(async (references: string[], { institution, withoutRuns = false, json = false }: Options) => {
      const [{ withDatabase, institutionOf }, { existingKeys }, { Found }] = await Promise.all([
        import('../database.ts'),
        import('../existing-keys.ts'),
        import('../records.ts'),
      ]);
      const found = new Found();
      const done = await withDatabase(async (db, settings) => {
        if (institution !== undefined) await institutionOf(db, institution);
        const keys = await existingKeys(settings);
        const which = {
          ...(references.length === 0 ? {} : { references }),
          ...(institution === undefined ? {} : { institution }),
        };
        const ofRecords = async <R extends Runs>(runs: R) => ({
          ...(await checkAll(db, keys, which, found)),
          notStarted: 0,
          runs,
        });
        if (withoutRuns) return ofRecords('left-out');
        const { withTemporal } = await import('../temporal.ts');
        const withRuns = await withTemporal(settings, db, keys, async (client) => {
          const runs = await import('../../activities/runs/check.ts');
          let notStarted = 0;
          const checked = await checkAll(db, keys, which, found, async (heads) => {
            const missing = await runs.runsMissing(client, db, keys, heads);
            report(missing, found);
            notStarted += missing.notStarted;
          });
          if (references.length === 0)
            for (const one of await runs.runsLeft(client, db, keys, institution)) found.add(one);
          return { ...checked, notStarted, runs: 'checked' as const };
        });
        return 'away' in withRuns ? ofRecords(withRuns.away) : withRuns.done;
      });
      // What could not be looked at is not known to be right.
      const ok = found.count === 0 && (done.runs === 'checked' || done.runs === 'left-out');
      print(json, { ok, ...done, problems: found.kept, ...found.more }, () => inWords(done, found));
      if (!ok) process.exitCode = 1;
    });

/** What became of the runs in Temporal. */
type Runs = 'checked' | 'left-out' | Away;

const unlooked: Readonly<Record<Exclude<Runs, 'checked'>, string>> = {
  'left-out': 'Runs in Temporal were not looked at.',
  'not-running':
    'SMILE does not run, and its Temporal with it: runs were not looked at. Start it, or check with --without-runs.',
  unreachable:
    'Temporal does not answer: its runs were not looked at. Start it, or correct TEMPORAL_ADDRESS, or check with --without-runs.',
};

async function checkAll(db: Db, keys: Keys, which: Which, found: Found, heads?: Watching['heads']): Promise<Checked> {
  const { checkRecords } = await import('../../db/records/check/check.ts');
  return checkRecords(db, keys, which, { problem: found.add, ...(heads === undefined ? {} : { heads }) });
}

const report = ({ problems }: RunsChecked, found: Found): void => {
  problems.forEach(found.add);
};

function inWords(
  { checked, erased, notStarted, runs }: Checked & { notStarted: number; runs: Runs },
  found: Found,
): string {
  return [
    ...found.lines(),
    `${many(checked, 'file')} checked: ${found.count === 0 ? 'no problems' : many(found.count, 'problem')}.`,
    ...(erased === 0 ? [] : [`${many(erased, 'file')} without a key (erased): the chain alone was checked.`]),
    ...(notStarted === 0 ? [] : [`${many(notStarted, 'file')} nominated and not started yet: the worker does that.`]),
    ...(runs === 'checked' ? [] : [unlooked[runs]]),
  ].join('\n');
}
