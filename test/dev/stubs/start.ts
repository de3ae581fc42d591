import { join } from 'node:path';
import { ENTRIES } from '../../../dev/programs.ts';
import { main } from '../../../dev/start.ts';

/** The real supervisor with real neighbours, around stubs of what is ours. */
const stub = (name: string): string => join(import.meta.dirname, name);
const entries = { ...ENTRIES, api: stub('api.ts'), worker: stub('worker.ts'), prepare: stub('prepare.ts') };
process.exit(await main(process.env, entries));
