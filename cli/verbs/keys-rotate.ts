import { Command } from 'commander';
import type { Rotation } from '../../db/rotate-keys.ts';
import { many, print } from '../print.ts';

/** `smile keys rotate` */
export const keysRotate = (): Command =>
  new Command('rotate')
    .description('replace the master key by a new one, while people work')
    .option('--json', 'print { newest, older, rewrapped, keys, unreadable, dropped, retired }')
    .addHelpText(
      'after',
      '\nKilled at any moment, it goes on where it was when it is run again. The old key is kept in a file of its own:' +
        '\nremove that by hand when no backup needs it any more.' +
        '\nWhere the key is in SMILE_MASTER_KEY, or its file cannot be written here, it says what to do by hand.',
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const [{ rotateKeys }, { withDatabase }] = await Promise.all([
        import('../../db/rotate-keys.ts'),
        import('../database.ts'),
      ]);
      const done = await withDatabase(async (db, settings) => {
        const place = settings.masterKeys.length > 0 ? 'SMILE_MASTER_KEY' : settings.masterKeyFile;
        return { ...(await rotateKeys(db, settings)), place };
      });
      const { place, ...rotation } = done;
      print(json, rotation, () => inWords(rotation, place));
      if (rotation.unreadable.length > 0) process.exitCode = 1;
    });

function inWords({ newest, older, rewrapped, keys, unreadable, dropped, retired }: Rotation, place: string): string {
  const done = `${many(rewrapped, 'key')} wrapped anew; all ${String(keys)} are under the master key ${newest} now.`;
  if (unreadable.length > 0)
    return (
      `${many(rewrapped, 'key')} wrapped anew, ${String(unreadable.length)} not, because none of the master keys opens ` +
      `them: ${unreadable.join(', ')}. The older keys stay in ${place}.`
    );
  if (dropped)
    return [
      done,
      ...(retired.length === 0
        ? []
        : [
            `The one before is no longer in ${place}. It is kept in ${retired.join(', ')}, since backups made until now ` +
              'can be read with it alone. Remove it by hand when none of them is left: with such a backup it also opens ' +
              'what was erased since.',
          ]),
    ].join('\n');
  return `${done}\nNothing needs ${older.join(', ')} any more: take it out of ${place} by hand, then restart API and worker.`;
}
