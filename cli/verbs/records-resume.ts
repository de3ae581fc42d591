import { Command } from 'commander';
import type { Resumed } from '../../activities/runs/resume.ts';
import { many, print } from '../print.ts';

interface Options {
  readonly restored?: boolean;
  readonly restartAll?: boolean;
  readonly json?: boolean;
}

/** `smile records resume [REFERENCE …]` */
export const recordsResume = (): Command =>
  new Command('resume')
    .description('see that every file in which something can happen has a run in Temporal that goes by the records')
    .argument('[reference...]', 'these files only, such as CAEN-2026-000123')
    .option('--restored', 'after an older backup was put back: look at closed files and at files that are gone too')
    .option('--restart-all', 'end every run and start it again, also those that are right')
    .option('--json', 'print { ok, looked, running, started, restarted, behind: […], unknown: […], failed: […] }')
    .addHelpText(
      'after',
      '\nA run that is ahead of the records is ended and started again; its file gets an incident that says what it lost.\nCut short, run it again.',
    )
    .action(async (references: string[], { restored = false, restartAll = false, json = false }: Options) => {
      const [{ withDatabase }, { existingKeys }, { withTemporal }, { resume }] = await Promise.all([
        import('../database.ts'),
        import('../existing-keys.ts'),
        import('../temporal.ts'),
        import('../../activities/runs/resume.ts'),
      ]);
      const done = await withDatabase(async (db, settings) => {
        const keys = await existingKeys(settings);
        const resumed = await withTemporal(settings, db, keys, (client) =>
          resume(client, db, keys, {
            ...(references.length === 0 ? {} : { references }),
            restored,
            restartAll,
            ...(process.stderr.isTTY && !json
              ? { progress: (n: number) => process.stderr.write(`\r${many(n, 'file')} …`) }
              : {}),
          }),
        );
        if ('away' in resumed) throw resumed.problem;
        return resumed.done;
      });
      const ok = done.failed.length === 0;
      print(json, { ok, ...done }, () => inWords(done));
      if (!ok) process.exitCode = 1;
    });

function inWords({ looked, running, started, restarted, behind, unknown, failed }: Resumed): string {
  return [
    ...behind.map(
      ({ reference, after, upTo }) =>
        `${reference}: put back to event ${String(after)}; up to event ${String(upTo)} it had been acknowledged, and is lost. An incident on the file says so.`,
    ),
    ...unknown.map((reference) => `${reference}: nominated after the backup, and not in the records any more.`),
    ...failed.map(({ reference, message }) => `${reference}: ${message}`),
    `${many(looked, 'file')} looked at: ${String(running)} running, ${String(started)} started, ${String(restarted)} started again.`,
  ].join('\n');
}
