import { Command } from 'commander';
import type { Rebuilt } from '../../db/records/rebuild.ts';
import { many, print } from '../print.ts';
import type { Found } from '../records.ts';

interface Options {
  readonly institution?: string;
  readonly json?: boolean;
}

/** `smile records rebuild [REFERENCE …]` */
export const recordsRebuild = (): Command =>
  new Command('rebuild')
    .description('make derived records again from the events: snapshots, lists, states of the outbox, counters')
    .argument('[reference...]', 'these files only, such as CAEN-2026-000123')
    .option('--institution <id>', 'files of this institution only')
    .option(
      '--json',
      'print { ok, checked, rebuilt, mended: […], problems: [{ reference, code, table, message, hint }] }',
    )
    .addHelpText(
      'after',
      '\nPeople may work meanwhile. Events are never touched: a file whose chain is broken is told and left as it is.',
    )
    .action(async (references: string[], { institution, json = false }: Options) => {
      const [{ withDatabase, institutionOf }, { existingKeys }, { Found }, { rebuildRecords }] = await Promise.all([
        import('../database.ts'),
        import('../existing-keys.ts'),
        import('../records.ts'),
        import('../../db/records/rebuild.ts'),
      ]);
      const mended = new Found();
      const left = new Found();
      const done = await withDatabase(async (db, settings) => {
        if (institution !== undefined) await institutionOf(db, institution);
        const which = {
          ...(references.length === 0 ? {} : { references }),
          ...(institution === undefined ? {} : { institution }),
        };
        return rebuildRecords(db, await existingKeys(settings), which, { mended: mended.add, problem: left.add });
      });
      const ok = left.count === 0;
      print(json, { ok, ...done, mended: mended.kept, problems: left.kept, ...left.more }, () =>
        inWords(done, mended, left),
      );
      if (!ok) process.exitCode = 1;
    });

function inWords({ checked, rebuilt }: Rebuilt, mended: Found, left: Found): string {
  return [
    ...mended.kept.map(({ reference, table, message, code }) => `${reference ?? table}: ${message} Mended. [${code}]`),
    ...left.lines(),
    `${many(checked, 'file')} looked at, ${String(rebuilt)} made again: ${many(mended.count, 'problem')} mended, ${String(left.count)} left.`,
  ].join('\n');
}
