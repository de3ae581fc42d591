import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';

/** On what it is measured, and how busy that is. */
export function machine(): string {
  const [load = 0] = loadavg();
  return (
    `${String(cpus().length)} processors, ${String(Math.round(totalmem() / 2 ** 30))} GiB, load ${load.toFixed(1)}; ` +
    `Node ${process.versions.node}, Temporal SDK ${versionOf('@temporalio/worker')}, Linux ${release()}`
  );
}

function versionOf(name: string): string {
  const manifest: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', 'node_modules', name, 'package.json'), 'utf8'),
  );
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '?';
}
