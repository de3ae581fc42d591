import { startFloor, type Floor } from '../floor/floor.ts';
import type { Bench } from './bench.ts';
import { startOurs, type Ours } from './ours.ts';
import { startServers, type Servers } from './servers.ts';

/** Both sides of a comparison, on the same servers. */
export interface Live {
  readonly servers: Servers;
  readonly ours: Ours;
  readonly floor: Floor;
}

export async function startLive(bench: Bench): Promise<Live> {
  const servers = await startServers(bench);
  const [ours, floor] = await Promise.all([startOurs(bench, servers), startFloor(bench, servers)]);
  return { servers, ours, floor };
}
