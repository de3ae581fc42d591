import { Command } from 'commander';
import type { PutBack } from '../backup/put-back.ts';
import { many, print } from '../print.ts';

/** `smile restore FOLDER` */
export const restore = (): Command =>
  new Command('restore')
    .description('put a backup of the embedded default back, while it is stopped; what is there goes aside')
    .argument('<folder>', 'which smile backup made')
    .option('--json', 'print { madeAt, documents, aside, keys, keysAdded, behind: […], unknown: […], compared }')
    .action(async (folder: string, { json = false }: { json?: boolean }) => {
      const { embedded } = await import('../backup/embedded.ts');
      const to = embedded('restore');
      const { putBack } = await import('../backup/put-back.ts');
      const done = await putBack(to, folder);
      print(json, done, () => inWords(done));
    });

function inWords({ madeAt, documents, aside, keys, keysAdded, behind, unknown, compared }: PutBack): string {
  return [
    `Put back: the records as of ${madeAt}, ${many(documents, 'document')}.`,
    ...(aside === null
      ? []
      : [
          `What was there is in ${aside}; remove it when you do not need it any more: what is erased from now on stays in it.`,
        ]),
    ...keys.map((path) => `${path} comes from the backup.`),
    ...(keysAdded.length === 0
      ? []
      : [
          `The backup was made before the master key was replaced: the key of then (${keysAdded.join(', ')}) was added below ` +
            'the present one. Run smile keys rotate: it wraps every key by the newer one and takes it out again.',
        ]),
    ...behind.map(
      ({ reference, after, upTo }) =>
        `${reference}: put back to event ${String(after)}; up to event ${String(upTo)} it had been acknowledged, and is lost. An incident on the file says so.`,
    ),
    ...unknown.map((reference) => `${reference}: nominated after the backup, and not in the records any more.`),
    ...(aside !== null && !compared
      ? ['What was there cannot be read, so it is not known what was done after the backup and is lost.']
      : []),
    'Every open file goes on when SMILE is started.',
  ].join('\n');
}
