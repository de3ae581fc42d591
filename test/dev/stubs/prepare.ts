import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../../../config/settings.ts';

if (process.env['STUB_PREPARE_FAILS']) {
  process.stderr.write('first line\nthe database is of a newer version\n');
  process.exit(1);
}
writeFileSync(join(readSettings(process.env).data, 'prepared'), '');
