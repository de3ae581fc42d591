import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { Drawing } from '../../domain/drawing/draw.ts';
import { CliProblem } from '../fail.ts';
import { print, problemLines } from '../print.ts';

interface Options {
  readonly language: 'en' | 'fr';
  readonly width: 'wide' | 'narrow';
  readonly institution?: string;
  readonly mobility?: string;
  readonly out?: string;
  readonly text?: boolean;
  readonly json?: boolean;
}

/** `smile procedure draw FILE` */
export const procedureDraw = (): Command =>
  new Command('draw')
    .description('draw a procedure as SVG, or where one mobility stands on its own version of it')
    .argument('[file]', 'the YAML file of the procedure; none with --mobility')
    .option('--mobility <reference>', 'draw the version that this file has, from the records, and where it stands')
    .option('--institution <file>', 'its institution.yaml, for the names of roles; else the nearest one above')
    .addOption(new Option('--language <code>', 'en or fr').choices(['en', 'fr']).default('en'))
    .addOption(new Option('--width <width>', 'narrow for a phone').choices(['wide', 'narrow']).default('wide'))
    .option('--out <file>', 'write it into this file')
    .option('--text', 'as an outline, for who does not see it')
    .option('--json', 'print { svg, text }, or { ok, procedure, problems } when there are errors')
    .addHelpText('after', '\nNobody is named in it: roles, “the person”, “the partner”.')
    .action(async (file: string | undefined, options: Options) => {
      const { mobility, institution, json = false, text = false, out } = options;
      if ((file === undefined) === (mobility === undefined))
        throw new CliProblem('usage', 'Give the file of a procedure, or --mobility with a reference. See --help.');
      const { drawFile, drawMobility } = await import('../draw.ts');
      const drawn =
        file === undefined ? await drawMobility(mobility ?? '', options) : await drawFile(file, options, institution);
      if ('problems' in drawn) {
        const { procedure, problems } = drawn;
        if (json) print(true, { ok: false, procedure, problems }, () => '');
        else process.stderr.write(`${problemLines(problems).join('\n')}\n`);
        process.exitCode = 1;
        return;
      }
      if (out !== undefined) await write(out, text ? drawn.text : drawn.svg);
      if (json) print(true, drawn, () => '');
      else if (out === undefined) process.stdout.write(text ? drawn.text : drawn.svg);
    });

async function write(file: string, content: Drawing['svg']): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new CliProblem('file-unwritable', `${file} cannot be written (${reason}): give another --out.`);
  }
}
