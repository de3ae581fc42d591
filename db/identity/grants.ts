/** From when to when a grant holds, as its row says it: dates, both included; null is without end. */
export interface Term {
  readonly valid_from: string | null;
  readonly valid_until: string | null;
}

/** Whether it holds on a day. @param today as `localDate` gives it */
export const isOn = ({ valid_from: from, valid_until: until }: Term, today: string): boolean =>
  (from === null || from <= today) && (until === null || until >= today);
