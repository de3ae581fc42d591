/** What a probed process is asked. */
export type Collect = 'collect';

/** Its resident memory in bytes, once all its threads have collected their garbage. */
export interface MemoryAnswer {
  readonly rss: number;
}

export const isMemoryAnswer = (message: unknown): message is MemoryAnswer =>
  typeof message === 'object' && message !== null && 'rss' in message && typeof message.rss === 'number';
