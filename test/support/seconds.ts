import { millisOf } from '../../domain/time/instants.ts';

/** Seconds from one instant to another. */
export const secondsBetween = (from: string, to: string): number => (millisOf(to) - millisOf(from)) / 1000;
