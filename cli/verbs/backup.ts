import { Command } from 'commander';
import type { Made } from '../backup/make.ts';
import { many, print } from '../print.ts';

/** `smile backup FOLDER` */
export const backup = (): Command =>
  new Command('backup')
    .description('make a backup of the embedded default, while it runs: database, documents, and a manifest of both')
    .argument('<folder>', 'a new folder, made when the backup is whole')
    .option('--with-keys', 'put the master key and the seal in too: whoever has this folder can read everything')
    .option('--json', 'print { folder, madeAt, documents, bytes, masterKey, withKeys }')
    .action(async (folder: string, { withKeys = false, json = false }: { withKeys?: boolean; json?: boolean }) => {
      const [{ embedded }, { makeBackup }] = await Promise.all([
        import('../backup/embedded.ts'),
        import('../backup/make.ts'),
      ]);
      const made = await makeBackup(embedded('backup'), folder, withKeys);
      print(json, made, () => inWords(made));
    });

function inWords({ folder, madeAt, documents, bytes, masterKey, withKeys }: Made): string {
  return [
    `${folder}: the records as of ${madeAt}, ${many(documents, 'document')}, ${(bytes / 1_048_576).toFixed(1)} MiB.`,
    withKeys
      ? 'The master key is in it, readable by you alone: whoever gets this folder can read everything.'
      : `The master key (${masterKey}) is not in it: keep a copy of it elsewhere, without it this backup cannot be read.`,
  ].join('\n');
}
