import { Command } from 'commander';
import type { Settings } from '../../config/settings.ts';
import type { Applied } from '../../db/institutions/apply.ts';
import { many, print, problemLines } from '../print.ts';

/** `smile institution apply FOLDER` */
export const institutionApply = (): Command =>
  new Command('apply')
    .description(
      'make an institution as its folder declares it (institution.yaml, procedures/*.yaml): all of it, or with errors nothing',
    )
    .argument('<folder>', 'such as institutions/caen')
    .option('--json', 'print { institution, applied, added, changed, unchanged, removed, problems }')
    .addHelpText('after', '\nDemo people are made only where SMILE is tried (SMILE_DEV=1, as npm start sets it).')
    .action(async (folder: string, { json = false }: { json?: boolean }) => {
      const [{ applyInstitution }, { withDatabase }] = await Promise.all([
        import('../../db/institutions/apply.ts'),
        import('../database.ts'),
      ]);
      const applied = await withDatabase((db, settings) =>
        applyInstitution(db, { folder }, { at: new Date().toISOString(), by: null, ...demoOf(settings) }),
      );
      print(json, applied, () => inWords(folder, applied));
      if (!applied.applied) process.exitCode = 1;
    });

function demoOf({ dev, oidcProviders }: Settings): { demo: boolean; issuer?: string } {
  // `npm start` calls its own provider so (dev/environment.ts).
  const local = oidcProviders.find(({ id }) => id === 'local');
  return { demo: dev, ...(dev && local !== undefined ? { issuer: local.issuer } : {}) };
}

function inWords(
  folder: string,
  { institution, applied, added, changed, unchanged, removed, problems }: Applied,
): string {
  const lines = problemLines(problems);
  const name = institution ?? folder;
  if (!applied) return [...lines, `${name}: nothing was changed. Mend the errors, then apply it again.`].join('\n');
  if (added.length + changed.length + removed.length === 0) return [...lines, `${name}: unchanged.`].join('\n');
  const news = [
    ...added.map((one) => `  added ${one}`),
    ...changed.map((one) => `  changed ${one}`),
    ...removed.map((one) => `  removed ${one}`),
  ];
  const shown = news.length > 20 ? [...news.slice(0, 20), `  … and ${many(news.length - 20, 'more change')}`] : news;
  return [
    ...lines,
    ...shown,
    `${name}: ${String(added.length)} added, ${String(changed.length)} changed, ${String(removed.length)} removed, ${String(unchanged.length)} unchanged.`,
  ].join('\n');
}
