import type { Part } from './part.ts';

/** Frozen: connections are taken and never answered. Killed: they are refused. */
export const WAYS = ['frozen', 'killed'] as const;
export type Way = (typeof WAYS)[number];

export async function takeAway(part: Part, how: Way): Promise<void> {
  if (how === 'frozen') part.freeze();
  else await part.kill();
}

export async function bringBack(part: Part, how: Way): Promise<void> {
  if (how === 'frozen') part.thaw();
  else await part.start();
}

/** Does something while a part is away, and brings the part back however that ends. */
export async function during<T>(part: Part, how: Way, work: () => Promise<T>): Promise<T> {
  await takeAway(part, how);
  try {
    return await work();
  } finally {
    await bringBack(part, how);
  }
}
