/** What can be killed. */
export const VICTIMS = ['api', 'worker', 'temporal', 'mariadb'] as const;
export type Victim = (typeof VICTIMS)[number];

/** Kills of a run, by victim. */
export interface Tally {
  readonly kills: Record<Victim, number>;
  add(victim: Victim): void;
  total(): number;
}

export function openTally(): Tally {
  const kills = { api: 0, worker: 0, temporal: 0, mariadb: 0 };
  return {
    kills,
    add: (victim) => {
      kills[victim] += 1;
    },
    total: () => Object.values(kills).reduce((sum, n) => sum + n, 0),
  };
}

/** One line for people: `kills 312 (api 80, worker 120, temporal 70, mariadb 42), acts 2,140, lost 0, doubled 0`. */
export function counted(tally: Tally, of: { acts: number; lost: number; doubled: number }): string {
  const number = (n: number): string => n.toLocaleString('en');
  const each = VICTIMS.filter((victim) => tally.kills[victim] > 0).map((v) => `${v} ${number(tally.kills[v])}`);
  return (
    `kills ${number(tally.total())} (${each.join(', ')}), acts ${number(of.acts)}, ` +
    `lost ${number(of.lost)}, doubled ${number(of.doubled)}`
  );
}
