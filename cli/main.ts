import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { fail } from './fail.ts';
import { backup } from './verbs/backup.ts';
import { catalogueImport } from './verbs/catalogue-import.ts';
import { databaseMigrate } from './verbs/database-migrate.ts';
import { erase } from './verbs/erase.ts';
import { institutionApply } from './verbs/institution-apply.ts';
import { keysRotate } from './verbs/keys-rotate.ts';
import { nominationsImport } from './verbs/nominations-import.ts';
import { partnersImport } from './verbs/partners-import.ts';
import { personDelegate } from './verbs/person-delegate.ts';
import { personGrant } from './verbs/person-grant.ts';
import { personLink } from './verbs/person-link.ts';
import { personList } from './verbs/person-list.ts';
import { personRevoke } from './verbs/person-revoke.ts';
import { personSignout } from './verbs/person-signout.ts';
import { personUndelegate } from './verbs/person-undelegate.ts';
import { procedureCheck } from './verbs/procedure-check.ts';
import { procedureDraw } from './verbs/procedure-draw.ts';
import { procedureSimulate } from './verbs/procedure-simulate.ts';
import { recordsCheck } from './verbs/records-check.ts';
import { recordsRebuild } from './verbs/records-rebuild.ts';
import { recordsResume } from './verbs/records-resume.ts';
import { restore } from './verbs/restore.ts';
import { schemaOf } from './verbs/schema.ts';

/** Every verb under its noun: `smile procedure check`. What a verb needs is loaded when it runs: help comes at once. */
function smile(): Command {
  const program = new Command('smile')
    .description(
      'Works on the SMILE of this machine: its database is that of DATABASE_URL, else the one in SMILE_DATA.',
    )
    .version(version(), '--version', 'print the version of SMILE')
    .helpCommand(false)
    .addHelpText(
      'after',
      '\nExit status: 0 done, 1 not done, not understood, or errors found.\nWith --json exactly one JSON value is printed on standard output.',
    )
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  const noun = (name: string, description: string, verbs: readonly Command[]): void => {
    const command = program.command(name).description(description).helpCommand(false).copyInheritedSettings(program);
    for (const verb of verbs) command.addCommand(verb.copyInheritedSettings(program));
  };
  noun('procedure', 'procedures: how a type of mobility runs', [
    procedureCheck(),
    procedureDraw(),
    procedureSimulate(),
    schemaOf('procedure'),
  ]);
  noun('institution', 'institutions and their configuration', [institutionApply(), schemaOf('institution')]);
  noun('person', 'people of an institution, their roles and logins', [
    personGrant(),
    personRevoke(),
    personDelegate(),
    personUndelegate(),
    personLink(),
    personList(),
    personSignout(),
  ]);
  noun('catalogue', 'courses, programmes and faculties to choose from', [catalogueImport()]);
  noun('partners', 'the list of partner institutions', [partnersImport()]);
  noun('nominations', 'people whom partners send', [nominationsImport()]);
  noun('database', 'the records of this SMILE', [databaseMigrate()]);
  noun('keys', 'the keys that everything is encrypted with', [keysRotate()]);
  noun('records', 'files, what is derived from their events, and their runs', [
    recordsCheck(),
    recordsRebuild(),
    recordsResume(),
  ]);
  for (const verb of [erase(), backup(), restore()]) program.addCommand(verb.copyInheritedSettings(program));
  return program;
}

function version(): string {
  const file = join(import.meta.dirname, '..', 'package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

// Who reads may have enough, as in `smile … | head`: what is left unsaid then is no fault.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
const program = smile();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = fail(error, process.argv.includes('--json'), () => helpFor(program).helpInformation());
}

/** The help of the innermost command that was named. */
function helpFor(root: Command): Command {
  let at = root;
  for (const word of process.argv.slice(2)) {
    const next = at.commands.find((one) => one.name() === word);
    if (next === undefined) break;
    at = next;
  }
  return at;
}
