/** What the two sides of the floor agree upon. */
export const FLOOR_QUEUE = 'bench-floor';
export const ACT = 'act';
export const END = 'end';

export interface FloorActivities {
  write(row: { readonly workflow: string; readonly n: number; readonly text: string }): Promise<void>;
}
